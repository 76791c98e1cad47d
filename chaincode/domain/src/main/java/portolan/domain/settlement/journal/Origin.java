// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

/**
 * Where money comes from or goes to.
 *
 * @param account any but SPENDABLE
 * @param reference id of the mint, escrow, lock, redemption or receivable; empty if it is not known
 */
public record Origin(Account account, String reference) implements Comparable<Origin> {

  /** Checks the account. */
  public Origin {
    if (account == Account.SPENDABLE) {
      throw new IllegalArgumentException("expected another account than the one it is booked on");
    }
  }

  @Override
  public int compareTo(Origin other) {
    int byAccount = account.compareTo(other.account);
    return byAccount == 0 ? reference.compareTo(other.reference) : byAccount;
  }
}
