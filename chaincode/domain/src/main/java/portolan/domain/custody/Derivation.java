// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.epcis.Action;
import portolan.domain.epcis.Event;
import portolan.domain.epcis.EventReader;
import portolan.domain.epcis.Quantity;
import portolan.domain.epcis.Thing;
import portolan.domain.epcis.TypedReference;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.KeyedEpc;
import portolan.domain.gs1.Sgtin;
import portolan.domain.gs1.Sscc;
import portolan.domain.gs1.UrnEpc;
import portolan.domain.worldstate.RefusalCode;

/** What an event does to custody. Refuses the events that custody does not follow yet. */
final class Derivation {
  /** How a destination names a member; the MSP id follows. */
  private static final String MEMBER_URN = "urn:portolan:member:";

  /** How a business transaction names an order of this channel; its id follows. */
  private static final String ORDER_URN = "urn:portolan:order:";

  private static final int MAX_EVENT_ID = 200;

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
    CustodyEvent derived =
        switch (event.type()) {
          case OBJECT -> objectEvent();
          case AGGREGATION -> aggregationEvent();
          case TRANSACTION, TRANSFORMATION, ASSOCIATION ->
              throw invalid("/type", "expected ObjectEvent or AggregationEvent");
        };
    if (event.errorDeclaration().isPresent()) {
      throw invalid("/errorDeclaration", "expected no error declaration: it is not followed yet");
    }
    return derived;
  }

  private CustodyEvent objectEvent() {
    return switch (event.bizStep().orElse("")) {
      case "commissioning" -> {
        requireAction(Action.ADD);
        yield new CustodyEvent.Commission(header(), units());
      }
      case "shipping" -> {
        requireAction(Action.OBSERVE);
        yield new CustodyEvent.Ship(header(), objects("/epcList", "/quantityList"), receiver());
      }
      case "receiving" -> {
        requireAction(Action.OBSERVE);
        yield new CustodyEvent.Receive(header(), objects("/epcList", "/quantityList"));
      }
      default ->
          throw invalid(
              "/bizStep",
              "expected commissioning (action ADD), shipping or receiving (action OBSERVE) in an"
                  + " ObjectEvent");
    };
  }

  private CustodyEvent aggregationEvent() {
    String step = event.bizStep().orElse("");
    if (!step.equals("packing") && !step.equals("unpacking")) {
      throw invalid(
          "/bizStep",
          "expected packing (action ADD) or unpacking (action DELETE) in an AggregationEvent");
    }
    requireAction(step.equals("packing") ? Action.ADD : Action.DELETE);
    Epc parent = object(event.parent().orElseThrow());
    List<Epc> children = objects("/childEPCs", "/childQuantityList");
    return step.equals("packing")
        ? new CustodyEvent.Pack(header(), parent, children)
        : new CustodyEvent.Unpack(header(), parent, children);
  }

  private void requireAction(Action action) {
    if (!event.action().equals(Optional.of(action))) {
      throw invalid(
          "/action", "expected " + action + " for " + event.bizStep().orElse("this event"));
    }
  }

  private EventHeader header() {
    if (event.eventId().length() > MAX_EVENT_ID) {
      throw invalid("/eventID", "expected a URI of at most " + MAX_EVENT_ID + " characters");
    }
    return new EventHeader(event.eventId(), event.eventTime(), event.disposition(), orders());
  }

  /** Purchase orders of this channel; what other systems call an order is not ours to judge. */
  private List<String> orders() {
    Set<String> orders = new LinkedHashSet<>();
    for (TypedReference transaction : event.transactions()) {
      if (transaction.value().startsWith(ORDER_URN)) {
        if (!transaction.type().equals(Optional.of("po"))) {
          throw invalidAt(
              transaction.pointer() + "/type", "expected po for an order of this channel");
        }
        String id = transaction.value().substring(ORDER_URN.length());
        if (!Format.QUALIFIED.accepts(id)) {
          throw invalidAt(
              transaction.pointer() + "/bizTransaction",
              "expected " + ORDER_URN + "MSPID/ID, an order, found another form");
        }
        orders.add(id);
      }
    }
    if (orders.size() > EventHeader.MAX_ORDERS) {
      throw invalid(
          "/bizTransactionList", "expected at most " + EventHeader.MAX_ORDERS + " orders");
    }
    return List.copyOf(orders);
  }

  private List<Epc> objects(String pointer, String quantities) {
    List<Quantity> classes = event.quantities();
    if (!classes.isEmpty()) {
      throw invalid(quantities, "expected objects only: custody of quantities is not kept yet");
    }
    if (event.epcs().isEmpty() || event.epcs().size() > CustodyEvent.MAX_OBJECTS) {
      throw invalid(
          pointer,
          "expected an array of 1 to "
              + CustodyEvent.MAX_OBJECTS
              + " values, found "
              + event.epcs().size());
    }
    List<Epc> objects = new ArrayList<>(event.epcs().size());
    event.epcs().forEach(thing -> objects.add(object(thing)));
    return objects;
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

  private List<Sgtin> units() {
    List<Epc> objects = objects("/epcList", "/quantityList");
    List<Sgtin> units = new ArrayList<>(objects.size());
    for (int i = 0; i < objects.size(); i++) {
      switch (objects.get(i)) {
        case Sgtin unit -> units.add(unit);
        case Sscc unit ->
            throw invalid(
                "/epcList/" + i,
                "expected an SGTIN: a logistic unit begins when something is packed into it");
        case KeyedEpc other -> throw onlyUnits(i);
        case UrnEpc other -> throw onlyUnits(i);
      }
    }
    return units;
  }

  private RefusedException onlyUnits(int index) {
    return invalid("/epcList/" + index, "expected an SGTIN: nothing else is commissioned");
  }

  private String receiver() {
    List<String> receivers = new ArrayList<>();
    for (TypedReference destination : event.destinations()) {
      if (destination.type().equals(Optional.of("possessing_party"))) {
        String member =
            destination.value().startsWith(MEMBER_URN)
                ? destination.value().substring(MEMBER_URN.length())
                : "";
        if (!Format.MEMBER.accepts(member)) {
          throw invalidAt(
              destination.pointer() + "/destination",
              "expected "
                  + MEMBER_URN
                  + "MSPID, the member that takes possession, found another form");
        }
        receivers.add(member);
      }
    }
    if (receivers.size() != 1) {
      throw invalid(
          "/destinationList",
          "expected one destination of type possessing_party, found " + receivers.size());
    }
    return receivers.getFirst();
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
