// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Trigger;
import portolan.domain.worldstate.RefusalCode;

/**
 * The story of a delivery: it is confirmed, inspected and accepted, and while it is inspected the
 * seller may sell what it will be paid.
 */
public sealed interface Delivery permits EscrowState {
  /**
   * Confirms the delivery.
   *
   * @param delivery the evidence, who presents it, when
   * @param released the goods that customs released under the declaration; asked only if it matters
   * @return the state after it; this very one when it was confirmed before
   */
  default EscrowState confirm(Delivered delivery, Optional<DeclaredGoods> released) {
    return switch (this) {
      case Funded funded -> {
        requireTrigger(funded.trigger(), delivery);
        requireReleased(funded, released);
        yield funded.delivered(delivery);
      }
      case LossClaim loss -> loss.funded().confirm(delivery, released);
      case Held held -> held.at(held.before().confirm(delivery, released));
      case EscrowState.Arrived arrived -> confirmedBefore(arrived, arrived.delivery(), delivery);
      case Delivered before -> confirmedBefore(before, before, delivery);
      case EscrowState.Ended ended ->
          throw Refusals.of(
              RefusalCode.NOT_FUNDED,
              "escrowId",
              "expected a funded escrow; this one is " + ended.name());
    };
  }

  /**
   * Refuses a delivery of goods that are recalled. While the payment is held for a recall, or once
   * it has been, that does not count: officers of the bank decide whether it pays.
   *
   * @param recallId under which the goods of the order are marked on the ledger, and that the
   *     payment was never held for
   */
  default void requireNotRecalled(String recallId) {
    switch (this) {
      case Held held -> held.before().requireNotRecalled(recallId);
      case Funded funded -> throw Refusals.recalled(recallId);
      case LossClaim claim -> throw Refusals.recalled(recallId);
      case EscrowState.Arrived arrived -> {}
      case EscrowState.Ended ended -> {}
    }
  }

  /** The funder accepts the goods, or withdraws its claim: the payouts are final. */
  default EscrowState accept() {
    return switch (this) {
      case Delivered d -> d;
      case EscrowState.Arrived arrived -> arrived.delivery();
      case Held held -> throw Refusals.isHeld();
      case Funded f -> throw Refusals.wrongState(f, "a delivery that is inspected");
      case LossClaim l -> throw Refusals.wrongState(l, "a delivery that is inspected");
      case EscrowState.Ended ended ->
          throw Refusals.wrongState(ended, "a delivery that is inspected");
    };
  }

  /**
   * The seller assigns one of its payouts of the delivery to a financier, once.
   *
   * @param sale the payout, and to whom
   * @param at timestamp of the transaction
   */
  default EscrowState assign(Assignment sale, Instant at) {
    return switch (this) {
      case Inspection i when Assignment.of(i.assignments(), sale.payout()).isPresent() ->
          throw Refusals.wrongState(i, "a payout that was not assigned before");
      case Inspection i when !at.isBefore(i.until()) ->
          throw Refusals.of(
              RefusalCode.TOO_LATE,
              "escrowId",
              "expected an assignment before " + Timestamp.format(i.until()));
      case Inspection i -> {
        List<Assignment> assignments = new ArrayList<>(i.assignments());
        assignments.add(sale);
        yield new Inspection(i.delivery(), i.until(), assignments);
      }
      case Held held -> throw Refusals.isHeld();
      case Funded f ->
          throw Refusals.wrongState(f, "a delivery that is inspected and not disputed");
      case LossClaim l ->
          throw Refusals.wrongState(l, "a delivery that is inspected and not disputed");
      case EscrowState.Arrived arrived ->
          throw Refusals.wrongState(arrived, "a delivery that is inspected and not disputed");
      case EscrowState.Ended ended ->
          throw Refusals.wrongState(ended, "a delivery that is inspected and not disputed");
    };
  }

  /** The evidence of the delivery, where the state still holds it. */
  default Optional<Delivered> evidence() {
    return switch (this) {
      case EscrowState.Arrived arrived -> Optional.of(arrived.delivery());
      case Delivered d -> Optional.of(d);
      case Held held -> held.before().evidence();
      case Funded f -> Optional.empty();
      case LossClaim l -> Optional.empty();
      case EscrowState.Ended ended -> Optional.empty();
    };
  }

  /** What the escrow waits for, if its delivery is not confirmed yet. */
  default Optional<Funded> awaitsDelivery() {
    return switch (this) {
      case Funded f -> Optional.of(f);
      case LossClaim l -> Optional.of(l.funded());
      case Held h -> h.before().awaitsDelivery();
      case EscrowState.Arrived a -> Optional.empty();
      case EscrowState.Ended e -> Optional.empty();
    };
  }

  private static void requireReleased(Funded funded, Optional<DeclaredGoods> released) {
    if (released.filter(funded::isAbout).isEmpty()) {
      throw Refusals.of(
          RefusalCode.NOT_RELEASED,
          "escrowId",
          "expected "
              + funded.authority()
              + " to have released declaration "
              + funded.declarationId()
              + (funded.trigger() instanceof Trigger.Tax
                  ? " on the assessment whose tax is withheld"
                  : ""));
    }
  }

  private static void requireTrigger(Trigger trigger, Delivered delivery) {
    if (!trigger.isMetBy(delivery.proof(), delivery.confirmedBy())) {
      throw switch (trigger) {
        case Trigger.Secret secret when delivery.proof() instanceof Evidence.Secret ->
            Refusals.wrongSecret();
        case Trigger.Secret secret -> wrongEvidence("the delivery secret");
        case Trigger.Signature(String member) ->
            wrongEvidence("a document for which " + member + " answers");
        case Trigger.Release release -> wrongEvidence("nothing but the release by customs");
        case Trigger.Tax tax -> wrongEvidence("nothing but the release by customs");
      };
    }
  }

  private static RuntimeException wrongEvidence(String expected) {
    return Refusals.of(
        RefusalCode.WRONG_EVIDENCE, "escrowId", "expected " + expected + " for this escrow");
  }

  private static EscrowState confirmedBefore(
      EscrowState state, Delivered before, Delivered delivery) {
    if (!before.proof().equals(delivery.proof())) {
      throw before.proof() instanceof Evidence.Secret
          ? Refusals.wrongSecret()
          : wrongEvidence("the evidence that was presented before");
    }
    return state;
  }
}
