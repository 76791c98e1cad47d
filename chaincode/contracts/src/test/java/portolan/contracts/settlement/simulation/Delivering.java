package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.RefundEscrow;

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
                    : dice.any(List.of(Members.LOGISTICS, Members.PLATFORM)),
            Delivering::confirm),
        new Habit("refund", 10, 80, dice -> dice.any(Members.ALL), Delivering::refund));
  }

  private static Optional<Command> confirm(Dice dice, String caller) {
    Predicate<Model.Escrow> waiting = e -> e.state.equals("FUNDED");
    if (dice.oneIn(8)) {
      waiting = e -> e.state.equals("INSPECTION");
    } else if (!dice.oneIn(8)) {
      waiting = waiting.and(e -> e.orderId.equals(dice.model.released.get(e.declarationId)));
    }
    return dice.escrow(waiting)
        .map(
            escrow ->
                new Confirm(
                    escrow.id,
                    dice.oneIn(10) ? dice.anySecret().orElse("guess of somebody") : escrow.secret));
  }

  private static Optional<Command> refund(Dice dice, String caller) {
    return dice.escrow(
            e ->
                e.state.equals("FUNDED")
                    && (dice.oneIn(10) || !dice.now().isBefore(e.deadline.minusSeconds(30))))
        .map(e -> new Refund(e.id));
  }

  /** Somebody presents the delivery secret. */
  private record Confirm(String escrowId, String secret) implements Command {
    @Override
    public JsonObject item() {
      return new ConfirmDelivery(escrowId, secret).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      if (escrow.isOneOf("REFUNDED", "SPLIT")) {
        return Verdict.refused("NOT_FUNDED");
      }
      if (!secret.equals(escrow.secret)) {
        return Verdict.refused("WRONG_SECRET");
      }
      if (!escrow.state.equals("FUNDED")) {
        return new Verdict.Before();
      }
      return objections()
          .unless(escrow.orderId.equals(model.released.get(escrow.declarationId)), "NOT_RELEASED")
          .orDo(
              () -> {
                if (escrow.rules.isEmpty()) {
                  model.end(escrow, "DELIVERED", "DELIVERED");
                } else {
                  escrow.state = "INSPECTION";
                  escrow.until =
                      moment.timestamp().plusSeconds(escrow.rules.get().inspectionSeconds());
                }
              });
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
      return switch (escrow.state) {
        case "REFUNDED" -> new Verdict.Before();
        case "FUNDED" ->
            objections()
                .unless(moment.reached(escrow.deadline), "NOT_YET_EXPIRED")
                .orDo(() -> model.end(escrow, "REFUNDED", "REFUNDED"));
        default -> Verdict.refused("NOT_FUNDED");
      };
    }
  }

  /** A keeper's refund of this escrow. */
  static Command refundOf(String escrowId) {
    return new Refund(escrowId);
  }
}
