// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.instruction.HoldRecalled;

/** Goods are recalled, and whoever hears of it has their payment held. */
final class Recalling {
  private static final String WRONG_STATE = "WRONG_STATE";

  private Recalling() {}

  static List<Habit> habits() {
    return List.of(
        new Habit("holdRecalled", 2, 8, dice -> dice.any(Members.ALL), Recalling::holdRecalled));
  }

  private static Optional<Command> holdRecalled(Dice dice, String caller) {
    return dice.escrow(e -> !dice.model.recalls(e.terms.orderId()).isEmpty() || dice.oneIn(30))
        .map(
            e -> {
              List<String> open = dice.model.recalls(e.terms.orderId());
              return new HoldForRecall(
                  e.id, open.isEmpty() || dice.oneIn(15) ? another(dice) : dice.any(open));
            });
  }

  private static String another(Dice dice) {
    return dice.model.everyRecall.isEmpty() ? "SupplierMSP/R" : dice.any(dice.model.everyRecall);
  }

  /** Sometimes goods of an order are recalled, or a recall is over. */
  static Optional<Event> next(Dice dice) {
    if (dice.oneIn(30)) {
      List<String> orders =
          dice.model.escrows.values().stream()
              .map(e -> e.terms.orderId())
              .distinct()
              .sorted()
              .toList();
      if (!orders.isEmpty()) {
        String member = dice.oneIn(3) ? Members.CUSTOMS : Members.SUPPLIER;
        List<String> again = orders.stream().filter(o -> !dice.model.recalls(o).isEmpty()).toList();
        return Optional.of(
            new Event.Recall(
                dice.any(again.isEmpty() || dice.oneIn(2) ? orders : again),
                new QualifiedId(member, dice.plainId("R")).toString()));
      }
    }
    if (dice.oneIn(10)) {
      List<String> open =
          dice.model.everyRecall.stream().filter(r -> !dice.model.lifted.contains(r)).toList();
      if (!open.isEmpty()) {
        return Optional.of(new Event.LiftRecall(dice.any(open)));
      }
    }
    return Optional.empty();
  }

  /** Of an order: one of its objects is marked under each recall. */
  static JsonObject held(Collection<String> recallIds) {
    JsonObject.Builder held = Json.object();
    recallIds.forEach(recallId -> held.put(recallId, 1));
    return held.build();
  }

  /** As it is on the ledger. */
  static JsonObject recall(String recallId, boolean isLifted) {
    JsonObject.Builder recall =
        Json.object()
            .put("recallId", recallId)
            .put("reason", "splinters")
            .putAll(
                "sources",
                List.of(Json.object().put("name", "https://id.gs1.org/01/04012345123456").build()))
            .put("openedAt", "2026-11-30T10:00:00Z");
    return (isLifted
            ? recall.put(
                "lifted",
                Json.object()
                    .put("by", "SupplierMSP")
                    .put("at", "2026-11-30T11:00:00Z")
                    .put("reason", "none")
                    .build())
            : recall)
        .build();
  }

  /** Somebody has a payment held because the goods are recalled. */
  private record HoldForRecall(String escrowId, String recallId) implements Command {
    @Override
    public JsonObject item() {
      return new HoldRecalled(escrowId, recallId).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      if (escrow.heldFor.contains(recallId)) {
        return new Verdict.Before();
      }
      return objections()
          .when(escrow.terms.trigger().isMilestone(), WRONG_STATE)
          .unless(model.recalls(escrow.terms.orderId()).contains(recallId), WRONG_STATE)
          .when(escrow.hasEnded(), WRONG_STATE)
          .orDo(
              () -> {
                escrow.heldFor.add(recallId);
                escrow.hold(
                    HoldReason.RECALL,
                    QualifiedId.parse(recallId).owner(),
                    Optional.of(new HoldRecalled(escrowId, recallId).evidence()));
              });
    }
  }
}
