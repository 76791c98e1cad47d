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
import portolan.domain.settlement.Escrow;
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

  /** The escrows of the group, as they stand after the items so far; read once. */
  private final Map<String, Optional<Escrow>> escrows = new HashMap<>();

  ConfirmFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected ConfirmDelivery read(Item item) {
    return ConfirmDelivery.fromJson(item.fields());
  }

  @Override
  protected List<String> keys(ConfirmDelivery item) {
    return List.of(Keys.escrow(item.escrowId()));
  }

  @Override
  protected void prepare(List<ConfirmDelivery> items) {
    Set<String> asked = new TreeSet<>();
    for (ConfirmDelivery item : items) {
      escrow(item.escrowId())
          .filter(escrow -> escrow.outcome().isEmpty() && escrow.isSecret(item.secret()))
          .ifPresent(escrow -> asked.add(escrow.terms().declarationId()));
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
    Escrow escrow =
        escrow(id)
            .orElseThrow(
                () ->
                    new Refusal(Refusal.NOT_FOUND, "escrowId", "expected a funded escrow")
                        .toException());
    Escrow confirmed =
        escrow.confirm(
            new EscrowState.Delivered(item.secret(), transaction.caller(), transaction.timestamp()),
            escrow.terms().orderId().equals(released.get(escrow.terms().declarationId())));
    if (confirmed.equals(escrow)) {
      return Accepted.before(id, result(confirmed));
    }
    transaction.ledger().write(Keys.escrow(id), confirmed.toJson());
    escrows.put(id, Optional.of(confirmed));
    // No more than that: who confirmed it, when and how is in the escrow.
    return Accepted.now(id);
  }

  private Optional<Escrow> escrow(String id) {
    return escrows.computeIfAbsent(
        id, i -> transaction.ledger().find(Keys.escrow(i)).map(Escrow::fromJson));
  }

  private static JsonObject result(Escrow escrow) {
    EscrowState.Delivered evidence = (EscrowState.Delivered) escrow.state();
    return Json.object()
        .put("confirmedBy", evidence.confirmedBy())
        .put("confirmedAt", Timestamp.format(evidence.confirmedAt()))
        .build();
  }
}
