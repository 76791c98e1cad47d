// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import portolan.domain.custody.Capture;
import portolan.domain.custody.CaptureResults;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.epcis.Action;
import portolan.domain.epcis.Context;
import portolan.domain.epcis.Event;
import portolan.domain.epcis.EventReader;
import portolan.domain.epcis.EventType;
import portolan.domain.epcis.Fault;
import portolan.domain.epcis.Quantity;
import portolan.domain.epcis.Thing;
import portolan.domain.epcis.TypedReference;
import portolan.domain.group.Argument;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;
import portolan.domain.order.OrderUrn;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.WarningCode;
import portolan.gateway.block.CommittedBlock;

/** Reads the events that a transaction has captured, from what was called and answered. */
final class CaptureReading {
  /** Warnings of events that are kept and change nothing. */
  private static final Set<String> KEPT_ONLY =
      Set.of(WarningCode.LATE.name(), WarningCode.SUPERSEDED.name());

  private static final String EARLIER = "event";

  private CaptureReading() {}

  /** Those that it captured now, in the order of its items: not refused, and not there before. */
  static List<CapturedEvent> read(CommittedBlock.Transaction transaction) {
    CommittedBlock.Call call = transaction.call();
    if (!call.chaincode().equals(ProvenanceFunction.CHAINCODE)
        || !call.function().equals(ProvenanceFunction.CAPTURE.functionName())
        || call.arguments().isEmpty()) {
      return List.of();
    }
    List<Json> items =
        Group.items(
            Fields.parse("argument", Argument.json(call.arguments().getFirst().toByteArray())));
    List<ItemResult> results = ItemResult.parse(call.response().toByteArray());
    if (items.size() != results.size()) {
      throw new UnreadableCaptureException(
          "transaction %s has %d items and %d results"
              .formatted(transaction.id(), items.size(), results.size()));
    }
    List<CapturedEvent> events = new ArrayList<>();
    int place = 0;
    for (int i = 0; i < items.size(); i++) {
      Fields item = Fields.of(Group.path(i), items.get(i));
      List<Json> parts = parts(item);
      List<ItemResult> answers = CaptureResults.ofEvents(results.get(i), parts.size());
      for (int j = 0; j < parts.size(); j++) {
        if (answers.get(j) instanceof ItemResult.Accepted accepted && !accepted.existing()) {
          String path = Capture.path(item, j);
          EventReader.Reading read =
              EventReader.read(Fields.of(path, parts.get(j)).json(), "", Context.EPCIS, Set.of());
          if (read.event().isEmpty()) {
            throw unknown(transaction, path, read.faults().getFirst());
          }
          events.add(
              requireFits(of(place, call.caller(), read.event().get(), isFollowed(accepted))));
        }
        place++;
      }
    }
    return events;
  }

  /** The events of an item; a contract of an earlier release took one. */
  private static List<Json> parts(Fields item) {
    return item.has(EARLIER)
        ? List.of(item.object(EARLIER).json())
        : Capture.fromJson(item).events();
  }

  /** Our contracts take nothing longer; the columns of the index are as long. */
  private static CapturedEvent requireFits(CapturedEvent event) {
    boolean fits =
        Stream.concat(
                    Stream.of(event.eventId(), event.bizStep(), event.readPoint()),
                    event.namings().stream().map(Naming::name))
                .allMatch(text -> text.length() <= IndexTables.MAX_TEXT)
            && event.capturedBy().length() <= IndexTables.MAX_MEMBER
            && event.timeText().length() <= IndexTables.MAX_TIME;
    if (!fits) {
      throw new UnreadableCaptureException(
          "event " + event.item() + " has texts that are too long");
    }
    return event;
  }

  /** A contract of another release has read it. */
  private static UnreadableCaptureException unknown(
      CommittedBlock.Transaction transaction, String path, Fault fault) {
    return new UnreadableCaptureException(
        "transaction %s captured what this gateway does not know: %s: %s"
            .formatted(
                transaction.id(), EventReader.field(path, fault.pointer()), fault.expected()));
  }

  private static boolean isFollowed(ItemResult.Accepted accepted) {
    return accepted.warnings().stream().noneMatch(w -> KEPT_ONLY.contains(w.code()));
  }

  private static CapturedEvent of(int item, String caller, Event event, boolean follows) {
    return new CapturedEvent(
        item,
        caller,
        event.eventId(),
        event.hash(),
        event.eventTime(),
        text(event.json(), "eventTime"),
        event.type().word(),
        event.action().map(Action::name).orElse(""),
        event.bizStep().orElse(""),
        event.readPoint().orElse(""),
        event
            .errorDeclaration()
            .map(
                its ->
                    new CapturedEvent.Declaration(
                        its.declarationTime().toString(), its.reason().orElse(""))),
        follows,
        namings(event),
        ByteString.copyFrom(withId(event).canonicalBytes()));
  }

  /** An eventID that is the hash of its event need not be in the transaction. */
  private static JsonObject withId(Event event) {
    return event.json().member("eventID").isPresent()
        ? event.json()
        : event.json().toBuilder().put("eventID", event.eventId()).build();
  }

  private static List<Naming> namings(Event event) {
    List<Naming> namings = new ArrayList<>();
    Role many =
        switch (event.type()) {
          case OBJECT, TRANSACTION -> Role.SUBJECT;
          case AGGREGATION, ASSOCIATION -> Role.CHILD;
          case TRANSFORMATION -> Role.INPUT;
        };
    event.parent().ifPresent(parent -> namings.add(Naming.of(Role.PARENT, parent.id())));
    add(namings, many, event.epcs(), event.quantities());
    if (event.type() == EventType.TRANSFORMATION) {
      add(namings, Role.OUTPUT, event.outputs(), event.outputQuantities());
      event.transformationId().ifPresent(id -> namings.add(Naming.of(Role.TRANSFORMATION, id)));
    }
    event.transactions().stream()
        .map(TypedReference::value)
        .flatMap(value -> OrderUrn.orderId(value).stream())
        .distinct()
        .forEach(order -> namings.add(Naming.of(Role.ORDER, order)));
    return namings;
  }

  private static void add(
      List<Naming> namings, Role role, List<Thing> things, List<Quantity> quantities) {
    things.forEach(thing -> namings.add(Naming.of(role, thing.id())));
    quantities.forEach(q -> namings.add(new Naming(role, q.epcClass().id(), q.amount(), q.unit())));
  }

  private static String text(JsonObject json, String name) {
    return json.member(name).orElse(null) instanceof JsonText text ? text.value() : "";
  }
}
