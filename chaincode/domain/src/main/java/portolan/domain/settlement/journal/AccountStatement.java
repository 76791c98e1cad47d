// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import java.time.Instant;
import java.util.List;
import portolan.domain.money.Currency;

/**
 * The entries of a member's SPENDABLE account in a range of blocks, or a page of them.
 *
 * @param member whose account it is
 * @param currency of the account
 * @param range the blocks
 * @param opening what could be spent before the page, minor units
 * @param entries of the page, in their order
 * @param closing what could be spent after the page, minor units
 * @param page from 1
 * @param pageSize most entries of a page
 * @param last whether no page follows; its closing balance is that of the whole range
 */
public record AccountStatement(
    String member,
    Currency currency,
    Range range,
    long opening,
    List<JournalEntry> entries,
    long closing,
    int page,
    int pageSize,
    boolean last) {

  /**
   * A range of blocks.
   *
   * @param from number of the first block
   * @param to number of the last block; it is in the journal
   * @param begins the ledger's time before the range
   * @param ends the ledger's time at its end
   */
  public record Range(long from, long to, Instant begins, Instant ends) {
    /** Checks the order. */
    public Range {
      if (from < 0 || to < from || ends.isBefore(begins)) {
        throw new IllegalArgumentException("expected a range that does not end before it begins");
      }
    }
  }

  /** Whether it is the only page. */
  public boolean isWhole() {
    return page == 1 && last;
  }

  /**
   * Checks that it foots.
   *
   * @throws IllegalStateException when opening balance and entries do not give the closing balance,
   *     or an entry is missing or of elsewhere
   */
  public AccountStatement {
    entries = List.copyOf(entries);
    long balance = opening;
    long number = entries.isEmpty() ? 0 : entries.getFirst().number();
    for (JournalEntry entry : entries) {
      boolean fits =
          entry.currency().equals(currency)
              && entry.number() == number++
              && entry.booked().block() >= range.from()
              && entry.booked().block() <= range.to()
              && entry.balanceBefore() == balance;
      if (!fits) {
        throw new IllegalStateException(
            "entry " + entry.number() + " in " + currency + " does not follow the one before it");
      }
      balance = entry.balance();
    }
    if (balance != closing) {
      throw new IllegalStateException("the statement in " + currency + " does not foot");
    }
  }
}
