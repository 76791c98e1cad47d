// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Reads EPCIS documents, those for capture and those that answer a query. A fault of an event is
 * that event's alone; what is wrong around the events concerns all of them.
 */
public final class DocumentReader {
  private static final int MAX_EVENTS = 10_000;
  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)*");

  /**
   * What was read.
   *
   * @param context of the document
   * @param ignored names of members that it says are not hashed
   * @param faults around the events
   * @param events in order
   * @param json the events in order, as they are
   */
  public record Document(
      Context context,
      Set<String> ignored,
      List<Fault> faults,
      List<EventReader.Reading> events,
      List<Json> json) {
    /** Copies the collections. */
    public Document {
      ignored = Set.copyOf(ignored);
      faults = List.copyOf(faults);
      events = List.copyOf(events);
      json = List.copyOf(json);
    }

    /** All faults, around the events and in them. */
    public List<Fault> allFaults() {
      List<Fault> all = new ArrayList<>(faults);
      events.forEach(event -> all.addAll(event.faults()));
      return all;
    }
  }

  private final Faults faults = new Faults();

  private DocumentReader() {}

  /** Reads a document. */
  public static Document read(Json json) {
    return new DocumentReader().document(json);
  }

  private Document document(Json json) {
    Optional<Part> read = Part.of(json, "", faults);
    if (read.isEmpty()) {
      return new Document(Context.EPCIS, Set.of(), faults.faults(), List.of(), List.of());
    }
    Part document = read.get();
    document.require("type", "EPCISDocument or EPCISQueryDocument");
    Optional<String> type = document.text("type");
    boolean query = type.equals(Optional.of("EPCISQueryDocument"));
    if (type.isPresent() && !query && !type.get().equals("EPCISDocument")) {
      document.fault("type", Fault.Code.WORD, "expected EPCISDocument or EPCISQueryDocument");
    }
    Context context = context(document);
    header(document, query);
    List<Part.At> events = query ? queryEvents(document, context) : captureEvents(document);
    document.end(Optional.of(context));
    JsonObject all = document.json();
    Set<String> ignored = EventHash.ignoredFields(all);
    return new Document(
        context,
        ignored,
        faults.faults(),
        events.stream()
            .map(e -> EventReader.read(e.json(), e.pointer(), context, ignored))
            .toList(),
        events.stream().map(Part.At::json).toList());
  }

  private Context context(Part document) {
    document.require("@context", "the EPCIS context");
    Optional<Json> json = document.take("@context");
    if (json.isPresent() && !Context.namesEpcis(json.get())) {
      document.fault("@context", Fault.Code.CONTEXT, "expected the EPCIS context among others");
    }
    return json.map(own -> Context.EPCIS.with(own, document.pointer("@context"), faults))
        .orElse(Context.EPCIS);
  }

  private void header(Part document, boolean query) {
    if (!query) {
      document.require("schemaVersion", "a version such as 2.0");
      document.require("creationDate", "a date and time");
      document.text("instanceIdentifier");
      document.text("sender");
      document.text("receiver");
      document.part("epcisHeader").ifPresent(this::masterData);
    }
    document
        .text("schemaVersion")
        .filter(text -> !VERSION.matcher(text).matches())
        .ifPresent(
            text ->
                document.fault("schemaVersion", Fault.Code.FORM, "expected a version such as 2.0"));
    document.time("creationDate");
    document.uri("id");
    document.require("epcisBody", "the body");
  }

  /** Master data of a document is read for its form only: it concerns no event. */
  private void masterData(Part header) {
    header
        .part("epcisMasterData")
        .ifPresent(
            data -> {
              for (Part vocabulary : data.parts("vocabularyList", MAX_EVENTS)) {
                vocabulary.require("type", "a URI");
                vocabulary.uri("type");
                for (Part element : vocabulary.parts("vocabularyElementList", MAX_EVENTS)) {
                  element.require("id", "a URI");
                  element.uri("id");
                  element.uris("children", MAX_EVENTS);
                  for (Part attribute : element.parts("attributes", MAX_EVENTS)) {
                    attribute.require("id", "a URI");
                    attribute.uri("id");
                  }
                }
              }
            });
  }

  private List<Part.At> captureEvents(Part document) {
    return document
        .part("epcisBody")
        .map(
            body -> {
              body.require("eventList", "the events");
              return body.elements("eventList", MAX_EVENTS);
            })
        .orElse(List.of());
  }

  private List<Part.At> queryEvents(Part document, Context context) {
    return document
        .part("epcisBody")
        .flatMap(
            body -> {
              body.require("queryResults", "the results");
              Optional<Part> results = body.part("queryResults");
              body.end(Optional.of(context));
              return results;
            })
        .flatMap(
            results -> {
              results.require("queryName", "the name of the query");
              results.require("resultsBody", "the results");
              results.text("queryName");
              results.text("subscriptionID");
              Optional<Part> body = results.part("resultsBody");
              results.end(Optional.of(context));
              return body;
            })
        .map(
            body -> {
              body.require("eventList", "the events");
              body.parts("vocabularyList", MAX_EVENTS);
              List<Part.At> events = body.elements("eventList", MAX_EVENTS);
              body.end(Optional.of(context));
              return events;
            })
        .orElse(List.of());
  }
}
