// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.custody.Inside;
import portolan.domain.custody.Possession;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Sgtin;
import portolan.domain.order.OrderQuestion;
import portolan.domain.order.PlacedOrder;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;

/** Reads products, orders and traces. */
final class ProvenanceQueries {
  private static final Format TEXT = Format.of("1 to 300 characters", "[!-~]+", Epc.MAX_LENGTH);

  private ProvenanceQueries() {}

  /** {@code product} {@code {"gtin"}}. */
  static JsonObject product(Transaction transaction, Fields argument) {
    Gtin gtin = Gtin.of(argument.path("gtin"), argument.text("gtin", TEXT));
    argument.end();
    return found(transaction, argument, "gtin", ProvenanceKeys.product(gtin.digits()));
  }

  /** {@code order} {@code {"orderId"}}. */
  static JsonObject order(Transaction transaction, Fields argument) {
    String orderId = OrderQuestion.fromJson(argument).orderId();
    return found(transaction, argument, "orderId", ProvenanceKeys.order(orderId));
  }

  private static JsonObject found(
      Transaction transaction, Fields argument, String name, String key) {
    return transaction
        .ledger()
        .read(key)
        .map(stored -> stored.toBuilder().remove(Item.PAYLOAD_HASH).build())
        .orElseThrow(
            () -> argument.refuse(RefusalCode.NOT_FOUND, name, "nothing is known under it"));
  }

  /**
   * {@code trace} {@code {"epc"}}: {@code
   * {"epc","product","custodian","receiver","disposition","parents":[..],"events":[],
   * "orders":[..]}}, without product for a logistic unit, without receiver for what is not on its
   * way. Each order that it travels for is {@code {"orderId","platform"}}: what {@code
   * settlement:arrivals} takes. The events are in the transactions.
   */
  static JsonObject trace(Transaction transaction, Fields argument) {
    Epc epc = Epc.of(argument.path("epc"), argument.text("epc", TEXT));
    argument.end();
    Ledger ledger = transaction.ledger();
    Possession state =
        state(ledger, epc)
            .orElseThrow(
                () ->
                    argument.refuse(
                        RefusalCode.NOT_FOUND, "epc", "no event is known of " + epc.canonical()));
    List<String> parents = new ArrayList<>();
    Optional<String> order = state.order();
    while (state.parent().isPresent()) {
      Inside inside = state.parent().get();
      Possession outer = state(ledger, inside.parent()).orElseThrow();
      if (outer.epoch() != inside.epoch()) {
        break;
      }
      parents.add(inside.parent().canonical());
      state = outer;
      order = order.or(outer::order);
    }
    List<JsonObject> orders = order.map(id -> placed(ledger, id)).stream().toList();
    JsonObject.Builder answer =
        Json.object()
            .put("epc", epc.canonical())
            .put("custodian", state.custodian())
            .put("disposition", state.disposition())
            .putTexts("parents", parents)
            .putAll("events", List.of())
            .putAll("orders", orders);
    state.receiver().ifPresent(member -> answer.put("receiver", member));
    productOf(ledger, epc).ifPresent(product -> answer.put("product", product));
    return answer.build();
  }

  private static Optional<Possession> state(Ledger ledger, Epc epc) {
    return ledger.find(ProvenanceKeys.epc(epc.canonical())).map(Possession::fromJson);
  }

  private static JsonObject placed(Ledger ledger, String id) {
    String platform =
        PlacedOrder.fromJson(ledger.find(ProvenanceKeys.order(id)).orElseThrow()).platform();
    return Json.object().put("orderId", id).put("platform", platform).build();
  }

  private static Optional<JsonObject> productOf(Ledger ledger, Epc epc) {
    return epc instanceof Sgtin unit
        ? ledger
            .read(ProvenanceKeys.product(unit.gtin().digits()))
            .map(stored -> stored.toBuilder().remove(Item.PAYLOAD_HASH).build())
        : Optional.empty();
  }
}
