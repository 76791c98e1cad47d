// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.escrow.DeclaredGoods;
import portolan.domain.settlement.escrow.Delivered;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Funded;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code confirm} and {@code confirmMilestone}: evidence of the delivery opens the gate of an
 * escrow. One key is read and written for each delivery; one call for the whole group asks customs,
 * and one asks provenance whether goods are recalled.
 */
final class ConfirmFunction extends GroupFunction<ConfirmDelivery> {
  /** The goods that customs released, by declaration. */
  private Map<String, DeclaredGoods> released = Map.of();

  /** The orders of the group whose goods are recalled, each with its recalls. */
  private Map<String, List<String>> recalls = Map.of();

  /** The gates of the group, as they stand after the items so far; read once. */
  private final Map<String, Optional<EscrowState>> gates = new HashMap<>();

  private final Function<Fields, ConfirmDelivery> reading;

  private ConfirmFunction(Transaction transaction, Function<Fields, ConfirmDelivery> reading) {
    super(transaction);
    this.reading = reading;
  }

  /** With a secret or a document. */
  static ConfirmFunction delivery(Transaction transaction) {
    return new ConfirmFunction(transaction, ConfirmDelivery::fromJson);
  }

  /** With nothing but the release by customs. */
  static ConfirmFunction milestone(Transaction transaction) {
    return new ConfirmFunction(transaction, ConfirmDelivery::milestone);
  }

  @Override
  protected ConfirmDelivery read(Item item) {
    return reading.apply(item.fields());
  }

  @Override
  protected List<String> keys(ConfirmDelivery item) {
    return List.of(SettlementKeys.gate(item.escrowId()));
  }

  @Override
  protected boolean learnsRolesOfCaller() {
    return true;
  }

  @Override
  protected void prepare(List<ConfirmDelivery> items) {
    Set<String> declarations = new HashSet<>();
    Set<String> orders = new HashSet<>();
    for (ConfirmDelivery item : items) {
      awaited(item.escrowId())
          .filter(funded -> funded.trigger().isMetBy(item.evidence(), transaction.caller()))
          .ifPresent(
              funded -> {
                declarations.add(funded.declarationId());
                if (!funded.trigger().isMilestone()) {
                  orders.add(funded.orderId());
                }
              });
    }
    released = CustomsGoods.released(transaction, declarations);
    recalls = RecalledGoods.of(transaction, orders);
    if (!recalls.isEmpty()) {
      transaction
          .ledger()
          .fetch(
              items.stream()
                  .flatMap(
                      item ->
                          awaited(item.escrowId())
                              .map(funded -> recalls.get(funded.orderId()))
                              .stream()
                              .flatMap(List::stream)
                              .map(recall -> SettlementKeys.recall(item.escrowId(), recall)))
                  .toList());
    }
  }

  @Override
  protected Accepted apply(ConfirmDelivery item) {
    String id = item.escrowId();
    EscrowState gate =
        gate(id)
            .orElseThrow(
                () ->
                    new Refusal(RefusalCode.NOT_FOUND, "escrowId", "expected a funded escrow")
                        .toException());
    Optional<Funded> awaited = gate.awaitsDelivery();
    EscrowState confirmed =
        gate.confirm(
            new Delivered(item.evidence(), transaction.caller(), transaction.timestamp()),
            awaited.map(funded -> released.get(funded.declarationId())));
    awaited
        .filter(funded -> !funded.trigger().isMilestone())
        .flatMap(funded -> unheard(id, funded.orderId()))
        .ifPresent(gate::requireNotRecalled);
    if (confirmed.equals(gate)) {
      return Accepted.before(confirmed.evidence().map(ConfirmFunction::result).orElseThrow());
    }
    transaction.ledger().write(SettlementKeys.gate(id), confirmed.toJson());
    gates.put(id, Optional.of(confirmed));
    // No more than that: who confirmed it, when and how is at the gate.
    return Accepted.now();
  }

  /** A recall of an order that the payment was never held for: officers decide the others. */
  private Optional<String> unheard(String escrowId, String orderId) {
    return recalls.getOrDefault(orderId, List.of()).stream()
        .filter(recall -> !transaction.ledger().has(SettlementKeys.recall(escrowId, recall)))
        .findFirst();
  }

  private Optional<Funded> awaited(String escrowId) {
    return gate(escrowId).flatMap(EscrowState::awaitsDelivery);
  }

  private Optional<EscrowState> gate(String escrowId) {
    return gates.computeIfAbsent(
        escrowId,
        id -> transaction.ledger().find(SettlementKeys.gate(id)).map(EscrowState::fromJson));
  }

  private static JsonObject result(Delivered evidence) {
    return Json.object()
        .put("confirmedBy", evidence.confirmedBy())
        .put("confirmedAt", Timestamp.format(evidence.confirmedAt()))
        .build();
  }
}
