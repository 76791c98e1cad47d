// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import java.util.OptionalLong;

/**
 * Money that moves between SPENDABLE and one other account.
 *
 * @param origin the other account, and what the money is for
 * @param amount minor units, not zero: above zero into SPENDABLE, below zero out of it
 * @param valued the transaction that made it the member's to spend. Earlier than the one it is
 *     booked in if the member was told of its note only afterwards
 * @param original of money that comes back, the number of the entry that set it aside
 */
public record Posting(Origin origin, long amount, LedgerPoint valued, OptionalLong original) {

  /** Checks the amount. */
  public Posting {
    if (amount == 0) {
      throw new IllegalArgumentException("expected an amount that is not zero");
    }
  }
}
