// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.domain.settlement.instruction.ReportLoss;

/** The goods arrive, or they do not. */
final class Delivering {
  private Delivering() {}

  static List<Habit> habits() {
    return List.of(
        new Habit(
            "confirm",
            18,
            90,
            dice ->
                dice.oneIn(30)
                    ? dice.any(Members.ALL)
                    : dice.any(List.of(Members.LOGISTICS, Members.LOGISTICS, Members.PLATFORM)),
            Delivering::confirm),
        new Habit("confirmMilestone", 4, 40, dice -> dice.any(Members.ALL), Delivering::milestone),
        new Habit("refund", 9, 80, dice -> dice.any(Members.ALL), Delivering::refund),
        new Habit(
            "reportLoss",
            3,
            30,
            dice -> dice.oneIn(10) ? dice.any(Members.ALL) : Members.LOGISTICS,
            Delivering::loss));
  }

  private static Optional<Command> confirm(Dice dice, String caller) {
    Predicate<Model.Escrow> waiting = e -> e.awaitsDelivery() && !e.terms.trigger().isMilestone();
    if (dice.oneIn(8)) {
      waiting = e -> e.isOneOf("INSPECTION", "RETURNING");
    } else if (!dice.oneIn(8)) {
      waiting = waiting.and(e -> dice.model.isReleasedFor(e));
    }
    return dice.escrow(waiting).map(escrow -> new Confirm(escrow.id, evidence(dice, escrow)));
  }

  private static Evidence evidence(Dice dice, Model.Escrow escrow) {
    if (dice.oneIn(12)) {
      return new Evidence.Secret(dice.anySecret().orElse("guess of somebody"));
    }
    boolean document = escrow.terms.trigger() instanceof Trigger.Signature;
    if (escrow.evidence.isPresent()
        && !(escrow.evidence.get() instanceof Evidence.Release)
        && !dice.oneIn(4)) {
      return escrow.evidence.get();
    }
    return document != dice.oneIn(20)
        ? new Evidence.Document(new Commitment(Sha256.hex(dice.salt())))
        : new Evidence.Secret(escrow.secret);
  }

  private static Optional<Command> milestone(Dice dice, String caller) {
    return dice.escrow(
            e ->
                (e.terms.trigger().isMilestone() || dice.oneIn(30))
                    && (e.awaitsDelivery() || dice.oneIn(10)))
        .map(e -> new Confirm(e.id, new Evidence.Release()));
  }

  private static Optional<Command> refund(Dice dice, String caller) {
    return dice.escrow(
            e ->
                e.awaitsDelivery()
                    && (!e.isHeld() || dice.oneIn(15))
                    && (dice.oneIn(10) || !dice.now().isBefore(e.deadline.minusSeconds(30))))
        .map(e -> new Refund(e.id));
  }

  private static Optional<Command> loss(Dice dice, String caller) {
    return dice.escrow(
            e ->
                (e.terms.carrier().isPresent() || dice.oneIn(30))
                    && (e.state.equals("FUNDED") || dice.oneIn(15)))
        .map(
            e ->
                new Loss(
                    e.id,
                    new Commitment(
                        e.reason.isEmpty() || dice.oneIn(2) ? Sha256.hex(dice.salt()) : e.reason)));
  }

  /** Somebody presents evidence of the delivery. */
  private record Confirm(String escrowId, Evidence evidence) implements Command {
    @Override
    public JsonObject item() {
      return new ConfirmDelivery(escrowId, evidence).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      if (!escrow.awaitsDelivery()) {
        return again(escrow);
      }
      return met(escrow.terms.trigger(), moment)
          .unless(model.isReleasedFor(escrow), "NOT_RELEASED")
          .when(
              !escrow.terms.trigger().isMilestone()
                  && !model.recalls(escrow.terms.orderId()).stream()
                      .allMatch(escrow.heldFor::contains),
              "RECALLED")
          .orDo(
              () -> {
                escrow.evidence = Optional.of(evidence);
                if (escrow.terms.rulebook().isEmpty()) {
                  model.end(escrow, "DELIVERED", "DELIVERED");
                } else {
                  escrow.state = "INSPECTION";
                  escrow.reason = "";
                  escrow.until = moment.timestamp().plusSeconds(escrow.rules().inspectionSeconds());
                }
              });
    }

    private Verdict again(Model.Escrow escrow) {
      if (escrow.isOneOf("REFUNDED", "SPLIT", "LOST", "SEIZED")) {
        return Verdict.refused("NOT_FUNDED");
      }
      Evidence before = escrow.evidence.orElseThrow();
      if (before.equals(evidence)) {
        return new Verdict.Before();
      }
      return Verdict.refused(before instanceof Evidence.Secret ? "WRONG_SECRET" : "WRONG_EVIDENCE");
    }

    private Verdict.Objections met(Trigger trigger, Moment moment) {
      return switch (trigger) {
        case Trigger.Secret(String hash) ->
            evidence instanceof Evidence.Secret(String text)
                ? objections().unless(Sha256.hex(text).equals(hash), "WRONG_SECRET")
                : objections().when(true, "WRONG_EVIDENCE");
        case Trigger.Signature(String member) ->
            objections()
                .unless(
                    evidence instanceof Evidence.Document && moment.caller().equals(member),
                    "WRONG_EVIDENCE");
        case Trigger.Release release ->
            objections().unless(evidence instanceof Evidence.Release, "WRONG_EVIDENCE");
        case Trigger.Tax tax ->
            objections().unless(evidence instanceof Evidence.Release, "WRONG_EVIDENCE");
      };
    }
  }

  /** Somebody says that the time for the delivery is over. */
  private record Refund(String escrowId) implements Command {
    @Override
    public JsonObject item() {
      return new RefundEscrow(escrowId).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      if (escrow.isHeld()) {
        return Verdict.refused("HELD");
      }
      return switch (escrow.state) {
        case "REFUNDED" -> new Verdict.Before();
        case "LOSS_CLAIM" -> Verdict.refused("WRONG_STATE");
        case "FUNDED" ->
            objections()
                .unless(moment.reached(escrow.deadline), "NOT_YET_EXPIRED")
                .when(
                    escrow.terms.trigger().isMilestone() && model.isReleasedFor(escrow),
                    "MILESTONE_REACHED")
                .orDo(() -> model.end(escrow, "REFUNDED", "REFUNDED"));
        default -> Verdict.refused("NOT_FUNDED");
      };
    }
  }

  /** A keeper's confirmation of this milestone. */
  static Command milestoneOf(String escrowId) {
    return new Confirm(escrowId, new Evidence.Release());
  }

  /** A keeper's refund of this escrow. */
  static Command refundOf(String escrowId) {
    return new Refund(escrowId);
  }

  /** The carrier says that the goods are lost. */
  private record Loss(String escrowId, Commitment reason) implements Command {
    @Override
    public JsonObject item() {
      return new ReportLoss(escrowId, reason).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      Verdict.Objections wrong =
          objections()
              .when(escrow.terms.rulebook().isEmpty(), "WRONG_STATE")
              .when(escrow.terms.carrier().isEmpty(), "WRONG_STATE")
              .when(
                  escrow.terms.carrier().filter(c -> !c.equals(moment.caller())).isPresent(),
                  "PERMISSION_DENIED");
      if (wrong.none() && escrow.isFree("LOSS_CLAIM") && escrow.reason.equals(reason.hex())) {
        return new Verdict.Before();
      }
      boolean arrived = escrow.isOneOf("INSPECTION", "NEGOTIATION", "ESCALATED", "RETURNING");
      return wrong
          .when(escrow.isHeld(), "HELD")
          .when(!escrow.isHeld() && arrived, "NOT_FUNDED")
          .when(!escrow.isHeld() && !arrived && !escrow.state.equals("FUNDED"), "WRONG_STATE")
          .orDo(
              () -> {
                escrow.state = "LOSS_CLAIM";
                escrow.reason = reason.hex();
                escrow.until = moment.timestamp().plusSeconds(escrow.rules().negotiationSeconds());
              });
    }
  }
}
