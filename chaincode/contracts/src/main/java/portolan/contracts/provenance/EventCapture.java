// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.custody.CapturedEvent;
import portolan.domain.custody.Changes;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.custody.CustodyRules;
import portolan.domain.custody.EventHeader;
import portolan.domain.encoding.Fields;
import portolan.domain.epcis.ErrorDeclaration;
import portolan.domain.group.ItemResult;
import portolan.domain.group.Warning;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.WarningCode;

/**
 * Captures EPCIS events: stores by what each one is known again, and what it changes in who holds
 * what. The events themselves are in the transactions.
 */
final class EventCapture extends GroupFunction<EventCapture.Captured> {
  /** Roles that handle goods, and so capture events and can be sent goods. */
  static final Set<Role> ROLES = EnumSet.of(Role.SUPPLIER, Role.LOGISTICS, Role.PLATFORM);

  /** How far an event may be ahead of the transaction: clocks differ. */
  private static final Duration MAX_AHEAD = Duration.ofSeconds(10);

  private final LedgerWorld world;

  /** An event and where it is in the call. */
  record Captured(Fields fields, CustodyEvent event) {}

  EventCapture(Transaction transaction) {
    super(transaction);
    this.world = new LedgerWorld(transaction);
  }

  @Override
  protected Captured read(Item item) {
    Fields event = item.fields().object("event");
    item.fields().end();
    return new Captured(event, CustodyEvent.fromJson(event));
  }

  @Override
  protected Collection<String> keys(Captured captured) {
    List<String> keys = CaptureKeys.of(captured.event(), transaction.caller());
    keys.add(keyOf(captured.event().header()));
    return keys;
  }

  @Override
  protected void prepare(List<Captured> captured) {
    world.fetchParents(
        captured.stream().flatMap(c -> CaptureKeys.objects(c.event()).stream()).toList());
    world.fetchRecalls(captured.stream().map(Captured::event).toList());
  }

  @Override
  protected ItemResult.Accepted apply(Captured captured) {
    EventHeader header = captured.event().header();
    requireTime(captured.fields(), "eventTime", header.eventTime());
    Optional<CapturedEvent> stored =
        transaction.ledger().find(keyOf(header)).map(CapturedEvent::fromJson);
    stored
        .filter(before -> !before.identity().equals(header.identity()))
        .ifPresent(
            before -> {
              throw captured
                  .fields()
                  .refuse(
                      RefusalCode.ALREADY_EXISTS,
                      "eventID",
                      "this eventID was captured with other content");
            });
    if (header.declaration().isPresent()) {
      return declare(captured, header.declaration().get(), stored);
    }
    if (stored.isPresent()) {
      return ItemResult.Accepted.before();
    }
    Changes changes =
        CustodyRules.apply(captured.event(), captured.fields().path(), transaction.caller(), world);
    world.write(changes);
    remember(header, new CapturedEvent(header.identity(), Optional.empty(), changes.isNone()));
    return ItemResult.Accepted.now(changes.warnings());
  }

  /** EPCIS 2.0, section 7.4.1.3: the same eventID, otherwise identical, never a duplicate. */
  private ItemResult.Accepted declare(
      Captured captured, ErrorDeclaration declaration, Optional<CapturedEvent> stored) {
    Fields fields = captured.fields();
    EventHeader header = captured.event().header();
    requireTime(
        fields.object("errorDeclaration"), "declarationTime", declaration.declarationTime());
    CapturedEvent event =
        stored.orElseThrow(
            () ->
                fields.refuse(
                    RefusalCode.NOT_FOUND,
                    "eventID",
                    "expected the eventID of an event that this member has captured"));
    if (event.declaration().equals(Optional.of(CapturedEvent.identity(declaration)))) {
      return ItemResult.Accepted.before();
    }
    remember(header, event.declaredWrong(declaration));
    if (event.declaration().isPresent()) {
      return ItemResult.Accepted.now(
          List.of(
              new Warning(
                  WarningCode.SUPERSEDED,
                  fields.path("errorDeclaration"),
                  "the event was declared wrong before: the declaration is kept and changes"
                      + " nothing")));
    }
    if (event.changedNothing()) {
      return ItemResult.Accepted.now();
    }
    Changes changes =
        CustodyRules.undo(captured.event(), fields.path(), transaction.caller(), world);
    world.write(changes);
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

  private void remember(EventHeader header, CapturedEvent event) {
    transaction.ledger().write(keyOf(header), event.toJson());
  }

  private String keyOf(EventHeader header) {
    return ProvenanceKeys.event(EventHeader.recordedId(transaction.caller(), header.eventId()));
  }
}
