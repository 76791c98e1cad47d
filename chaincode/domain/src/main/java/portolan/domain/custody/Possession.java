// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Epc;

/**
 * Where one object stands.
 *
 * <p>While it is packed, its custodian and disposition are those of the outermost parent, and what
 * is stored here is from before; its own events go on when it is unpacked.
 *
 * @param custodian the member that holds it, or held it before it was packed
 * @param receiver the member it has left for and that has not yet taken it
 * @param disposition CBV 2.0 word or URI
 * @param parent what it is packed in
 * @param events ids of its own events, each with the member that captured it, in the order of
 *     capture
 * @param packings when it was in which parent, in order; the last one can be open
 */
public record Possession(
    Epc epc,
    String custodian,
    Optional<String> receiver,
    String disposition,
    Optional<Epc> parent,
    List<String> events,
    List<Packing> packings) {
  /** Most events of one object. */
  public static final int MAX_EVENTS = 1000;

  private static final Format TEXT = Format.of("a text", ".{1,300}", 300);

  /**
   * A stay in a parent.
   *
   * @param from id of the event that packed it
   * @param to id of the event that unpacked it, if it was
   */
  public record Packing(Epc parent, String from, Optional<String> to) {

    private static Packing fromJson(Fields fields) {
      return new Packing(
          Epc.of(fields.path("parent"), fields.text("parent", TEXT)),
          fields.text("from", TEXT),
          fields.optionalText("to", TEXT));
    }

    private JsonObject toJson() {
      JsonObject.Builder json = Json.object().put("parent", parent.canonical()).put("from", from);
      to.ifPresent(id -> json.put("to", id));
      return json.build();
    }
  }

  /** Copies the lists. */
  public Possession {
    events = List.copyOf(events);
    packings = List.copyOf(packings);
  }

  /** An object that begins to be known with this event. */
  static Possession begin(Epc epc, String custodian, EventHeader event, String disposition) {
    return new Possession(
        epc,
        custodian,
        Optional.empty(),
        event.disposition().orElse(disposition),
        Optional.empty(),
        List.of(event.eventId()),
        List.of());
  }

  Possession observed(EventHeader event, String disposition) {
    return with(custodian, receiver, event.disposition().orElse(disposition), parent, event);
  }

  Possession packedInto(Epc outer, EventHeader event) {
    Possession packed = with(custodian, receiver, disposition, Optional.of(outer), event);
    List<Packing> stays = new ArrayList<>(packings);
    stays.add(new Packing(outer, event.eventId(), Optional.empty()));
    return packed.withPackings(stays);
  }

  Possession unpackedBy(String holder, EventHeader event) {
    String now = event.disposition().orElse("in_progress");
    Possession unpacked = with(holder, Optional.empty(), now, Optional.empty(), event);
    List<Packing> stays = new ArrayList<>(packings);
    Packing last = stays.removeLast();
    stays.add(new Packing(last.parent(), last.from(), Optional.of(event.eventId())));
    return unpacked.withPackings(stays);
  }

  Possession shippedTo(String member, EventHeader event) {
    String now = event.disposition().orElse("in_transit");
    return with(custodian, Optional.of(member), now, parent, event);
  }

  Possession receivedBy(String member, EventHeader event) {
    String now = event.disposition().orElse("in_progress");
    return with(member, Optional.empty(), now, parent, event);
  }

  private Possession with(
      String holder, Optional<String> next, String now, Optional<Epc> outer, EventHeader event) {
    List<String> ids = new ArrayList<>(events);
    ids.add(event.eventId());
    return new Possession(epc, holder, next, now, outer, ids, packings);
  }

  private Possession withPackings(List<Packing> stays) {
    return new Possession(epc, custodian, receiver, disposition, parent, events, stays);
  }

  /** Reads the form on the ledger. */
  public static Possession fromJson(Fields fields) {
    return new Possession(
        Epc.of(fields.path("epc"), fields.text("epc", TEXT)),
        fields.text("custodian", Format.MEMBER),
        fields.optionalText("receiver", Format.MEMBER),
        fields.text("disposition", TEXT),
        fields.optionalText("parent", TEXT).map(text -> Epc.of(fields.path("parent"), text)),
        fields.texts("events", 1, MAX_EVENTS, TEXT),
        fields.objects("packings", 0, MAX_EVENTS).stream().map(Packing::fromJson).toList());
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object()
            .put("epc", epc.canonical())
            .put("custodian", custodian)
            .put("disposition", disposition)
            .putTexts("events", events)
            .putAll("packings", packings.stream().map(Packing::toJson).toList());
    receiver.ifPresent(member -> json.put("receiver", member));
    parent.ifPresent(outer -> json.put("parent", outer.canonical()));
    return json.build();
  }
}
