// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.custody.Capture;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.custody.EventMark;
import portolan.domain.custody.Footprint;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.epcis.Context;
import portolan.domain.epcis.DocumentReader;
import portolan.domain.epcis.Event;
import portolan.domain.epcis.EventHash;
import portolan.domain.epcis.EventReader;
import portolan.domain.epcis.Fault;
import portolan.gateway.api.call.ApiException;

/** The events of an EPCIS document, and how they are divided into transactions. */
final class CaptureDocument {
  /** Most characters of the events of one transaction, if they are several. */
  static final int MAX_TOGETHER = 1_000_000;

  private static final int MAX_CHARACTERS = 4_000_000;
  private static final String DOCUMENT = "epcisDocument";

  /** An event of the document. */
  sealed interface Part {
    /** Its place in the document, from 0. */
    int place();

    /**
     * One that the contract can read.
     *
     * @param json by itself, as it gets into the transaction
     * @param text the same, canonical
     * @param keys how many it writes at most
     */
    record Right(
        int place,
        CustodyEvent event,
        String hash,
        String mark,
        JsonObject json,
        String text,
        int keys)
        implements Part {
      /** Whether the ledger's state says nothing of it: it is only seen, and has no own eventID. */
      boolean isOnlySeen() {
        return keys == 0;
      }
    }

    /** One that no contract would take. */
    record Wrong(int place, String eventId, Refusal refusal) implements Part {}
  }

  private final List<Part> parts;

  private CaptureDocument(List<Part> parts) {
    this.parts = parts;
  }

  /** All events, in order. */
  List<Part> parts() {
    return parts;
  }

  /** Those that can be captured. */
  List<Part.Right> right() {
    return parts.stream().filter(Part.Right.class::isInstance).map(Part.Right.class::cast).toList();
  }

  /** Where an event is in the request. */
  static String path(int place) {
    return DOCUMENT + ".epcisBody.eventList[" + place + "]";
  }

  /** Reads a document. */
  static CaptureDocument read(String document) throws ApiException {
    if (document.isEmpty() || document.length() > MAX_CHARACTERS) {
      throw ApiException.invalid(
          DOCUMENT, "expected 1 to " + MAX_CHARACTERS + " characters of JSON");
    }
    Fields epcis = Fields.parse(DOCUMENT, document.getBytes(StandardCharsets.UTF_8));
    if (!"EPCISDocument".equals(epcis.text("type", 100))) {
      throw ApiException.invalid(epcis.path("type"), "expected EPCISDocument");
    }
    DocumentReader.Document read = DocumentReader.read(epcis.json());
    if (!read.faults().isEmpty()) {
      Fault first = read.faults().getFirst();
      throw ApiException.invalid(EventReader.field(DOCUMENT, first.pointer()), first.expected());
    }
    if (read.events().isEmpty()) {
      throw ApiException.invalid(
          DOCUMENT + ".epcisBody.eventList",
          "expected 1 to " + Capture.MAX_EVENTS + " events, found none");
    }
    List<Part> parts = new ArrayList<>(read.events().size());
    for (int i = 0; i < read.events().size(); i++) {
      parts.add(part(i, read, epcis.json()));
    }
    return new CaptureDocument(parts);
  }

  private static Part part(int place, DocumentReader.Document document, JsonObject epcis) {
    Json json = document.json().get(place);
    try {
      Event inDocument = document.events().get(place).orRefuse(DOCUMENT);
      JsonObject alone = byItself(inDocument, document, epcis);
      // The contract knows nothing of the document.
      boolean dependsOnIt = document.context().declaresMore() || !document.ignored().isEmpty();
      Event event =
          dependsOnIt
              ? EventReader.read(alone, "", Context.EPCIS, Set.of()).orRefuse(path(place))
              : inDocument;
      CustodyEvent derived = CustodyEvent.of(dependsOnIt ? path(place) : DOCUMENT, event);
      return new Part.Right(
          place,
          derived,
          event.hash(),
          EventMark.of(derived.header()),
          alone,
          alone.canonical(),
          Footprint.keys(derived));
    } catch (RefusedException e) {
      Refusal refusal = e.refusal();
      return new Part.Wrong(
          place,
          eventId(json),
          refusal.field().equals(DOCUMENT)
              ? new Refusal(refusal.code(), path(place), refusal.message())
              : refusal);
    }
  }

  private static String eventId(Json json) {
    return json instanceof JsonObject event
            && event.member("eventID").orElse(null) instanceof JsonText text
            && text.value().length() <= 200
        ? text.value()
        : "";
  }

  /**
   * An event without its document: with the context that declares its prefixes, if EPCIS does not.
   * An eventID that is its hash is left out: whoever reads the event computes it.
   */
  private static JsonObject byItself(
      Event event, DocumentReader.Document document, JsonObject epcis) {
    JsonObject.Builder alone = event.json().toBuilder();
    if (document.context().declaresMore() && event.json().member("@context").isEmpty()) {
      alone.replace("@context", epcis.member("@context").orElseThrow());
    }
    if (EventHash.isClaim(event.eventId())) {
      alone.remove("eventID");
    }
    return alone.build();
  }

  /**
   * Divides events into as few transactions as they fit in, in their order: an event is never
   * divided, and one that is too large for others is alone.
   */
  static List<List<Part.Right>> divide(List<Part.Right> events) {
    List<List<Part.Right>> transactions = new ArrayList<>();
    List<Part.Right> together = new ArrayList<>();
    Size size = Size.NONE;
    for (Part.Right event : events) {
      Size with = size.with(event);
      if (!together.isEmpty() && !with.fits()) {
        transactions.add(together);
        together = new ArrayList<>();
        with = Size.NONE.with(event);
      }
      together.add(event);
      size = with;
    }
    if (!together.isEmpty()) {
      transactions.add(together);
    }
    return transactions;
  }

  /** How many keys a capture of these writes at most, its own included. */
  static int keys(List<Part.Right> events) {
    return events.stream().mapToInt(Part.Right::keys).sum() + 1;
  }

  /** Why these cannot be captured in one transaction; nothing if they can. */
  static Optional<String> tooMuchForOne(List<Part.Right> events) {
    if (divide(events).size() <= 1) {
      return Optional.empty();
    }
    return Optional.of(
        ("what is rolled back together has to fit one transaction: expected events that write at"
                + " most %d keys and have at most %d characters together, found %d keys and %d"
                + " characters; send less in a document, or let it proceed")
            .formatted(
                Capture.MAX_KEYS,
                MAX_TOGETHER,
                keys(events),
                events.stream().mapToInt(event -> event.text().length()).sum()));
  }

  private record Size(int keys, int characters) {
    /** The key of the capture. */
    static final Size NONE = new Size(1, 0);

    Size with(Part.Right event) {
      return new Size(keys + event.keys(), characters + event.text().length() + 1);
    }

    boolean fits() {
      return keys <= Capture.MAX_KEYS && characters <= MAX_TOGETHER;
    }
  }
}
