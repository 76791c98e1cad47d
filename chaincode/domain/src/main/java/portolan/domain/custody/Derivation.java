// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.epcis.Event;
import portolan.domain.epcis.EventReader;
import portolan.domain.epcis.EventType;
import portolan.domain.epcis.Quantity;
import portolan.domain.epcis.Thing;
import portolan.domain.epcis.TypedReference;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Identity;
import portolan.domain.gs1.KeyType;
import portolan.domain.gs1.KeyedEpc;
import portolan.domain.order.OrderUrn;
import portolan.domain.worldstate.RefusalCode;

/** What an event does to custody, with what it needs for that. */
final class Derivation {
  /** How a destination names a member; the MSP id follows. */
  private static final String MEMBER_URN = "urn:portolan:member:";

  private static final int MAX_EVENT_ID = 200;

  /** What the receiver of goods says of those that were not there. */
  private static final Set<String> SHORTAGES = Set.of("mismatch_instance", "mismatch_quantity");

  /** The lot in master data; the prefix is one that EPCIS declares. */
  private static final List<String> LOT =
      List.of("cbvmda:lotNumber", "urn:epcglobal:cbv:mda:lotNumber");

  private static final int MAX_LOT = 20;

  private final String path;
  private final Event event;

  private Derivation(String path, Event event) {
    this.path = path;
    this.event = event;
  }

  static CustodyEvent derive(String path, Event event) {
    return new Derivation(path, event).derive();
  }

  private CustodyEvent derive() {
    EventHeader header = header();
    requireFew();
    return switch (Effect.of(event.type(), event.action(), event.bizStep())) {
      case BEGIN -> {
        requireBeginning();
        yield new CustodyEvent.Commission(header, subjects(), lot());
      }
      case END ->
          new CustodyEvent.Decommission(
              header, subjects(), stepIs("destroying") ? "destroyed" : "inactive");
      case PACK -> new CustodyEvent.Pack(header, parent(), some(children()));
      case UNPACK -> {
        Goods children = children();
        yield children.isEmpty()
            ? new CustodyEvent.UnpackAll(header, parent())
            : new CustodyEvent.Unpack(header, parent(), children);
      }
      case SHIP -> new CustodyEvent.Ship(header, subjects(), receiver());
      case VOID_SHIPPING ->
          new CustodyEvent.VoidShipping(header, subjects(), parties().stream().findFirst());
      case RECEIVE -> new CustodyEvent.Receive(header, subjects(), false);
      case ACCEPT -> new CustodyEvent.Receive(header, subjects(), true);
      case SELL ->
          new CustodyEvent.Sell(
              header, subjects(), stepIs("dispensing") ? "dispensed" : "retail_sold");
      case TRANSFORM -> {
        requireBeginning();
        yield new CustodyEvent.Transform(
            header,
            goods(event.epcs(), "inputEPCList", event.quantities(), "inputQuantityList"),
            goods(event.outputs(), "outputEPCList", event.outputQuantities(), "outputQuantityList"),
            lot());
      }
      case OBSERVE -> observation(header);
      case CONTRADICTION ->
          throw invalid(
              "/action",
              "expected "
                  + (stepIs("commissioning") || stepIs("creating_class_instance")
                      ? "ADD"
                      : stepIs("decommissioning") ? "DELETE" : "OBSERVE")
                  + " for "
                  + event.bizStep().orElse("this event"));
    };
  }

  private CustodyEvent observation(EventHeader header) {
    if (event.type() == EventType.ASSOCIATION) {
      return new CustodyEvent.Observe(header);
    }
    Goods seen = event.type() == EventType.AGGREGATION ? known("childEPCs") : known("epcList");
    if (seen.epcs().isEmpty()) {
      return new CustodyEvent.Observe(header);
    }
    if (event.type() == EventType.OBJECT
        && event.disposition().filter(SHORTAGES::contains).isPresent()) {
      return new CustodyEvent.Shortage(header, seen);
    }
    boolean marks =
        header.blocking().isPresent()
            || header.disposition().equals(Optional.of(Blocking.RETURNED))
            || header.unset().stream().anyMatch(word -> Blocking.of(word).isPresent());
    return marks ? new CustodyEvent.Mark(header, seen) : new CustodyEvent.Observe(header);
  }

  private boolean stepIs(String step) {
    return event.bizStep().equals(Optional.of(step));
  }

  private EventHeader header() {
    if (event.eventId().length() > MAX_EVENT_ID) {
      throw invalid("/eventID", "expected a URI of at most " + MAX_EVENT_ID + " characters");
    }
    // A persistent disposition acts on objects and transformations only (EPCIS 2.0, table 7.4.1).
    boolean persists = event.type() == EventType.OBJECT || event.type() == EventType.TRANSFORMATION;
    return new EventHeader(
        event.eventId(),
        identity(event.hash()),
        event.eventTime(),
        event.disposition(),
        persists ? event.set() : Set.of(),
        persists ? event.unset() : Set.of(),
        orders(),
        event.errorDeclaration());
  }

  /** {@code ni:///sha-256;HEX?ver=CBV2.0} without what is the same in all. */
  private static String identity(String hash) {
    String hex = hash.substring(hash.indexOf(';') + 1, hash.indexOf('?'));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(HexFormat.of().parseHex(hex));
  }

  /** Purchase orders of this channel; what other systems call an order is not ours to judge. */
  private List<String> orders() {
    Set<String> orders = new LinkedHashSet<>();
    for (TypedReference transaction : event.transactions()) {
      if (OrderUrn.isMeant(transaction.value())) {
        if (!transaction.type().equals(Optional.of("po"))) {
          throw invalidAt(
              transaction.pointer() + "/type", "expected po for an order of this channel");
        }
        orders.add(
            OrderUrn.orderId(transaction.value())
                .orElseThrow(
                    () ->
                        invalidAt(
                            transaction.pointer() + "/bizTransaction",
                            "expected " + OrderUrn.FORM + ", an order, found another form")));
      }
    }
    if (orders.size() > EventHeader.MAX_ORDERS) {
      throw invalid(
          "/bizTransactionList", "expected at most " + EventHeader.MAX_ORDERS + " orders");
    }
    return List.copyOf(orders);
  }

  /** Nothing is born destroyed, sold or on its way. */
  private void requireBeginning() {
    if (event.disposition().filter(word -> !Blocking.allowsBeginning(word)).isPresent()) {
      throw invalid(
          "/disposition",
          "expected a disposition that a beginning can have, found " + event.disposition().get());
    }
    if (event.set().stream().anyMatch(word -> !Blocking.allowsBeginning(word))) {
      throw invalid("/persistentDisposition", "expected dispositions that a beginning can have");
    }
  }

  private Optional<String> lot() {
    return event
        .masterData()
        .flatMap(
            data ->
                LOT.stream()
                    .flatMap(name -> data.member(name).stream())
                    .findFirst()
                    .map(value -> value instanceof JsonText text ? text.value() : ""))
        .filter(lot -> !lot.isEmpty() && lot.length() <= MAX_LOT);
  }

  // Objects.

  private void requireFew() {
    int count =
        event.epcs().size()
            + event.quantities().size()
            + event.outputs().size()
            + event.outputQuantities().size();
    if (count > CustodyEvent.MAX_OBJECTS) {
      throw new Refusal(
              RefusalCode.INVALID_ARGUMENT,
              path,
              "expected at most "
                  + CustodyEvent.MAX_OBJECTS
                  + " objects and quantities in one event, found "
                  + count
                  + "; send several events")
          .toException();
    }
  }

  private Epc parent() {
    return object(event.parent().orElseThrow());
  }

  private Goods subjects() {
    return some(goods(event.epcs(), "epcList", event.quantities(), "quantityList"));
  }

  private Goods children() {
    return goods(event.epcs(), "childEPCs", event.quantities(), "childQuantityList");
  }

  private Goods some(Goods goods) {
    if (goods.isEmpty()) {
      throw invalid(
          "/" + goods.epcField(),
          "expected 1 to " + CustodyEvent.MAX_OBJECTS + " objects or quantities, found none");
    }
    return goods;
  }

  private Goods goods(
      List<Thing> things, String epcField, List<Quantity> quantities, String portionField) {
    List<Epc> epcs = new ArrayList<>(things.size());
    things.forEach(thing -> epcs.add(object(thing)));
    List<Portion> portions = new ArrayList<>(quantities.size());
    for (int i = 0; i < quantities.size(); i++) {
      portions.add(portion("/" + portionField + "/" + i, quantities.get(i)));
    }
    return new Goods(epcs, epcField, portions, portionField);
  }

  /** What has a state on the ledger: an observation names other things too. */
  private Goods known(String epcField) {
    List<Epc> epcs = new ArrayList<>();
    for (Thing thing : event.epcs()) {
      switch (thing.identity().orElse(null)) {
        case Epc epc -> epcs.add(epc);
        case EpcClass kind -> {}
        case null -> {}
      }
    }
    return new Goods(epcs, epcField, List.of(), "");
  }

  private Epc object(Thing thing) {
    return switch (thing.identity().orElse(null)) {
      case Epc epc -> epc;
      case EpcClass kind -> throw invalidAt(thing.pointer(), "expected one object, not a class");
      case null ->
          throw invalidAt(
              thing.pointer(),
              "expected an EPC pure identity URN (urn:epc:id:sgtin:..., urn:epc:id:sscc:...) or a"
                  + " GS1 Digital Link URI (https://.../01/.../21/..., https://.../00/...)");
    };
  }

  private Portion portion(String pointer, Quantity quantity) {
    EpcClass kind =
        switch (quantity.epcClass().identity().orElse(null)) {
          case EpcClass found -> found;
          case Epc epc -> throw invalid(pointer + "/epcClass", "expected a class, not one object");
          case null ->
              throw invalid(
                  pointer + "/epcClass",
                  "expected an EPC class URN (urn:epc:class:lgtin:...) or a GS1 Digital Link URI"
                      + " (https://.../01/.../10/...)");
        };
    if (quantity.amount().isEmpty()) {
      throw invalid(pointer + "/quantity", "expected how much it is");
    }
    try {
      return new Portion(kind, Measure.of(quantity.amount().get(), quantity.unit()));
    } catch (IllegalArgumentException e) {
      throw invalid(pointer + "/quantity", e.getMessage());
    }
  }

  private List<Party> parties() {
    List<Party> parties = new ArrayList<>();
    for (TypedReference destination : event.destinations()) {
      if (destination.type().equals(Optional.of("possessing_party"))) {
        parties.add(party(destination));
      }
    }
    return parties;
  }

  private Party receiver() {
    List<Party> receivers = parties();
    if (receivers.size() != 1) {
      throw invalid(
          "/destinationList",
          "expected one destination of type possessing_party, found " + receivers.size());
    }
    return receivers.getFirst();
  }

  private Party party(TypedReference destination) {
    String value = destination.value();
    if (value.startsWith(MEMBER_URN)
        && Format.MEMBER.accepts(value.substring(MEMBER_URN.length()))) {
      return new Party.Member(value.substring(MEMBER_URN.length()));
    }
    if (identity(destination) instanceof KeyedEpc key
        && (key.type() == KeyType.PGLN || key.type() == KeyType.SGLN)) {
      return new Party.Keyed(key);
    }
    throw invalidAt(
        destination.pointer() + "/destination",
        "expected "
            + MEMBER_URN
            + "MSPID, a PGLN or an SGLN, the member that takes possession, found another form");
  }

  private static Identity identity(TypedReference reference) {
    try {
      return Identity.parse(reference.value());
    } catch (IllegalArgumentException e) {
      // No GS1 key: the caller says what was expected.
      return null;
    }
  }

  /** A fault of a member of the event. */
  private RefusedException invalid(String member, String message) {
    return invalidAt(event.pointer() + member, message);
  }

  private RefusedException invalidAt(String pointer, String message) {
    return new Refusal(RefusalCode.INVALID_ARGUMENT, EventReader.field(path, pointer), message)
        .toException();
  }
}
