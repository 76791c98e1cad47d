// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.custody.CustodyRules;
import portolan.domain.custody.EventHeader;
import portolan.domain.custody.Possession;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Sgtin;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;

/** Captures EPCIS events: stores each one as it came, and what it changes in who holds what. */
final class EventCapture extends GroupFunction<EventCapture.Captured> {
  /** Roles that handle goods, and so capture events and can be sent goods. */
  static final Set<Role> ROLES = EnumSet.of(Role.SUPPLIER, Role.LOGISTICS, Role.PLATFORM);

  /** How far an event may be ahead of the transaction: clocks differ. */
  private static final Duration MAX_AHEAD = Duration.ofSeconds(10);

  private static final String CAPTURED_BY = "capturedBy";

  /** An event and the item that it came in. */
  record Captured(Item item, Fields fields, CustodyEvent event) {}

  EventCapture(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Captured read(Item item) {
    Fields event = item.fields().object("event");
    item.fields().end();
    return new Captured(item, event, CustodyEvent.fromJson(event));
  }

  @Override
  protected Collection<String> keys(Captured captured) {
    List<String> keys = new ArrayList<>();
    keys.add(keyOf(captured));
    captured.event().header().orders().forEach(order -> keys.add(ProvenanceKeys.order(order)));
    switch (captured.event()) {
      case CustodyEvent.Commission commission -> {
        for (Sgtin unit : commission.epcs()) {
          keys.add(ProvenanceKeys.epc(unit.canonical()));
          keys.add(ProvenanceKeys.product(unit.gtin().digits()));
        }
      }
      case CustodyEvent.Pack pack -> addKeys(keys, pack.parent(), pack.children());
      case CustodyEvent.Unpack unpack -> addKeys(keys, unpack.parent(), unpack.children());
      case CustodyEvent.Ship ship -> {
        keys.add(ProvenanceKeys.member(ship.receiver()));
        ship.epcs().forEach(epc -> keys.add(ProvenanceKeys.epc(epc.canonical())));
      }
      case CustodyEvent.Receive receive ->
          receive.epcs().forEach(epc -> keys.add(ProvenanceKeys.epc(epc.canonical())));
    }
    return keys;
  }

  private static void addKeys(List<String> keys, Epc parent, List<Epc> children) {
    keys.add(ProvenanceKeys.epc(parent.canonical()));
    children.forEach(epc -> keys.add(ProvenanceKeys.epc(epc.canonical())));
  }

  @Override
  protected ItemResult.Accepted apply(Captured captured) {
    CustodyEvent event = captured.event();
    Optional<JsonObject> stored = transaction.ledger().read(keyOf(captured));
    if (stored.isPresent()) {
      requireSame(captured, stored.get());
      return ItemResult.Accepted.before();
    }
    if (event.header().eventTime().isAfter(transaction.timestamp().plus(MAX_AHEAD))) {
      throw captured
          .fields()
          .refuse(
              RefusalCode.INVALID_ARGUMENT,
              "eventTime",
              "expected a time that is not after that of the transaction");
    }
    CustodyRules.apply(event, captured.fields().path(), transaction.caller(), new LedgerWorld())
        .forEach(
            (epc, state) ->
                transaction.ledger().write(ProvenanceKeys.epc(epc.canonical()), state.toJson()));
    JsonObject json = captured.fields().json();
    transaction
        .ledger()
        .write(
            keyOf(captured),
            Json.object()
                .put("event", json)
                .put(CAPTURED_BY, transaction.caller())
                .put("recordTime", Timestamp.format(transaction.timestamp()))
                .put("sha256", Sha256.hex(json.canonicalBytes()))
                .put(Item.PAYLOAD_HASH, captured.item().payloadHash())
                .build());
    return ItemResult.Accepted.now();
  }

  private String keyOf(Captured captured) {
    return ProvenanceKeys.event(
        EventHeader.recordedId(transaction.caller(), captured.event().header().eventId()));
  }

  private static void requireSame(Captured captured, JsonObject stored) {
    JsonObject before = (JsonObject) stored.member("event").orElseThrow();
    if (!before.equals(captured.fields().json())) {
      String differing =
          captured.fields().json().members().entrySet().stream()
              .filter(field -> !field.getValue().equals(before.members().get(field.getKey())))
              .map(field -> field.getKey())
              .findFirst()
              .orElse("eventID");
      throw captured
          .fields()
          .refuse(
              RefusalCode.ALREADY_EXISTS,
              differing,
              "this eventID was captured with other content");
    }
  }

  private final class LedgerWorld implements CustodyRules.World {
    @Override
    public Optional<Possession> find(Epc epc) {
      return transaction
          .ledger()
          .find(ProvenanceKeys.epc(epc.canonical()))
          .map(Possession::fromJson);
    }

    @Override
    public Optional<String> productOwner(Gtin gtin) {
      return ProductRegistration.owner(
          transaction.ledger().find(ProvenanceKeys.product(gtin.digits())));
    }

    @Override
    public boolean canReceive(String member) {
      return transaction.registry().roles(member).stream().anyMatch(ROLES::contains);
    }

    @Override
    public boolean hasOrder(String orderId) {
      return transaction.ledger().has(ProvenanceKeys.order(orderId));
    }
  }
}
