// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;

/**
 * An escrow and what holds its payment.
 *
 * @param free where it stands when nothing holds it; not itself held
 * @param holds the open reasons, or what is remembered of earlier ones
 */
public record Hold(EscrowState free, Holds holds) {

  /**
   * An escrow as it stands.
   *
   * @param gate its state
   * @param earlier what is remembered of earlier holds; a state that is held knows it
   */
  public static Hold of(EscrowState gate, Holds earlier) {
    return gate instanceof Held(EscrowState before, Holds holds)
        ? new Hold(before, holds)
        : new Hold(gate, earlier);
  }

  /** Where it stands. */
  public EscrowState gate() {
    return holds.areOpen() ? new Held(free, holds) : free;
  }

  /** What has to be remembered beside the state: nothing of a payment that is held or has ended. */
  public Optional<Holds> remembered() {
    return holds.areOpen() || free instanceof EscrowState.Ended
        ? Optional.empty()
        : Optional.of(holds);
  }

  private Hold under(Holds other) {
    return new Hold(free, other);
  }

  /** What has not ended: a delivery that is held is not paid, so it can be held for more. */
  private void requireUnpaid() {
    if (gate() instanceof EscrowState.Ended) {
      throw wrongState("an escrow that has not ended");
    }
  }

  /**
   * Holds the payment for a reason, whatever else holds it.
   *
   * @return this very one when the same member has opened the same
   */
  public Hold hold(OpenReason reason) {
    requireUnpaid();
    return under(holds.open(reason));
  }

  /**
   * What screening says.
   *
   * @param clear whether the parties may be paid; otherwise officers decide, also if it was clear
   *     before
   * @param screener the member that says so
   * @param at timestamp of the transaction
   * @param reference commitment to what was screened
   * @return this very one when a hit is open
   */
  public Hold screened(boolean clear, String screener, Instant at, Commitment reference) {
    requireUnpaid();
    return under(clear ? holds.cleared() : holds.hit(screener, at, reference));
  }

  /**
   * An officer decides. The decision counts when another officer has decided the same about the
   * same reasons; an officer may change its mind until then. A release lifts what officers may
   * lift; anything else ends the escrow, whatever is open.
   *
   * @param vote the decision
   * @param bank the bank of the officers
   * @param at timestamp of the transaction
   * @return this very one when this officer had decided just this
   */
  public Hold decide(Holds.Vote vote, String bank, Instant at) {
    requireHeld();
    if (holds.count(vote)) {
      return this;
    }
    holds.requireNumber(vote.number());
    if (vote.verdict() == HoldDecision.Verdict.RELEASE) {
      holds.requireReleasable();
    }
    if (!holds.agree(vote)) {
      return under(holds.voted(vote));
    }
    return switch (vote.verdict()) {
      case RELEASE -> under(holds.released(bank));
      case REJECT -> new Hold(new Refunded(bank, at), Holds.NONE);
      case SEIZE -> new Hold(new Seized(holds.open(), at), Holds.NONE);
    };
  }

  /** Refuses a payment that is not held. */
  public void requireHeld() {
    if (!holds.areOpen()) {
      throw wrongState("a payment that is held");
    }
  }

  private RuntimeException wrongState(String expected) {
    return new Refusal(
            RefusalCode.WRONG_STATE,
            "escrowId",
            "expected " + expected + "; this escrow is " + gate().name())
        .toException();
  }
}
