// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.escrow.Hold;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.escrow.OpenReason;
import portolan.domain.settlement.instruction.HoldRecalled;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code holdRecalled}: goods of the order are marked as recalled on the ledger, so anybody can
 * have the payment held, and nobody's word is needed. Each recall holds an escrow once, or anybody
 * could hold for ever what officers have released.
 */
final class HoldRecalledFunction extends HoldFunction<HoldRecalled> {
  /** The orders of the group whose goods are recalled, each with its recalls. */
  private Map<String, List<String>> recalls = Map.of();

  HoldRecalledFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected HoldRecalled read(Item item) {
    return HoldRecalled.fromJson(item.fields());
  }

  @Override
  String escrowId(HoldRecalled item) {
    return item.escrowId();
  }

  @Override
  protected List<String> keys(HoldRecalled item) {
    return Stream.concat(super.keys(item).stream(), Stream.of(key(item))).toList();
  }

  private static String key(HoldRecalled item) {
    return SettlementKeys.recall(item.escrowId(), item.recallId());
  }

  @Override
  protected boolean learnsRolesOfCaller() {
    return true;
  }

  @Override
  protected void prepare(List<HoldRecalled> items) {
    Set<String> orders = new TreeSet<>();
    for (HoldRecalled item : items) {
      transaction
          .ledger()
          .find(SettlementKeys.escrow(item.escrowId()))
          .map(Escrow::fromJson)
          .ifPresent(escrow -> orders.add(escrow.terms().orderId()));
    }
    recalls = RecalledGoods.of(transaction, orders);
  }

  @Override
  protected Accepted apply(HoldRecalled item) {
    Standing at = standing(item);
    Hold before = payment(item, at);
    if (transaction.ledger().has(key(item))) {
      return Accepted.before(result(before).build());
    }
    requireRecalled(item, at.escrow());
    Hold after =
        before.hold(
            new OpenReason(
                HoldReason.RECALL,
                QualifiedId.parse(item.recallId()).owner(),
                transaction.timestamp(),
                Optional.of(item.evidence())));
    transaction
        .ledger()
        .write(
            key(item),
            Json.object()
                .put("reportedBy", transaction.caller())
                .put("reportedAt", Timestamp.format(transaction.timestamp()))
                .build());
    write(at, before, after);
    return Accepted.now(result(after).build());
  }

  private void requireRecalled(HoldRecalled item, Escrow escrow) {
    if (escrow.terms().trigger().isMilestone()) {
      throw refusal("escrowId", "expected an escrow that pays for a delivery");
    }
    List<String> marked = recalls.getOrDefault(escrow.terms().orderId(), List.of());
    if (!marked.contains(item.recallId())) {
      throw refusal(
          "recallId",
          marked.isEmpty()
              ? "expected goods that are marked as recalled; none of order "
                  + escrow.terms().orderId()
                  + " are"
              : "expected a recall under which the goods are marked, " + marked.getFirst());
    }
  }

  private static RuntimeException refusal(String field, String message) {
    return new Refusal(RefusalCode.WRONG_STATE, field, message).toException();
  }
}
