// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import java.util.ArrayList;
import java.util.List;
import portolan.domain.money.Currency;

/**
 * All that one transaction moves of one currency. It is written once and never changed: a
 * correction is another entry.
 *
 * @param number from 1, without gaps, in each currency
 * @param currency of all its lines
 * @param booked the transaction
 * @param postings at least one, by origin
 * @param balance of SPENDABLE after it, minor units
 */
public record JournalEntry(
    long number, Currency currency, LedgerPoint booked, List<Posting> postings, long balance) {

  /**
   * One side of an entry.
   *
   * @param account what is increased or decreased
   * @param reference what for
   * @param amount minor units; below zero if it is decreased
   */
  public record Line(Account account, String reference, long amount) {}

  /** Copies the postings and checks the balance. */
  public JournalEntry {
    postings = List.copyOf(postings);
    if (number < 1 || postings.isEmpty()) {
      throw new IllegalArgumentException("expected a number from 1 on, and a posting");
    }
    if (balance < 0) {
      throw new IllegalArgumentException("expected no more to be spent than there was");
    }
  }

  /** What it adds to SPENDABLE; below zero if it takes. */
  public long amount() {
    long sum = 0;
    for (Posting posting : postings) {
      sum = Math.addExact(sum, posting.amount());
    }
    return sum;
  }

  /** The balance of SPENDABLE before it. */
  public long balanceBefore() {
    return Math.subtractExact(balance, amount());
  }

  /** Both sides of every posting; they add up to nothing. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Posting posting : postings) {
      Origin origin = posting.origin();
      lines.add(new Line(Account.SPENDABLE, origin.reference(), posting.amount()));
      lines.add(new Line(origin.account(), origin.reference(), Math.negateExact(posting.amount())));
    }
    return lines;
  }
}
