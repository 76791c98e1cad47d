// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import portolan.domain.encoding.Commitment;
import portolan.domain.settlement.Rulebook;

/** The story of goods that never arrive. */
public sealed interface Loss permits EscrowState {
  /**
   * The carrier reports that the goods are lost.
   *
   * @param by the carrier
   * @param reason commitment to what happened
   * @param at timestamp of the transaction
   * @return the state after it; this very one when the same was reported before
   */
  default EscrowState reportLoss(String by, Commitment reason, Instant at, Rulebook rules) {
    return switch (this) {
      case Funded f -> new LossClaim(f, reason, by, at.plusSeconds(rules.negotiationSeconds()));
      case LossClaim l when l.reason().equals(reason) -> l;
      case LossClaim l -> throw Refusals.wrongState(l, "goods without a report of their loss");
      case Held held -> throw Refusals.isHeld();
      case EscrowState.Arrived arrived -> throw Refusals.notFunded(arrived);
      case EscrowState.Ended ended -> throw Refusals.wrongState(ended, "goods that are under way");
    };
  }
}
