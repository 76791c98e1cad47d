// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.Refusal;
import portolan.domain.gs1.AiTable;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Identity;
import portolan.domain.worldstate.RefusalCode;

/**
 * Reads events in the JSON form of EPCIS 2.0.1: all types, all fields, all faults. What the JSON
 * schema of EPCIS 2.0.1 refuses is refused here; what is refused beyond names one of the rules in
 * {@link Fault.Code}.
 */
public final class EventReader {
  /** Most objects or classes in one list of an event. */
  public static final int MAX_OBJECTS = 10_000;

  private static final int MAX_REFERENCES = 1000;
  private static final int MAX_READINGS = 10_000;

  private static final Pattern OFFSET = Pattern.compile("[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)");
  private static final Pattern UNIT = Pattern.compile("[A-Z0-9]{2,3}");
  private static final Pattern INDEX = Pattern.compile("[0-9]+");
  private static final Pattern HEX = Pattern.compile("[A-Fa-f0-9]+");
  private static final String LOT = "urn:epcglobal:cbv:mda:lotNumber";

  /** In sensor metadata or in each report, not in both. */
  private static final List<String> SHARED_ATTRIBUTES =
      List.of("time", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules");

  /** Units of measurement types that are measured in nothing else (Recommendation 20). */
  private static final Map<String, Set<String>> UNITS =
      Map.of("Temperature", Set.of("CEL", "FAH", "KEL", "A48"));

  /**
   * What was read.
   *
   * @param event the event, if it has no faults
   * @param faults why it is no event of EPCIS
   * @param contradictions what cannot be so: it can be read, and is not taken
   * @param warnings what is unusual, but no fault
   */
  public record Reading(
      Optional<Event> event, List<Fault> faults, List<Fault> contradictions, List<Fault> warnings) {
    /** Copies the lists. */
    public Reading {
      faults = List.copyOf(faults);
      contradictions = List.copyOf(contradictions);
      warnings = List.copyOf(warnings);
    }

    /**
     * The event of a call, without faults and contradictions.
     *
     * @param path of the event in the call
     * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field
     *     of the first fault, and the pointers of all others in the message
     */
    public Event orRefuse(String path) {
      List<Fault> wrong = new ArrayList<>(faults);
      wrong.addAll(contradictions);
      if (wrong.isEmpty()) {
        return event.orElseThrow();
      }
      Fault first = wrong.getFirst();
      List<String> others = wrong.stream().skip(1).map(Fault::pointer).toList();
      String message =
          others.isEmpty()
              ? first.expected()
              : first.expected() + "; also wrong: " + String.join(", ", others);
      throw new Refusal(RefusalCode.INVALID_ARGUMENT, field(path, first.pointer()), message)
          .toException();
    }
  }

  /**
   * A pointer as a path of a call: {@code /epcList/0} in {@code event} is {@code event.epcList[0]}.
   */
  public static String field(String path, String pointer) {
    StringBuilder field = new StringBuilder(path);
    for (String segment : pointer.split("/", -1)) {
      String name = segment.replace("~1", "/").replace("~0", "~");
      if (INDEX.matcher(name).matches()) {
        field.append('[').append(name).append(']');
      } else if (!name.isEmpty()) {
        field.append(field.isEmpty() ? "" : ".").append(name);
      }
    }
    return field.toString();
  }

  private final Part event;
  private final Faults faults;
  private final Context context;

  private EventReader(Part event, Faults faults, Context context) {
    this.event = event;
    this.faults = faults;
    this.context = context;
  }

  /**
   * Reads an event.
   *
   * @param pointer where it is in its document; empty for an event by itself
   * @param documentContext of the document; an event may add its own
   * @param ignored names of members that the document says are not hashed
   */
  public static Reading read(
      Json json, String pointer, Context documentContext, Set<String> ignored) {
    Faults faults = new Faults();
    Optional<Part> part = Part.of(json, pointer, faults);
    if (part.isEmpty()) {
      return new Reading(Optional.empty(), faults.faults(), List.of(), List.of());
    }
    Context context =
        part.get()
            .take("@context")
            .map(own -> documentContext.with(own, part.get().pointer("@context"), faults))
            .orElse(documentContext);
    Optional<Event> event = new EventReader(part.get(), faults, context).read(ignored);
    return new Reading(
        faults.count() == 0 ? event : Optional.empty(),
        faults.faults(),
        faults.contradictions(),
        faults.warnings());
  }

  private Optional<Event> read(Set<String> ignored) {
    Optional<EventType> type = type();
    if (type.isEmpty()) {
      return Optional.empty();
    }
    boolean transforms = type.get() == EventType.TRANSFORMATION;
    event.require("eventTime", "the time of the event");
    event.require("eventTimeZoneOffset", "an offset such as +01:00");
    if (!transforms) {
      event.require("action", "ADD, OBSERVE or DELETE");
    }
    Optional<Instant> time = event.time("eventTime");
    Optional<String> offset = offset();
    event.time("recordTime");
    certification();
    Optional<ErrorDeclaration> declaration = errorDeclaration();
    Optional<Action> action = transforms ? Optional.empty() : action();
    Optional<String> step = word(event, "bizStep", Vocabulary.BIZ_STEP);
    Optional<String> disposition = word(event, "disposition", Vocabulary.DISPOSITION);
    List<Set<String>> persistent = persistent(type.get());
    Optional<String> readPoint = place("readPoint");
    Optional<String> location = place("bizLocation");
    List<TypedReference> transactions =
        references("bizTransactionList", "bizTransaction", Vocabulary.TRANSACTION_TYPE, false);
    List<TypedReference> sources =
        references("sourceList", "source", Vocabulary.SOURCE_DESTINATION, true);
    List<TypedReference> destinations =
        references("destinationList", "destination", Vocabulary.SOURCE_DESTINATION, true);
    List<SensorReading> readings = sensors(time);
    What what = what(type.get(), action);
    Optional<JsonObject> masterData = masterData(type.get(), action, what);
    Optional<String> id = event.uri("eventID");
    event.end(Optional.of(context));
    if (faults.count() > 0 || time.isEmpty() || offset.isEmpty()) {
      return Optional.empty();
    }
    String hash = EventHash.of(event.json(), context, ignored);
    id.filter(EventHash::isClaim)
        .filter(claim -> !claim.equals(hash))
        .ifPresent(
            claim ->
                event.fault("eventID", Fault.Code.HASH, "expected the hash of the event, " + hash));
    return Optional.of(
        new Event(
            type.get(),
            id.orElse(hash),
            hash,
            time.get(),
            offset.get(),
            action,
            step,
            disposition,
            persistent.get(0),
            persistent.get(1),
            readPoint,
            location,
            transactions,
            sources,
            destinations,
            what.parent(),
            what.epcs(),
            what.quantities(),
            what.outputs(),
            what.outputQuantities(),
            what.transformationId(),
            readings,
            masterData,
            declaration,
            event.pointer(),
            event.json()));
  }

  private Optional<EventType> type() {
    event.require("type", "the type of the event");
    Optional<String> word = event.text("type");
    for (EventType type : EventType.values()) {
      if (word.equals(Optional.of(type.word()))) {
        return Optional.of(type);
      }
    }
    word.ifPresent(
        text ->
            event.fault(
                "type",
                Fault.Code.EVENT_TYPE,
                "expected ObjectEvent, AggregationEvent, TransactionEvent, TransformationEvent or"
                    + " AssociationEvent, found "
                    + Part.shown(text)));
    return Optional.empty();
  }

  // Times.

  private Optional<String> offset() {
    Optional<String> offset = event.text("eventTimeZoneOffset");
    if (offset.isPresent() && !OFFSET.matcher(offset.get()).matches()) {
      event.fault(
          "eventTimeZoneOffset",
          Fault.Code.FORM,
          "expected an offset such as \"+01:00\", up to 14:00, found " + Part.shown(offset.get()));
      return Optional.empty();
    }
    offset.ifPresent(this::warnOfContradiction);
    return offset;
  }

  private void warnOfContradiction(String offset) {
    if (event.json().members().get("eventTime") instanceof JsonText time
        && !time.value().endsWith("Z")
        && !time.value().endsWith(offset)) {
      faults.warn(event.pointer("eventTimeZoneOffset"), "the offset of eventTime is another one");
    }
  }

  // Words.

  private Optional<Action> action() {
    Optional<String> word = event.text("action");
    for (Action action : Action.values()) {
      if (word.equals(Optional.of(action.name()))) {
        return Optional.of(action);
      }
    }
    word.ifPresent(
        text ->
            event.fault(
                "action",
                Fault.Code.WORD,
                "expected ADD, OBSERVE or DELETE, found " + Part.shown(text)));
    return Optional.empty();
  }

  private Optional<String> word(Part part, String name, Vocabulary vocabulary) {
    return part.text(name).flatMap(text -> word(text, part.pointer(name), vocabulary));
  }

  private Optional<String> word(String text, String pointer, Vocabulary vocabulary) {
    Optional<String> word = vocabulary.word(text, context);
    String expanded = context.expand(text);
    if (word.isPresent()) {
      return word;
    }
    if (Part.isUri(expanded) && !vocabulary.owns(expanded)) {
      return Optional.of(expanded);
    }
    faults.add(
        pointer,
        Fault.Code.WORD,
        "expected "
            + vocabulary.description()
            + " or a URI of another vocabulary, found "
            + Part.shown(text));
    return Optional.empty();
  }

  private List<Set<String>> persistent(EventType type) {
    Set<String> set = new LinkedHashSet<>();
    Set<String> unset = new LinkedHashSet<>();
    Optional<Part> part = event.part("persistentDisposition");
    part.ifPresent(
        p -> {
          words(p, "set", set);
          words(p, "unset", unset);
          if (!p.has("set") && !p.has("unset")) {
            p.fault("set", Fault.Code.MISSING, "expected set or unset");
          }
          p.end(Optional.empty());
          if (type != EventType.OBJECT && type != EventType.TRANSFORMATION) {
            faults.warn(
                p.pointer(), "a persistent disposition has an effect on objects only, not here");
          }
        });
    return List.of(set, unset);
  }

  private void words(Part part, String name, Set<String> words) {
    if (part.has(name) && part.json().members().get(name) instanceof JsonArray array) {
      if (array.values().isEmpty()) {
        part.fault(name, Fault.Code.COUNT, "expected at least one disposition");
      }
    }
    for (Part.At element : part.elements(name, MAX_REFERENCES)) {
      if (element.json() instanceof JsonText text) {
        word(text.value(), element.pointer(), Vocabulary.DISPOSITION)
            .filter(word -> !words.add(word))
            .ifPresent(
                word -> faults.add(element.pointer(), Fault.Code.TWICE, "expected each word once"));
      } else {
        faults.add(element.pointer(), Fault.Code.KIND, "expected a disposition");
      }
    }
  }

  // References.

  private void certification() {
    if (event.json().members().get("certificationInfo") instanceof JsonArray) {
      event.uris("certificationInfo", MAX_REFERENCES);
    } else {
      event.uri("certificationInfo");
    }
  }

  private Optional<ErrorDeclaration> errorDeclaration() {
    return event
        .part("errorDeclaration")
        .flatMap(
            part -> {
              part.require("declarationTime", "the time of the declaration");
              Optional<Instant> time = part.time("declarationTime");
              Optional<String> reason = word(part, "reason", Vocabulary.ERROR_REASON);
              List<String> correctives =
                  part.uris("correctiveEventIDs", MAX_REFERENCES).stream()
                      .map(Part.UriAt::uri)
                      .toList();
              part.end(Optional.of(context));
              return time.map(t -> new ErrorDeclaration(t, reason, correctives));
            });
  }

  private Optional<String> place(String name) {
    return event
        .part(name)
        .flatMap(
            part -> {
              part.require("id", "a URI");
              Optional<String> id = part.uri("id").map(uri -> thing(uri, part.pointer("id")).id());
              part.json().members().keySet().stream()
                  .filter(member -> member.indexOf(':') < 0)
                  .forEach(part::take);
              part.end(Optional.of(context));
              return id;
            });
  }

  private List<TypedReference> references(
      String list, String value, Vocabulary vocabulary, boolean typed) {
    List<TypedReference> references = new ArrayList<>();
    for (Part part : event.parts(list, MAX_REFERENCES)) {
      if (typed) {
        part.require("type", "a type");
      }
      part.require(value, "a URI");
      Optional<String> type = word(part, "type", vocabulary);
      part.uri(value)
          .ifPresent(
              uri ->
                  references.add(
                      new TypedReference(
                          type, thing(uri, part.pointer(value)).id(), part.pointer())));
      part.end(Optional.empty());
    }
    return references;
  }

  // Objects.

  private record What(
      Optional<Thing> parent,
      List<Thing> epcs,
      List<Quantity> quantities,
      List<Thing> outputs,
      List<Quantity> outputQuantities,
      Optional<String> transformationId) {}

  private What what(EventType type, Optional<Action> action) {
    return switch (type) {
      case OBJECT -> {
        boolean senses = event.hasElements("sensorElementList") && event.has("readPoint");
        if (!event.has("epcList") && !event.hasElements("quantityList") && !senses) {
          event.fault(
              "epcList",
              Fault.Code.MISSING,
              "expected epcList, quantityList, or sensorElementList with readPoint");
        }
        yield new What(
            Optional.empty(),
            objects("epcList"),
            quantities("quantityList"),
            List.of(),
            List.of(),
            Optional.empty());
      }
      case AGGREGATION, ASSOCIATION -> contained(type, action);
      case TRANSACTION -> {
        event.require("bizTransactionList", "a business transaction");
        if (event.has("bizTransactionList") && !event.hasElements("bizTransactionList")) {
          event.fault("bizTransactionList", Fault.Code.COUNT, "expected at least one transaction");
        }
        boolean deletes = action.equals(Optional.of(Action.DELETE));
        if (!deletes && !event.has("epcList") && !event.hasElements("quantityList")) {
          event.fault("epcList", Fault.Code.MISSING, "expected epcList or quantityList");
        }
        yield new What(
            parent(),
            objects("epcList"),
            quantities("quantityList"),
            List.of(),
            List.of(),
            Optional.empty());
      }
      case TRANSFORMATION -> transformation();
    };
  }

  private What contained(EventType type, Optional<Action> action) {
    boolean observes = action.equals(Optional.of(Action.OBSERVE));
    if (type == EventType.ASSOCIATION) {
      event.require("parentID", "the parent");
    } else if (!event.has("parentID") && action.isPresent() && !observes) {
      event.fault(
          "parentID",
          Fault.Code.PARENT,
          "expected the parent, it can be missing only in" + " an observation");
    }
    boolean deletes = action.equals(Optional.of(Action.DELETE));
    boolean children = event.hasElements("childEPCs") || event.hasElements("childQuantityList");
    if (!deletes && !children) {
      event.fault(
          "childEPCs", Fault.Code.MISSING, "expected childEPCs or childQuantityList, not empty");
    }
    Optional<Thing> parent = parent();
    List<Thing> epcs = objects("childEPCs");
    for (Thing child : epcs) {
      if (parent.filter(p -> p.id().equals(child.id())).isPresent()) {
        faults.add(child.pointer(), Fault.Code.TWICE, "expected another object than the parent");
      }
    }
    return new What(
        parent, epcs, quantities("childQuantityList"), List.of(), List.of(), Optional.empty());
  }

  private What transformation() {
    Optional<String> id = event.uri("transformationID");
    boolean inputs = event.hasElements("inputEPCList") || event.hasElements("inputQuantityList");
    boolean outputs = event.hasElements("outputEPCList") || event.hasElements("outputQuantityList");
    boolean joined = event.has("transformationID") && (inputs || outputs);
    if (!joined && !(inputs && outputs)) {
      event.fault(
          inputs ? "outputEPCList" : "inputEPCList",
          Fault.Code.MISSING,
          "expected inputs and outputs, or a transformationID with one of them");
    }
    return new What(
        Optional.empty(),
        objects("inputEPCList"),
        quantities("inputQuantityList"),
        objects("outputEPCList"),
        quantities("outputQuantityList"),
        id.map(uri -> thing(uri, event.pointer("transformationID")).id()));
  }

  private Optional<Thing> parent() {
    return event.uri("parentID").map(uri -> object(uri, event.pointer("parentID")));
  }

  private List<Thing> objects(String name) {
    List<Thing> objects = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (Part.UriAt uri : event.uris(name, MAX_OBJECTS)) {
      Thing thing = object(uri.uri(), uri.pointer());
      if (seen.putIfAbsent(thing.id(), uri.pointer()) != null) {
        faults.add(uri.pointer(), Fault.Code.TWICE, "expected each object once: " + thing.id());
      }
      objects.add(thing);
    }
    return objects;
  }

  private List<Quantity> quantities(String name) {
    List<Quantity> quantities = new ArrayList<>();
    for (Part part : event.parts(name, MAX_OBJECTS)) {
      part.require("epcClass", "a class of objects");
      Optional<Thing> kind = part.uri("epcClass").map(uri -> thing(uri, part.pointer("epcClass")));
      Optional<BigDecimal> amount = part.number("quantity");
      if (amount.isPresent() && amount.get().signum() < 0) {
        part.fault("quantity", Fault.Code.QUANTITY, "expected a quantity of zero or more");
      }
      Optional<String> unit = part.text("uom");
      if (unit.isPresent() && !UNIT.matcher(unit.get()).matches()) {
        part.fault("uom", Fault.Code.FORM, "expected a unit of two or three capitals or digits");
      }
      part.end(Optional.empty());
      kind.ifPresent(k -> quantities.add(new Quantity(k, amount, unit)));
    }
    return quantities;
  }

  /** One object: a class in its place is a fault. */
  private Thing object(String uri, String pointer) {
    Thing thing = thing(uri, pointer);
    if (thing.identity().isPresent() && thing.identity().get() instanceof EpcClass) {
      faults.add(
          pointer,
          Fault.Code.IDENTIFIER,
          "expected one object, with a serial number: a class or lot belongs into a quantity list");
    }
    return thing;
  }

  private Thing thing(String uri, String pointer) {
    if (!isGs1(uri)) {
      String expanded = context.expand(uri);
      if (!Part.isUri(expanded)) {
        faults.add(
            pointer,
            Fault.Code.FORM,
            "expected a URI of at most 2000 characters when its prefix is written out");
      }
      return new Thing(expanded, Optional.empty(), pointer);
    }
    try {
      Identity identity = Identity.parse(uri);
      return new Thing(identity.canonical(), Optional.of(identity), pointer);
    } catch (IllegalArgumentException e) {
      faults.add(pointer, Fault.Code.IDENTIFIER, e.getMessage());
      return new Thing(uri, Optional.empty(), pointer);
    }
  }

  /**
   * Whether this means to be a GS1 key: a URN of the EPC Tag Data Standard, or a Web URI with a key
   * and a value that begins as one. Other URIs are private identifiers.
   */
  private static boolean isGs1(String uri) {
    if (uri.startsWith("urn:epc:id:")
        || uri.startsWith("urn:epc:class:")
        || uri.startsWith("urn:epc:idpat:")) {
      return true;
    }
    if (!uri.regionMatches(true, 0, "http", 0, 4)) {
      return false;
    }
    int end = uri.length();
    for (char c : new char[] {'?', '#'}) {
      int at = uri.indexOf(c);
      end = at >= 0 && at < end ? at : end;
    }
    String[] segments = uri.substring(0, end).split("/", -1);
    for (int i = 3; i < segments.length - 1; i++) {
      boolean key = AiTable.find(segments[i]).filter(ai -> ai.qualifiers().isPresent()).isPresent();
      if (key && segments[i + 1].matches("[0-9]{4}.*")) {
        return true;
      }
    }
    return false;
  }

  // Master data.

  private Optional<JsonObject> masterData(EventType type, Optional<Action> action, What what) {
    if (!event.has("ilmd")) {
      return Optional.empty();
    }
    if (type != EventType.OBJECT && type != EventType.TRANSFORMATION) {
      return Optional.empty();
    }
    Optional<Part> part = event.part("ilmd");
    if (type == EventType.OBJECT && action.isPresent() && !action.equals(Optional.of(Action.ADD))) {
      event.fault(
          "ilmd",
          Fault.Code.MASTER_DATA,
          "expected no master data: it belongs to the beginning, action ADD");
    }
    part.ifPresent(
        p -> {
          p.end(Optional.of(context));
          requireSameLot(p, what);
        });
    return part.map(Part::json);
  }

  private void requireSameLot(Part masterData, What what) {
    List<Quantity> begun =
        what.outputQuantities().isEmpty() ? what.quantities() : what.outputQuantities();
    masterData
        .json()
        .members()
        .forEach(
            (name, value) -> {
              if (context.expand(name).equals(LOT) && value instanceof JsonText lot) {
                for (Quantity quantity : begun) {
                  quantity
                      .epcClass()
                      .identity()
                      .ifPresent(identity -> requireLot(masterData, name, lot.value(), identity));
                }
              }
            });
  }

  private static void requireLot(Part masterData, String name, String lot, Identity identity) {
    switch (identity) {
      case EpcClass kind when !kind.lot().isEmpty() && !kind.lot().equals(lot) ->
          masterData.fault(name, Fault.Code.LOT, "expected the lot of the class, " + kind.lot());
      case EpcClass kind -> {}
      case Epc unit -> {}
    }
  }

  // Sensors.

  private List<SensorReading> sensors(Optional<Instant> eventTime) {
    List<SensorReading> readings = new ArrayList<>();
    for (Part element : event.parts("sensorElementList", MAX_READINGS)) {
      Optional<Part> metadata = element.part("sensorMetadata");
      Optional<Instant> time = metadata.flatMap(m -> metadata(m, eventTime));
      element.require("sensorReport", "at least one report");
      if (element.has("sensorReport")
          && element.json().members().get("sensorReport") instanceof JsonArray
          && !element.hasElements("sensorReport")) {
        element.fault("sensorReport", Fault.Code.COUNT, "expected at least one report");
      }
      for (Part report : element.parts("sensorReport", MAX_READINGS)) {
        report(report, metadata, time, eventTime).ifPresent(readings::add);
      }
      element.end(Optional.of(context));
    }
    return readings;
  }

  private Optional<Instant> metadata(Part metadata, Optional<Instant> eventTime) {
    Optional<Instant> time = sensorTime(metadata, "time", eventTime);
    Optional<Instant> start = sensorTime(metadata, "startTime", eventTime);
    Optional<Instant> end = sensorTime(metadata, "endTime", eventTime);
    if (start.isPresent() && end.isPresent() && start.get().isAfter(end.get())) {
      metadata.fault("startTime", Fault.Code.SENSOR_TIME, "expected a time before endTime");
    }
    devices(metadata);
    metadata.end(Optional.of(context));
    return time.or(() -> end);
  }

  private void devices(Part part) {
    for (String name : SHARED_ATTRIBUTES) {
      if (!name.equals("time")) {
        part.uri(name);
      }
    }
  }

  private Optional<Instant> sensorTime(Part part, String name, Optional<Instant> eventTime) {
    Optional<Instant> time = part.time(name);
    if (time.isPresent() && eventTime.isPresent() && time.get().isAfter(eventTime.get())) {
      part.fault(name, Fault.Code.SENSOR_TIME, "expected a time that is not after eventTime");
    }
    return time;
  }

  private Optional<SensorReading> report(
      Part report,
      Optional<Part> metadata,
      Optional<Instant> metadataTime,
      Optional<Instant> eventTime) {
    report.require("type", "a measurement type");
    Optional<String> type = word(report, "type", Vocabulary.MEASUREMENT);
    Optional<Instant> time = sensorTime(report, "time", eventTime);
    word(report, "exception", Vocabulary.ALERT);
    word(report, "component", Vocabulary.COMPONENT);
    devices(report);
    for (String name :
        List.of("microorganism", "chemicalSubstance", "coordinateReferenceSystem", "uriValue")) {
      report.uri(name);
    }
    for (String name :
        List.of("minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue")) {
      report.number(name);
    }
    Optional<BigDecimal> value = report.number("value");
    report.text("stringValue");
    report.flag("booleanValue");
    report
        .text("hexBinaryValue")
        .filter(text -> !HEX.matcher(text).matches())
        .ifPresent(
            text -> report.fault("hexBinaryValue", Fault.Code.FORM, "expected hexadecimal digits"));
    Optional<String> unit = report.text("uom");
    requireUnit(report, type, unit);
    requireOnce(report, metadata);
    report.end(Optional.of(context));
    return type.map(t -> new SensorReading(t, time.or(() -> metadataTime), value, unit));
  }

  private static void requireUnit(Part report, Optional<String> type, Optional<String> unit) {
    Set<String> units = type.map(UNITS::get).orElse(null);
    if (units != null && unit.isPresent() && !units.contains(unit.get())) {
      report.fault(
          "uom",
          Fault.Code.UNIT,
          "expected one of " + String.join(", ", units.stream().sorted().toList()));
    }
  }

  private static void requireOnce(Part report, Optional<Part> metadata) {
    for (String name : SHARED_ATTRIBUTES) {
      if (report.has(name) && metadata.filter(m -> m.has(name)).isPresent()) {
        report.fault(
            name, Fault.Code.SENSOR_ATTRIBUTE, "expected it in the metadata or here, not in both");
      }
    }
  }
}
