// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.custody.Capture;
import portolan.domain.custody.CaptureAnchor;
import portolan.domain.custody.CaptureResults;
import portolan.domain.custody.CapturedEvent;
import portolan.domain.custody.Changes;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.custody.CustodyRules;
import portolan.domain.custody.EventHeader;
import portolan.domain.custody.EventMark;
import portolan.domain.custody.Footprint;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.epcis.ErrorDeclaration;
import portolan.domain.group.ItemResult;
import portolan.domain.group.Warning;
import portolan.domain.gs1.Epc;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.WarningCode;

/**
 * Captures EPCIS events: changes who holds what, and anchors each capture under a key of its own.
 * The events themselves are in the transactions. What only is seen has no key.
 *
 * <p>An event is known again by the key of its capture, if it comes with the same others. By itself
 * it is known by its own key, if it is {@linkplain Footprint#isRemembered remembered}; else by the
 * objects that it has changed: they carry it as their last one, or an older event than their last
 * one is in their history. What changes no object can be captured twice in two captures; then the
 * ledger has it twice, with the same hash.
 */
final class EventCapture extends GroupFunction<EventCapture.Captured> {
  /** Roles that handle goods, and so capture events and can be sent goods. */
  static final Set<Role> ROLES = EnumSet.of(Role.SUPPLIER, Role.LOGISTICS, Role.PLATFORM);

  /** How far an event may be ahead of the transaction: clocks differ. */
  private static final Duration MAX_AHEAD = Duration.ofSeconds(10);

  private final LedgerWorld world;

  /** Marks of what this transaction has captured without a key of its own. */
  private final Set<String> seen = new HashSet<>();

  /** Keys that the captures before may have written. */
  private int keys;

  /** A capture and its events. */
  record Captured(Fields fields, Capture capture, List<Part> parts, int keys) {}

  /** An event of a capture, as far as it can be read. */
  sealed interface Part {
    /** {@link EventMark} of it. */
    String mark();

    /** Where it is in the call. */
    String path();

    /** An event. */
    record Read(Fields fields, CustodyEvent event, String mark) implements Part {
      @Override
      public String path() {
        return fields.path();
      }
    }

    /** What is none. */
    record Faulty(String path, Refusal refusal, String mark) implements Part {}
  }

  EventCapture(Transaction transaction) {
    super(transaction);
    this.world = new LedgerWorld(transaction);
  }

  @Override
  protected Captured read(Item item) {
    Capture capture = Capture.fromJson(item.fields());
    List<Part> parts = new ArrayList<>(capture.events().size());
    // That of the capture.
    int written = 1;
    for (int i = 0; i < capture.events().size(); i++) {
      Part part = read(Capture.path(item.fields(), i), capture.events().get(i));
      parts.add(part);
      if (part instanceof Part.Read read) {
        written += Footprint.keys(read.event());
      }
    }
    if (written > Capture.MAX_KEYS && parts.size() > 1) {
      throw item.fields()
          .refuse(
              RefusalCode.INVALID_ARGUMENT,
              Capture.EVENTS,
              "expected events that write at most "
                  + Capture.MAX_KEYS
                  + " keys together, or a single event, found "
                  + written
                  + " keys"
                  + (capture.rollback()
                      ? ": what is rolled back together fits one transaction"
                      : "; send several captures"));
    }
    return new Captured(item.fields(), capture, parts, written);
  }

  private static Part read(String path, Json json) {
    try {
      Fields fields = Fields.of(path, json);
      CustodyEvent event = CustodyEvent.fromJson(fields);
      return new Part.Read(fields, event, EventMark.of(event.header()));
    } catch (RefusedException e) {
      return new Part.Faulty(path, e.refusal().within(path), EventMark.ofUnread(json));
    }
  }

  @Override
  protected Collection<String> keys(Captured captured) {
    List<String> all = new ArrayList<>();
    all.add(keyOf(captured.parts()));
    for (Part part : captured.parts()) {
      if (part instanceof Part.Read read) {
        all.addAll(CaptureKeys.of(read.event(), transaction.caller()));
        if (hasKey(read.event())) {
          all.add(keyOf(read.event().header()));
        }
      }
    }
    return all;
  }

  /** What is only seen, under its hash, has none: it cannot be anything else. */
  private static boolean hasKey(CustodyEvent event) {
    return Footprint.isRemembered(event)
        || event.header().declaration().isPresent()
        || !Footprint.objects(event).isEmpty();
  }

  @Override
  protected void prepare(List<Captured> captured) {
    world.fetchParents(
        captured.stream()
            .flatMap(c -> c.parts().stream())
            .flatMap(
                part ->
                    switch (part) {
                      case Part.Read read -> Footprint.objects(read.event()).stream();
                      case Part.Faulty faulty -> Stream.<Epc>empty();
                    })
            .toList());
    world.fetchRecalls(
        captured.stream()
            .flatMap(c -> c.parts().stream())
            .flatMap(
                part ->
                    switch (part) {
                      case Part.Read read -> Stream.of(read.event());
                      case Part.Faulty faulty -> Stream.<CustodyEvent>empty();
                    })
            .toList());
  }

  @Override
  protected ItemResult apply(Captured captured) {
    if (keys > 0 && keys + captured.keys() > Capture.MAX_KEYS) {
      throw captured
          .fields()
          .refuse(
              RefusalCode.INVALID_ARGUMENT,
              Capture.EVENTS,
              "expected captures that write at most "
                  + Capture.MAX_KEYS
                  + " keys in one transaction; send this one in another");
    }
    keys += captured.keys();
    return CaptureResults.toItem(events(captured.capture(), captured.parts()));
  }

  private List<ItemResult> events(Capture capture, List<Part> parts) {
    String key = keyOf(parts);
    Optional<CaptureAnchor> before = transaction.ledger().find(key).map(CaptureAnchor::fromJson);
    if (before.isPresent()) {
      return again(capture, parts, before.get());
    }
    List<ItemResult> results = capture.rollback() ? allOrNone(parts) : each(parts);
    List<String> captured = new ArrayList<>();
    List<Integer> refused = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      switch (results.get(i)) {
        case ItemResult.Accepted accepted -> {
          if (!accepted.existing()) {
            captured.add(parts.get(i).mark());
          }
        }
        case ItemResult.Refused none -> refused.add(i);
      }
    }
    if (!captured.isEmpty()) {
      transaction
          .ledger()
          .write(key, CaptureAnchor.over(capture.salt(), captured, refused).toJson());
    }
    return results;
  }

  /** The same capture once more: what was refused is a capture of its own now. */
  private List<ItemResult> again(Capture capture, List<Part> parts, CaptureAnchor before) {
    List<ItemResult> results = new ArrayList<>();
    parts.forEach(part -> results.add(ItemResult.Accepted.before()));
    List<Integer> places =
        before.refused().stream().filter(place -> place < parts.size()).distinct().toList();
    if (!places.isEmpty() && places.size() < parts.size()) {
      List<ItemResult> now = events(capture, places.stream().map(parts::get).toList());
      for (int i = 0; i < places.size(); i++) {
        results.set(places.get(i), now.get(i));
      }
    }
    return results;
  }

  private List<ItemResult> each(List<Part> parts) {
    return parts.stream().map(this::event).toList();
  }

  private List<ItemResult> allOrNone(List<Part> parts) {
    LedgerWorld.Snapshot snapshot = world.snapshot();
    Set<String> seenBefore = Set.copyOf(seen);
    List<ItemResult> results = each(parts);
    if (results.stream().noneMatch(ItemResult.Refused.class::isInstance)) {
      return results;
    }
    world.restore(snapshot);
    seen.retainAll(seenBefore);
    List<ItemResult> none = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      none.add(
          results.get(i) instanceof ItemResult.Refused refused
              ? refused
              : new ItemResult.Refused(
                  new Refusal(
                      RefusalCode.ROLLED_BACK,
                      parts.get(i).path(),
                      "another event of the capture is refused")));
    }
    return none;
  }

  /** Nothing of an event is written before all of it is accepted. */
  private ItemResult event(Part part) {
    return switch (part) {
      case Part.Faulty faulty -> new ItemResult.Refused(faulty.refusal());
      case Part.Read read -> {
        try {
          yield capture(read);
        } catch (RefusedException e) {
          yield new ItemResult.Refused(e.refusal().within(read.path()));
        }
      }
    };
  }

  private ItemResult.Accepted capture(Part.Read read) {
    CustodyEvent event = read.event();
    EventHeader header = event.header();
    requireTime(read.fields(), "eventTime", header.eventTime());
    Optional<CapturedEvent> stored =
        hasKey(event)
            ? transaction.ledger().find(keyOf(header)).map(CapturedEvent::fromJson)
            : Optional.empty();
    stored
        .filter(before -> !before.identity().equals(header.identity()))
        .ifPresent(
            before -> {
              throw read.fields()
                  .refuse(
                      RefusalCode.ALREADY_EXISTS,
                      "eventID",
                      "this eventID was captured with other content");
            });
    if (header.declaration().isPresent()) {
      return declare(read, header.declaration().get(), stored);
    }
    boolean isRemembered = Footprint.isRemembered(event);
    if (stored.isPresent() || (!isRemembered && wasCaptured(read))) {
      return ItemResult.Accepted.before();
    }
    Changes changes = CustodyRules.apply(event, read.path(), transaction.caller(), world);
    write(header, changes, !isRemembered);
    if (isRemembered) {
      remember(header, new CapturedEvent(header.identity(), Optional.empty(), changes.isNone()));
    } else {
      seen.add(read.mark());
    }
    return ItemResult.Accepted.now(changes.warnings());
  }

  private boolean wasCaptured(Part.Read read) {
    return seen.contains(read.mark()) || hasChanged(read.event());
  }

  /**
   * Whether an event that is not remembered has changed the objects that it names. The first one it
   * has changed for sure, and that one's last change is not older since: only who is not newer can
   * have been before. But for a claim, which leaves the time of the last change as it was.
   */
  private boolean hasChanged(CustodyEvent event) {
    String identity = event.header().by(transaction.caller()).identity();
    List<Epc> objects = Footprint.objects(event);
    boolean isLast =
        objects.stream()
            .anyMatch(epc -> world.find(epc).filter(s -> s.last().equals(identity)).isPresent());
    return isLast
        || objects.stream()
            .findFirst()
            .filter(
                epc ->
                    world
                        .find(epc)
                        .filter(
                            s ->
                                event instanceof CustodyEvent.Receive
                                    || !event.header().eventTime().isAfter(s.since()))
                        .isPresent())
            .filter(epc -> world.wasChangedBy(epc, identity))
            .isPresent();
  }

  /** EPCIS 2.0, section 7.4.1.3: the same eventID, otherwise identical, never a duplicate. */
  private ItemResult.Accepted declare(
      Part.Read read, ErrorDeclaration declaration, Optional<CapturedEvent> stored) {
    Fields fields = read.fields();
    CustodyEvent event = read.event();
    EventHeader header = event.header();
    requireTime(
        fields.object("errorDeclaration"), "declarationTime", declaration.declarationTime());
    if (stored.isEmpty() && Footprint.isRemembered(event)) {
      throw fields.refuse(
          RefusalCode.NOT_FOUND,
          "eventID",
          "expected the eventID of an event that this member has captured");
    }
    CapturedEvent captured =
        stored.orElseGet(
            () -> new CapturedEvent(header.identity(), Optional.empty(), !hasChanged(event)));
    if (captured.declaration().equals(Optional.of(CapturedEvent.identity(declaration)))) {
      return ItemResult.Accepted.before();
    }
    if (captured.declaration().isPresent()) {
      remember(header, captured.declaredWrong(declaration));
      return ItemResult.Accepted.now(
          List.of(
              new Warning(
                  WarningCode.SUPERSEDED,
                  fields.path("errorDeclaration"),
                  "the event was declared wrong before: the declaration is kept and changes"
                      + " nothing")));
    }
    if (captured.changedNothing()) {
      remember(header, captured.declaredWrong(declaration));
      return ItemResult.Accepted.now();
    }
    Changes changes = CustodyRules.undo(event, fields.path(), transaction.caller(), world);
    write(header, changes, false);
    remember(header, captured.declaredWrong(declaration));
    return ItemResult.Accepted.now(changes.warnings());
  }

  private void requireTime(Fields fields, String name, Instant time) {
    if (time.isAfter(transaction.timestamp().plus(MAX_AHEAD))) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT,
          name,
          "expected a time that is not after that of the transaction");
    }
  }

  /** With the identity of the event, if the objects alone tell of it. */
  private void write(EventHeader header, Changes changes, boolean objectsTell) {
    world.write(
        changes,
        objectsTell ? Optional.of(header.by(transaction.caller()).identity()) : Optional.empty());
  }

  private void remember(EventHeader header, CapturedEvent event) {
    transaction.ledger().write(keyOf(header), event.toJson());
  }

  private String keyOf(EventHeader header) {
    return ProvenanceKeys.event(header.recordedId(transaction.caller()));
  }

  private String keyOf(List<Part> parts) {
    return ProvenanceKeys.capture(
        transaction.caller(),
        Capture.id(transaction.caller(), parts.stream().map(Part::mark).toList()));
  }
}
