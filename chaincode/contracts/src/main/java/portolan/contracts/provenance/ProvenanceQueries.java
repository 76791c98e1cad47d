// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.custody.Possession;
import portolan.domain.custody.Trace;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
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
   * {"epc","product","custodian","receiver","disposition","parents":[..],"events":[..],
   * "orders":[..]}}, without product for a logistic unit, without receiver for what is not on its
   * way. Each event is {@code {"eventId","epc","event","capturedBy","recordTime","sha256"}}, where
   * {@code epc} is the object it names: the one asked for, or a parent it was in. Each order that
   * it travels for is {@code {"orderId","platform"}}: what {@code settlement:arrivals} takes.
   */
  static JsonObject trace(Transaction transaction, Fields argument) {
    Epc epc = Epc.of(argument.path("epc"), argument.text("epc", TEXT));
    argument.end();
    Ledger ledger = transaction.ledger();
    Trace trace =
        Trace.of(
                epc,
                key -> ledger.find(ProvenanceKeys.epc(key.canonical())).map(Possession::fromJson))
            .orElseThrow(
                () ->
                    argument.refuse(
                        RefusalCode.NOT_FOUND, "epc", "no event is known of " + epc.canonical()));
    ledger.fetch(
        trace.events().stream().map(step -> ProvenanceKeys.event(step.eventId())).toList());
    List<JsonObject> events = new ArrayList<>();
    for (Trace.Step step : trace.events()) {
      JsonObject stored = event(ledger, step).json();
      events.add(
          stored.toBuilder()
              .remove(Item.PAYLOAD_HASH)
              .put("eventId", QualifiedId.parse(step.eventId()).id())
              .put("epc", step.epc().canonical())
              .build());
    }
    JsonObject.Builder answer =
        Json.object()
            .put("epc", epc.canonical())
            .put("custodian", trace.custodian())
            .put("disposition", trace.disposition())
            .putTexts("parents", trace.parents().stream().map(Epc::canonical).toList())
            .putAll("events", events)
            .putAll("orders", orders(ledger, trace));
    trace.receiver().ifPresent(member -> answer.put("receiver", member));
    productOf(ledger, epc).ifPresent(product -> answer.put("product", product));
    return answer.build();
  }

  private static Fields event(Ledger ledger, Trace.Step step) {
    return ledger.find(ProvenanceKeys.event(step.eventId())).orElseThrow();
  }

  private static List<JsonObject> orders(Ledger ledger, Trace trace) {
    List<JsonObject> orders = new ArrayList<>();
    for (String id :
        trace.orders(
            step -> CustodyEvent.fromJson(event(ledger, step).object("event")).header().orders())) {
      String platform =
          PlacedOrder.fromJson(ledger.find(ProvenanceKeys.order(id)).orElseThrow()).platform();
      orders.add(Json.object().put("orderId", id).put("platform", platform).build());
    }
    return orders;
  }

  private static Optional<JsonObject> productOf(Ledger ledger, Epc epc) {
    return epc instanceof Sgtin unit
        ? ledger
            .read(ProvenanceKeys.product(unit.gtin().digits()))
            .map(stored -> stored.toBuilder().remove(Item.PAYLOAD_HASH).build())
        : Optional.empty();
  }
}
