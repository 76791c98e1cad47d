// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.RefusedException;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Sgtin;
import portolan.domain.gs1.Sscc;
import portolan.domain.worldstate.RefusalCode;

/** Reads the events that move possession from EPCIS 2.0 JSON (EPCIS 2.0.1, section 10). */
final class EpcisReader {
  /** How a destination names a member; the MSP id follows. */
  private static final String MEMBER_URN = "urn:portolan:member:";

  /** How a business transaction names an order of this channel; its id follows. */
  private static final String ORDER_URN = "urn:portolan:order:";

  private static final Format EVENT_ID =
      Format.of("a URI of at most 200 characters", "[A-Za-z][A-Za-z0-9+.-]*:[!-~]+", 200);
  private static final Format TIME =
      Format.of(
          "a date and time with offset, such as \"2026-11-21T10:30:00.000+01:00\"",
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})",
          40);
  private static final Format OFFSET =
      Format.of("an offset such as \"+01:00\"", "[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)", 6);
  private static final Format TEXT = Format.of("a text of 1 to 300 characters", "[ -~]+", 300);
  private static final Format MEMBER =
      Format.of(
          MEMBER_URN + "MSPID, the member that takes possession",
          MEMBER_URN + Format.MEMBER.pattern().pattern(),
          MEMBER_URN.length() + Format.MEMBER.maxLength());

  private static final Format ORDER =
      Format.of(
          ORDER_URN + "MSPID/ID, an order",
          ORDER_URN + Format.QUALIFIED.pattern().pattern(),
          ORDER_URN.length() + Format.QUALIFIED.maxLength());
  private static final Format URI_OR_NAME =
      Format.of("a URI of at most 500 characters", "[!-~]+", 500);

  private static final Format PLACE_ID =
      Format.of("a URI of at most 500 characters", "[A-Za-z][A-Za-z0-9+.-]*:[!-~]+", 500);
  private static final List<String> PLACES = List.of("readPoint", "bizLocation");
  private static final String TRANSACTIONS = "bizTransactionList";

  private static final Set<String> COMMON =
      Set.of(
          "@context",
          "type",
          "eventID",
          "eventTime",
          "eventTimeZoneOffset",
          "recordTime",
          "certificationInfo",
          "action",
          "bizStep",
          "disposition",
          "persistentDisposition",
          "readPoint",
          "bizLocation",
          TRANSACTIONS,
          "sourceList",
          "destinationList",
          "sensorElementList");

  private final Fields event;

  private EpcisReader(Fields event) {
    this.event = event;
  }

  static CustodyEvent read(Fields event) {
    return new EpcisReader(event).read();
  }

  private CustodyEvent read() {
    return switch (event.text("type", TEXT)) {
      case "ObjectEvent" -> objectEvent();
      case "AggregationEvent" -> aggregationEvent();
      default -> throw invalid("type", "expected ObjectEvent or AggregationEvent");
    };
  }

  private CustodyEvent objectEvent() {
    requireKnownFields(Set.of("epcList", "ilmd"));
    String step = Vocabulary.BIZ_STEP.bare(event.text("bizStep", TEXT));
    return switch (step) {
      case "commissioning" -> {
        requireAction("ADD", step);
        yield new CustodyEvent.Commission(header(), units());
      }
      case "shipping" -> {
        requireAction("OBSERVE", step);
        yield new CustodyEvent.Ship(header(), objects("epcList"), receiver());
      }
      case "receiving" -> {
        requireAction("OBSERVE", step);
        yield new CustodyEvent.Receive(header(), objects("epcList"));
      }
      default ->
          throw invalid(
              "bizStep",
              "expected commissioning (action ADD), shipping or receiving (action OBSERVE) in an"
                  + " ObjectEvent");
    };
  }

  private CustodyEvent aggregationEvent() {
    requireKnownFields(Set.of("parentID", "childEPCs"));
    String step = Vocabulary.BIZ_STEP.bare(event.text("bizStep", TEXT));
    EventHeader header = header();
    Epc parent = Epc.of(event.path("parentID"), event.text("parentID", TEXT));
    List<Epc> children = objects("childEPCs");
    int self = children.indexOf(parent);
    if (self >= 0) {
      throw invalid("childEPCs[" + self + "]", "expected another object than the parent");
    }
    return switch (step) {
      case "packing" -> {
        requireAction("ADD", step);
        yield new CustodyEvent.Pack(header, parent, children);
      }
      case "unpacking" -> {
        requireAction("DELETE", step);
        yield new CustodyEvent.Unpack(header, parent, children);
      }
      default ->
          throw invalid(
              "bizStep",
              "expected packing (action ADD) or unpacking (action DELETE) in an AggregationEvent");
    };
  }

  private void requireAction(String action, String step) {
    if (!event.text("action", TEXT).equals(action)) {
      throw invalid("action", "expected " + action + " for " + step);
    }
  }

  private EventHeader header() {
    event.text("eventTimeZoneOffset", OFFSET);
    for (String place : PLACES) {
      event.optionalObject(place).ifPresent(p -> p.text("id", PLACE_ID));
    }
    Optional<String> disposition =
        event
            .optionalText("disposition", TEXT)
            .map(
                text ->
                    Vocabulary.disposition(text)
                        .orElseThrow(
                            () ->
                                invalid(
                                    "disposition",
                                    "expected a disposition of CBV 2.0 or a URI of another"
                                        + " vocabulary")));
    return new EventHeader(event.text("eventID", EVENT_ID), eventTime(), disposition, orders());
  }

  /** Purchase orders of this channel; what other systems call an order is not ours to judge. */
  private List<String> orders() {
    if (!event.has(TRANSACTIONS)) {
      return List.of();
    }
    Set<String> orders = new LinkedHashSet<>();
    for (Fields transaction : event.objects(TRANSACTIONS, 0, EventHeader.MAX_ORDERS)) {
      String id = transaction.text("bizTransaction", URI_OR_NAME);
      if (!id.startsWith(ORDER_URN)) {
        continue;
      }
      if (!Vocabulary.TRANSACTION_TYPE.bare(transaction.text("type", TEXT)).equals("po")) {
        throw transaction.refuse(
            RefusalCode.INVALID_ARGUMENT, "type", "expected po for an order of this channel");
      }
      orders.add(transaction.text("bizTransaction", ORDER).substring(ORDER_URN.length()));
    }
    return List.copyOf(orders);
  }

  private Instant eventTime() {
    try {
      return OffsetDateTime.parse(event.text("eventTime", TIME)).toInstant();
    } catch (DateTimeException e) {
      throw invalid("eventTime", "expected " + TIME.expected());
    }
  }

  private List<Epc> objects(String name) {
    List<String> texts = event.texts(name, 1, CustodyEvent.MAX_OBJECTS, TEXT);
    List<Epc> objects = new ArrayList<>(texts.size());
    Set<Epc> seen = new HashSet<>();
    for (int i = 0; i < texts.size(); i++) {
      String element = name + "[" + i + "]";
      Epc epc = Epc.of(event.path(element), texts.get(i));
      if (!seen.add(epc)) {
        throw invalid(element, "expected each object once: " + epc.canonical());
      }
      objects.add(epc);
    }
    return objects;
  }

  private List<Sgtin> units() {
    List<Epc> objects = objects("epcList");
    List<Sgtin> units = new ArrayList<>(objects.size());
    for (int i = 0; i < objects.size(); i++) {
      switch (objects.get(i)) {
        case Sgtin unit -> units.add(unit);
        case Sscc unit ->
            throw invalid(
                "epcList[" + i + "]",
                "expected an SGTIN: a logistic unit begins when something is packed into it");
      }
    }
    return units;
  }

  private String receiver() {
    List<Fields> destinations = event.objects("destinationList", 1, 20);
    List<String> receivers = new ArrayList<>();
    for (Fields destination : destinations) {
      String type = Vocabulary.SOURCE_DESTINATION.bare(destination.text("type", TEXT));
      if (type.equals("possessing_party")) {
        receivers.add(destination.text("destination", MEMBER).substring(MEMBER_URN.length()));
      }
    }
    if (receivers.size() != 1) {
      throw invalid(
          "destinationList",
          "expected one destination of type possessing_party, found " + receivers.size());
    }
    return receivers.getFirst();
  }

  private void requireKnownFields(Set<String> ofType) {
    for (String name : event.json().members().keySet()) {
      if (!COMMON.contains(name) && !ofType.contains(name) && name.indexOf(':') < 0) {
        Set<String> expected = new TreeSet<>(COMMON);
        expected.addAll(ofType);
        throw invalid(
            name,
            "unknown or unsupported field; expected only "
                + String.join(", ", expected)
                + " or extensions (prefix:name)");
      }
    }
  }

  private RefusedException invalid(String field, String message) {
    return event.refuse(RefusalCode.INVALID_ARGUMENT, field, message);
  }
}
