// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Rulebook;
import portolan.domain.worldstate.RefusalCode;

/**
 * The story of time: what it brings about, and from when on. Anybody may say so; the state alone
 * decides.
 */
public sealed interface Expiry permits EscrowState {
  /**
   * Lets the money go back after the deadline for delivery. A milestone that was reached in time or
   * late is paid instead.
   *
   * @param peerNow what the peer's clock says: it must agree that the deadline has passed
   * @param released the goods that customs released under the declaration; asked only for a
   *     milestone
   * @return the state after it; this very one when it was refunded before
   */
  default EscrowState refund(Refunded refund, Instant peerNow, Optional<DeclaredGoods> released) {
    return switch (this) {
      case Refunded before -> before;
      case Funded funded -> {
        requireReached("a refund", funded.deadline(), refund.refundedAt(), peerNow);
        if (funded.trigger().isMilestone() && released.filter(funded::isAbout).isPresent()) {
          throw Refusals.of(
              RefusalCode.MILESTONE_REACHED,
              "escrowId",
              "expected a milestone that is not reached; confirm this one instead");
        }
        yield refund;
      }
      // What the plan pays for a loss is not the funder's to take back.
      case LossClaim loss ->
          throw Refusals.wrongState(
              loss, "goods that nobody has reported as lost: a delivery or the loss ends it");
      case Held held -> throw Refusals.isHeld();
      case EscrowState.Arrived arrived -> throw Refusals.notFunded(arrived);
      case EscrowState.Ended ended -> throw Refusals.notFunded(ended);
    };
  }

  /**
   * Does what time has brought about: ends an inspection, a return, a report of loss or an
   * arbitration, or escalates a negotiation. Anybody may say so.
   *
   * @param by who does
   * @param at timestamp of the transaction
   * @param peerNow what the peer's clock says: it must agree
   * @return the state after it; this very one for an escrow that has ended
   */
  default EscrowState expire(String by, Instant at, Instant peerNow, Rulebook rules) {
    return switch (this) {
      case Funded f -> throw Refusals.wrongState(f, "a delivery that is inspected, or a claim");
      case Held held -> throw Refusals.isHeld();
      case Inspection i -> {
        requireReached("the end of the inspection", i.until(), at, peerNow);
        yield i.delivery();
      }
      case Negotiation n -> {
        requireReached("an escalation", n.until(), at, peerNow);
        // From the agreed moment, not from when somebody noticed.
        yield new Escalated(
            n.delivery(),
            n.reason(),
            n.until().plusSeconds(rules.arbitrationSeconds()),
            n.assignments());
      }
      case Escalated e -> {
        requireReached("the end of the arbitration", e.until(), at, peerNow);
        yield rules.fallback() == Outcome.DELIVERED ? e.delivery() : new Refunded(by, at);
      }
      case Returning r -> {
        requireReached("the end of the time for the return", r.until(), at, peerNow);
        yield r.delivery();
      }
      case LossClaim l -> {
        requireReached("the end of the time to contest the loss", l.until(), at, peerNow);
        yield new Lost(l.reportedBy(), l.reason(), l.until(), l.funded().lossPlanned());
      }
      case EscrowState.Ended ended -> ended;
    };
  }

  /** From when on time alone moves it on; empty if it has ended or is held. */
  default Optional<Instant> endsBy() {
    return switch (this) {
      case Funded f -> Optional.of(f.deadline());
      case Inspection i -> Optional.of(i.until());
      case Negotiation n -> Optional.of(n.until());
      case Escalated e -> Optional.of(e.until());
      case Returning r -> Optional.of(r.until());
      case LossClaim l -> Optional.of(l.until());
      case Held h -> Optional.empty();
      case EscrowState.Ended e -> Optional.empty();
    };
  }

  private static void requireReached(String what, Instant moment, Instant at, Instant peerNow) {
    if (at.isBefore(moment) || peerNow.isBefore(moment)) {
      throw Refusals.of(
          RefusalCode.NOT_YET_EXPIRED,
          "escrowId",
          "expected " + what + " no earlier than " + Timestamp.format(moment));
    }
  }
}
