// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonBoolean;
import portolan.domain.encoding.JsonNull;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;
import portolan.domain.gs1.DigitalLink;
import portolan.domain.gs1.Identity;

/**
 * The event hash of CBV 2.0 (section 8.9), from the JSON form: the SHA-256 of a text that two
 * writers of one event agree on. Not hashed: eventID, recordTime, the error declaration and
 * comments. Equality of events is equality of their hashes.
 *
 * <p>Where the published prose and the reference vectors differ, the vectors are followed: {@code
 * docs/internals/provenance-rulings.md}.
 */
public final class EventHash {
  private static final String PREFIX = "ni:///sha-256;";
  private static final String SUFFIX = "?ver=CBV2.0";

  private static final Pattern FORM =
      Pattern.compile(Pattern.quote(PREFIX) + "[0-9a-f]{64}" + Pattern.quote(SUFFIX));

  private static final Set<String> NOT_HASHED =
      Set.of("recordTime", "eventID", "type", "errorDeclaration", "@context");
  private static final Set<String> COMMENTS = Set.of("rdfs:comment", "comment");
  private static final Set<String> TIMES = Set.of("eventTime", "time", "startTime", "endTime");

  /** Lists whose elements are a type and a value, in this order. */
  private static final Map<String, String> PAIRS =
      Map.of(
          "bizTransactionList", "bizTransaction",
          "sourceList", "source",
          "destinationList", "destination");

  private static final Order QUANTITIES =
      Order.of("quantityElement", Order.of("epcClass"), Order.of("quantity"), Order.of("uom"));

  /** The fields of an event and of its parts, in the order in which they are hashed. */
  private static final List<Order> EVENT =
      List.of(
          Order.of("eventTime"),
          Order.of("eventTimeZoneOffset"),
          Order.of("certificationInfo"),
          Order.of("parentID"),
          Order.of("epcList", Order.of("epc")),
          Order.of("inputEPCList", Order.of("epc")),
          Order.of("childEPCs", Order.of("epc")),
          Order.of("quantityList", QUANTITIES),
          Order.of("childQuantityList", QUANTITIES),
          Order.of("inputQuantityList", QUANTITIES),
          Order.of("outputEPCList", Order.of("epc")),
          Order.of("outputQuantityList", QUANTITIES),
          Order.of("action"),
          Order.of("transformationID"),
          Order.of("bizStep"),
          Order.of("disposition"),
          Order.of("persistentDisposition", Order.of("set"), Order.of("unset")),
          Order.of("readPoint", Order.of("id")),
          Order.of("bizLocation", Order.of("id")),
          Order.of(
              "sensorElementList",
              Order.of(
                  "sensorElement",
                  Order.of(
                      "sensorMetadata",
                      Order.of("time"),
                      Order.of("startTime"),
                      Order.of("endTime"),
                      Order.of("deviceID"),
                      Order.of("deviceMetadata"),
                      Order.of("rawData"),
                      Order.of("dataProcessingMethod"),
                      Order.of("bizRules")),
                  Order.of(
                      "sensorReport",
                      Order.of("type"),
                      Order.of("exception"),
                      Order.of("deviceID"),
                      Order.of("deviceMetadata"),
                      Order.of("rawData"),
                      Order.of("dataProcessingMethod"),
                      Order.of("time"),
                      Order.of("microorganism"),
                      Order.of("chemicalSubstance"),
                      Order.of("value"),
                      Order.of("component"),
                      Order.of("stringValue"),
                      Order.of("booleanValue"),
                      Order.of("hexBinaryValue"),
                      Order.of("uriValue"),
                      Order.of("minValue"),
                      Order.of("maxValue"),
                      Order.of("meanValue"),
                      Order.of("sDev"),
                      Order.of("percRank"),
                      Order.of("percValue"),
                      Order.of("uom"),
                      Order.of("coordinateReferenceSystem")))));

  /** Code points, not UTF-16 units, as the reference program sorts. */
  private static final Comparator<String> BY_CODE_POINT =
      (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

  /** The URNs of earlier versions of the CBV, wherever they stand. */
  private static final Map<String, String> URNS = urns();

  /** A field, and the order of the fields within it. */
  private record Order(String name, List<Order> within) {
    static Order of(String name, Order... within) {
      return new Order(name, List.of(within));
    }
  }

  /** A part of an event as its XML form would have it; parts are taken out as they are written. */
  private record Node(String name, String value, List<Node> children) {}

  private final Context context;

  private EventHash(Context context) {
    this.context = context;
  }

  /**
   * The hash of an event, {@code ni:///sha-256;...?ver=CBV2.0}.
   *
   * @param event as captured
   * @param context of its document, or its own
   * @param ignored names of members that the document says are not hashed
   */
  public static String of(JsonObject event, Context context, Set<String> ignored) {
    return PREFIX + Sha256.hex(text(event, context, ignored)) + SUFFIX;
  }

  /** Whether an eventID has the form of a hash of this version: a claim that can be checked. */
  public static boolean isClaim(String eventId) {
    return eventId.startsWith("ni:");
  }

  /** Whether a claim has the form of {@link #of}. */
  public static boolean isWellFormed(String eventId) {
    return FORM.matcher(eventId).matches();
  }

  /**
   * Names of members that the reference program leaves out too: those that a member {@code
   * ...:ignoreFields} of the document lists.
   */
  public static Set<String> ignoredFields(JsonObject document) {
    Set<String> names = new TreeSet<>();
    document
        .members()
        .forEach(
            (name, value) -> {
              if (name.endsWith(":ignoreFields") && value instanceof JsonArray list) {
                for (Json one : list.values()) {
                  if (one instanceof JsonText text) {
                    names.add(text.value());
                  }
                }
              }
            });
    return names;
  }

  /** The text that is hashed. */
  static String text(JsonObject event, Context context, Set<String> ignored) {
    EventHash hash = new EventHash(context);
    String type = event.members().get("type") instanceof JsonText text ? text.value() : "";
    Node root = new Node(type, "", hash.children(event, "", ignored));
    StringBuilder out = new StringBuilder("eventType=").append(type);
    out.append(hash.ordered(root.children(), EVENT, true));
    List<Node> rest =
        root.children().stream().filter(child -> !NOT_HASHED.contains(child.name())).toList();
    return out.append(hash.unordered(rest)).toString();
  }

  // The tree.

  private List<Node> children(JsonObject object, String parent, Set<String> ignored) {
    List<Node> children = new ArrayList<>();
    object
        .members()
        .forEach(
            (name, value) -> {
              if (!COMMENTS.contains(name) && !ignored.contains(name)) {
                add(children, name, parent, value);
              }
            });
    return children;
  }

  private void add(List<Node> children, String name, String parent, Json value) {
    String qualified = context.qualified(name);
    String pair = PAIRS.get(name);
    if (pair != null && parent.isEmpty() && value instanceof JsonArray list) {
      pairs(children, name, pair, list);
    } else if (qualified.endsWith("List")) {
      String element = element(qualified);
      List<Node> elements = new ArrayList<>();
      values(value).forEach(one -> elements.add(node(element, name, one)));
      if (!elements.isEmpty()) {
        children.add(new Node(qualified, "", elements));
      }
    } else if (name.equals("childEPCs")) {
      List<Node> elements = new ArrayList<>();
      values(value).forEach(one -> elements.add(node("epc", name, one)));
      if (!elements.isEmpty()) {
        children.add(new Node(name, "", elements));
      }
    } else {
      values(value).forEach(one -> children.add(node(qualified, name, one)));
    }
  }

  private void pairs(List<Node> children, String name, String pair, JsonArray list) {
    List<Node> elements = new ArrayList<>();
    for (Json one : list.values()) {
      if (one instanceof JsonObject object) {
        List<Node> parts = new ArrayList<>();
        for (String part : List.of("type", pair)) {
          String vocabulary = part.equals("type") ? name : part;
          object.member(part).ifPresent(value -> parts.add(node(part, vocabulary, value)));
        }
        elements.add(new Node("", "", parts));
      }
    }
    if (!elements.isEmpty()) {
      children.add(new Node(name, "", elements));
    }
  }

  /** What the elements of a list are called in the XML form. */
  private static String element(String list) {
    return switch (list) {
      case "epcList", "inputEPCList", "outputEPCList" -> "epc";
      case "quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList" ->
          "quantityElement";
      default -> list.substring(0, list.length() - "List".length());
    };
  }

  private static List<Json> values(Json value) {
    return value instanceof JsonArray list ? list.values() : List.of(value);
  }

  private Node node(String qualified, String name, Json value) {
    return switch (value) {
      case JsonObject object -> new Node(qualified, "", children(object, name, Set.of()));
      case JsonArray list -> {
        List<Node> nested = new ArrayList<>();
        list.values().forEach(one -> nested.add(node("", name, one)));
        yield new Node(qualified, "", nested);
      }
      case JsonText text -> new Node(qualified, expanded(name, text.value()), new ArrayList<>());
      case JsonNumber number ->
          new Node(qualified, number.value().toPlainString(), new ArrayList<>());
      case JsonBoolean flag -> new Node(qualified, flag.canonical(), new ArrayList<>());
      case JsonNull none -> new Node(qualified, "", new ArrayList<>());
    };
  }

  /** Bare words and compact URIs in full. */
  private String expanded(String name, String value) {
    return switch (name) {
      case "bizStep" -> Vocabulary.BIZ_STEP.uri(value, context);
      case "disposition", "set", "unset" -> Vocabulary.DISPOSITION.uri(value, context);
      case "component" -> Vocabulary.COMPONENT.uri(value, context);
      case "exception" -> Vocabulary.ALERT.uri(value, context);
      case "bizTransactionList" -> Vocabulary.TRANSACTION_TYPE.uri(value, context);
      case "sourceList", "destinationList" -> Vocabulary.SOURCE_DESTINATION.uri(value, context);
      case "type" -> Vocabulary.MEASUREMENT.uri(value, context);
      default -> context.expand(value);
    };
  }

  // The text.

  private String ordered(List<Node> children, List<Order> order, boolean isEvent) {
    StringBuilder out = new StringBuilder();
    List<Node> extensions = isEvent ? List.of() : takeExtensions(children);
    for (Order field : order) {
      List<String> texts = new ArrayList<>();
      for (Node child : List.copyOf(children)) {
        if (child.name().equals(field.name())) {
          String text = ordered(child, field);
          if (!text.isEmpty()) {
            texts.add(text);
          }
          if (child.children().isEmpty()) {
            remove(children, child);
          }
        }
      }
      texts.sort(BY_CODE_POINT);
      texts.forEach(out::append);
    }
    return out.append(unordered(extensions)).toString();
  }

  private String ordered(Node child, Order field) {
    String within =
        field.within().isEmpty() ? "" : ordered(child.children(), field.within(), false);
    String value = child.value().strip();
    String text = "";
    if (!value.isEmpty()) {
      text = "=" + (TIMES.contains(child.name()) ? time(value) : canonical(value));
    }
    return text.isEmpty() && within.isEmpty() ? "" : child.name() + text + within;
  }

  /** By identity: two equal elements of a list are two. */
  private static void remove(List<Node> children, Node child) {
    for (int i = 0; i < children.size(); i++) {
      if (isSame(children.get(i), child)) {
        children.remove(i);
        return;
      }
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Node one, Node other) {
    return one == other;
  }

  private static List<Node> takeExtensions(List<Node> children) {
    List<Node> extensions =
        children.stream().filter(child -> child.name().startsWith("{")).toList();
    children.removeIf(child -> child.name().startsWith("{"));
    return extensions;
  }

  private String unordered(List<Node> children) {
    List<String> texts = new ArrayList<>();
    for (Node child : children) {
      String value = child.value().strip();
      String text = value.isEmpty() ? "" : "=" + canonical(value);
      boolean isPair = child.name().isEmpty();
      texts.add(
          child.name() + text + (isPair ? inOrder(child.children()) : unordered(child.children())));
    }
    texts.sort(BY_CODE_POINT);
    return String.join("", texts);
  }

  private String inOrder(List<Node> parts) {
    StringBuilder out = new StringBuilder();
    for (Node part : parts) {
      out.append(unordered(List.of(part)));
    }
    return out.toString();
  }

  // Values.

  private static String canonical(String value) {
    String word = value;
    for (Map.Entry<String, String> urn : URNS.entrySet()) {
      word = word.replace(urn.getKey(), urn.getValue());
    }
    return identifier(Numerals.canonical(word));
  }

  private static Map<String, String> urns() {
    Map<String, String> urns = new LinkedHashMap<>();
    urns.put("urn:epcglobal:cbv:bizstep:", "https://ref.gs1.org/cbv/BizStep-");
    urns.put("urn:epcglobal:cbv:disp:", "https://ref.gs1.org/cbv/Disp-");
    urns.put("urn:epcglobal:cbv:btt:", "https://ref.gs1.org/cbv/BTT-");
    urns.put("urn:epcglobal:cbv:sdt:", "https://ref.gs1.org/cbv/SDT-");
    urns.put("urn:epcglobal:cbv:er:", "https://ref.gs1.org/cbv/ER-");
    return urns;
  }

  /** GS1 keys in the canonical form of the CBV, which escapes less than ours. */
  private static String identifier(String value) {
    if (!value.startsWith("urn:epc:") && !value.startsWith("http")) {
      return value;
    }
    try {
      Identity identity = Identity.parse(value, DigitalLink.Reading.LENIENT);
      return identity.canonical().replace("%27", "'").replace("%3B", ";").replace("%3D", "=");
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  /** UTC, milliseconds, half a millisecond to the even one, as the reference program rounds. */
  private static String time(String value) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(value);
      BigDecimal millis =
          BigDecimal.valueOf(time.getNano() / 1000, 3).setScale(0, RoundingMode.HALF_EVEN);
      Instant instant =
          time.toInstant().minusNanos(time.getNano()).plusMillis(millis.longValueExact());
      return Timestamp.format(instant);
    } catch (DateTimeException e) {
      return value;
    }
  }
}
