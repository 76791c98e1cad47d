package portolan.contracts.settlement;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.instruction.ConfirmDelivery;

/**
 * {@code confirm}: the delivery secret opens the gate of an escrow. One key is read and written for
 * each delivery; one call for the whole group asks customs.
 */
final class ConfirmFunction extends GroupFunction<ConfirmDelivery> {
  private static final String CUSTOMS = "customs";

  /** The orders whose goods customs released, by declaration. */
  private final Map<String, String> released = new HashMap<>();

  /** The gates of the group, as they stand after the items so far; read once. */
  private final Map<String, Optional<EscrowState>> gates = new HashMap<>();

  ConfirmFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected ConfirmDelivery read(Item item) {
    return ConfirmDelivery.fromJson(item.fields());
  }

  @Override
  protected List<String> keys(ConfirmDelivery item) {
    return List.of(Keys.gate(item.escrowId()));
  }

  @Override
  protected void prepare(List<ConfirmDelivery> items) {
    Set<String> asked = new TreeSet<>();
    for (ConfirmDelivery item : items) {
      if (gate(item.escrowId()).orElse(null) instanceof EscrowState.Funded funded
          && funded.isSecret(item.secret())) {
        asked.add(funded.declarationId());
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    Fields answer =
        transaction.call(
            CUSTOMS, "released", Json.object().putTexts("declarationIds", asked).build());
    List<Json> orders = answer.values("releasedOrders", asked.size(), asked.size());
    int i = 0;
    for (String declarationId : asked) {
      if (orders.get(i++) instanceof JsonText order) {
        released.put(declarationId, order.value());
      }
    }
  }

  @Override
  protected Accepted apply(ConfirmDelivery item) {
    String id = item.escrowId();
    EscrowState gate =
        gate(id)
            .orElseThrow(
                () ->
                    new Refusal(Refusal.NOT_FOUND, "escrowId", "expected a funded escrow")
                        .toException());
    EscrowState confirmed =
        gate.confirm(
            new EscrowState.Delivered(item.secret(), transaction.caller(), transaction.timestamp()),
            gate instanceof EscrowState.Funded funded
                ? Optional.ofNullable(released.get(funded.declarationId()))
                : Optional.empty());
    if (confirmed.equals(gate)) {
      return Accepted.before(confirmed.evidence().map(ConfirmFunction::result).orElseThrow());
    }
    transaction.ledger().write(Keys.gate(id), confirmed.toJson());
    gates.put(id, Optional.of(confirmed));
    // No more than that: who confirmed it, when and how is at the gate.
    return Accepted.now();
  }

  private Optional<EscrowState> gate(String escrowId) {
    return gates.computeIfAbsent(
        escrowId, id -> transaction.ledger().find(Keys.gate(id)).map(EscrowState::fromJson));
  }

  private static JsonObject result(EscrowState.Delivered evidence) {
    return Json.object()
        .put("confirmedBy", evidence.confirmedBy())
        .put("confirmedAt", Timestamp.format(evidence.confirmedAt()))
        .build();
  }
}
