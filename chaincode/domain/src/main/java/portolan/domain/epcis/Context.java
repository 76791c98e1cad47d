// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;

/**
 * The prefixes that a document declares in its JSON-LD {@code @context}, with those of the EPCIS
 * context. Nothing is ever fetched: only the EPCIS contexts, which are known here, may be named.
 * Their terms are protected: a document adds prefixes and terms of its own and changes none.
 *
 * @param prefixes namespace by prefix
 */
public record Context(SortedMap<String, String> prefixes) {
  /** The contexts that a document may name. */
  public static final Set<String> PINNED =
      Set.of(
          "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
          "https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld",
          "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
          "https://gs1.github.io/EPCIS/epcis-context.jsonld");

  /** What the EPCIS context declares. */
  public static final Context EPCIS =
      new Context(
          new TreeMap<>(
              Map.of(
                  "epcis", "https://ref.gs1.org/epcis/",
                  "cbv", "https://ref.gs1.org/cbv/",
                  "cbvmda", "urn:epcglobal:cbv:mda:",
                  "gs1", "https://gs1.org/voc/",
                  "rdfs", "http://www.w3.org/2000/01/rdf-schema#",
                  "owl", "http://www.w3.org/2002/07/owl#",
                  "xsd", "http://www.w3.org/2001/XMLSchema#",
                  "dcterms", "http://purl.org/dc/terms/")));

  /** Terms of the EPCIS context that are no prefixes. */
  private static final Set<String> PROTECTED =
      Set.of(
          ("id type baseURL ObjectEvent AggregationEvent TransformationEvent AssociationEvent"
                  + " TransactionEvent Collection member eventTime recordTime eventTimeZoneOffset"
                  + " action certificationInfo bizStep disposition bizLocation readPoint"
                  + " transformationID epcList sourceList destinationList persistentDisposition"
                  + " quantity epcClass uom quantityList bizTransactionList parentID childEPCs"
                  + " childQuantityList inputEPCList outputEPCList inputQuantityList"
                  + " outputQuantityList sensorElementList errorDeclaration eventID creationDate"
                  + " sender receiver instanceIdentifier schemaVersion ilmd EPCISDocument"
                  + " EPCISQueryDocument epcisHeader masterData vocabularyList epcisBody"
                  + " queryResults subscriptionID queryName resultsBody eventList children")
              .split(" ", -1));

  /** Copies the prefixes. */
  public Context {
    prefixes = Collections.unmodifiableSortedMap(new TreeMap<>(prefixes));
  }

  /** The context of a document; what is wrong with it is passed over. */
  public static Context of(Json json) {
    return EPCIS.with(json, "/@context", new Faults());
  }

  /** This context and what another one adds; what is wrong with that one is collected. */
  Context with(Json json, String pointer, Faults faults) {
    SortedMap<String, String> all = new TreeMap<>(prefixes);
    if (json instanceof JsonArray array) {
      List<Json> parts = array.values();
      Set<Json> seen = new HashSet<>();
      for (int i = 0; i < parts.size(); i++) {
        if (!seen.add(parts.get(i))) {
          faults.add(pointer + "/" + i, Fault.Code.TWICE, "expected each context once");
        }
        declare(parts.get(i), pointer + "/" + i, all, faults);
      }
    } else {
      declare(json, pointer, all, faults);
    }
    return new Context(all);
  }

  private static void declare(
      Json part, String pointer, SortedMap<String, String> all, Faults faults) {
    switch (part) {
      case JsonText text when PINNED.contains(text.value()) -> {}
      case JsonText text ->
          faults.add(
              pointer,
              Fault.Code.CONTEXT,
              "expected one of the EPCIS contexts, others are not fetched, found "
                  + Part.shown(text.value()));
      case JsonObject object ->
          object
              .members()
              .forEach(
                  (name, value) -> declare(name, value, Faults.member(pointer, name), all, faults));
      default ->
          faults.add(pointer, Fault.Code.KIND, "expected a URI or an object, found " + part.kind());
    }
  }

  private static void declare(
      String name, Json value, String pointer, SortedMap<String, String> all, Faults faults) {
    Json meaning = value instanceof JsonObject term ? term.members().get("@id") : value;
    String known = EPCIS.prefixes.get(name);
    boolean same = known != null && new JsonText(known).equals(meaning);
    if (name.startsWith("@") || PROTECTED.contains(name) || (known != null && !same)) {
      faults.add(pointer, Fault.Code.CONTEXT, "expected no change of a term that EPCIS protects");
    } else if (meaning instanceof JsonText text && Part.isUri(text.value())) {
      all.put(name, text.value());
    } else {
      faults.add(pointer, Fault.Code.CONTEXT, "expected a namespace, a URI");
    }
  }

  /** Whether one of the EPCIS contexts is named. */
  static boolean namesEpcis(Json json) {
    return switch (json) {
      case JsonText text -> PINNED.contains(text.value());
      case JsonArray array -> array.values().stream().anyMatch(Context::namesEpcis);
      default -> false;
    };
  }

  /** Whether this declares more than EPCIS does. */
  public boolean declaresMore() {
    return !equals(EPCIS);
  }

  /** Whether the prefix of a name is declared, or the name is a Web URI or a URN in full. */
  boolean declares(String name) {
    String prefix = name.substring(0, name.indexOf(':'));
    return prefixes.containsKey(prefix)
        || name.startsWith("http://")
        || name.startsWith("https://")
        || name.startsWith("urn:");
  }

  /** A compact URI in full; other text as it is. */
  public String expand(String text) {
    int colon = text.indexOf(':');
    String namespace = colon < 0 ? null : prefixes.get(text.substring(0, colon));
    return namespace == null ? text : namespace + text.substring(colon + 1);
  }

  /** The name of a member with its namespace in braces; other names as they are. */
  String qualified(String name) {
    int colon = name.indexOf(':');
    String namespace = colon < 0 ? null : prefixes.get(name.substring(0, colon));
    return namespace == null ? name : "{" + namespace + "}" + name.substring(colon + 1);
  }
}
