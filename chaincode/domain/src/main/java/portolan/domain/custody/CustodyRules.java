// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.domain.group.Warning;
import portolan.domain.gs1.Epc;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.WarningCode;

/**
 * The rules of custody. An event is accepted as a whole or not at all.
 *
 * <ul>
 *   <li>What begins is begun once in its life: a unit by the member that registered its product,
 *       any number by whom the holder of its company prefix lets. That member holds it.
 *   <li>Only who holds an object packs, unpacks, ships, sells, transforms or ends it, and not while
 *       it is on its way.
 *   <li>An object is in at most one parent. What is packed moves with the outermost parent: it is
 *       not shipped or packed by itself, and nothing is added to it or taken from it.
 *   <li>Shipping names a receiver; the sender holds the goods until that member, and no other, has
 *       received them. Who receives before it is shipped has a claim, which that shipping honours.
 *   <li>Some dispositions block: {@link Blocking}.
 *   <li>What a recall reaches, or has something in it that one reaches, is not packed, shipped,
 *       sold or transformed; what comes out of what is reached is reached. It can be returned,
 *       received, unpacked, destroyed and decommissioned.
 *   <li>There is never less than nothing of a lot.
 *   <li>An event is not older than the last change of what it names: a late one is kept as an
 *       observation, with a warning.
 *   <li>An order that an event names has been placed.
 *   <li>What is only seen can be anything, and anybody that handles goods can have seen it.
 * </ul>
 *
 * <p>So nothing can be inside itself: a parent that takes a child is in no parent, hence never in
 * that child.
 */
public final class CustodyRules {
  private final CustodyEvent event;
  private final Handling handling;
  private final ObjectRules objects;
  private final StockRules stocks;

  private CustodyRules(CustodyEvent event, Handling handling) {
    this.event = event;
    this.handling = handling;
    this.objects = new ObjectRules(handling);
    this.stocks = new StockRules(handling);
  }

  /**
   * Applies an event.
   *
   * @param path path of the event in the call, for refusals
   * @param actor the member that captures it
   * @throws portolan.domain.encoding.RefusedException {@code NOT_FOUND}, {@code PERMISSION_DENIED},
   *     {@code ALREADY_COMMISSIONED}, {@code ALREADY_PACKED}, {@code NOT_PACKED}, {@code PACKED},
   *     {@code IN_TRANSIT}, {@code NOT_IN_TRANSIT}, {@code ALREADY_CLAIMED}, {@code ENDED}, {@code
   *     BLOCKED}, {@code RECALLED}, {@code NOT_ENOUGH}, naming the object or quantity at fault
   */
  public static Changes apply(CustodyEvent event, String path, String actor, World world) {
    CustodyRules rules = new CustodyRules(event, new Handling(event.header(), path, actor, world));
    rules.requireOrders();
    Optional<Warning> late = rules.late();
    if (late.isPresent()) {
      if (event instanceof CustodyEvent.Transform made) {
        rules.objects.requireMayBegin(made.outputs());
        rules.stocks.requireMayBegin(made.outputs());
      }
      return Changes.none(late.get());
    }
    rules.apply();
    return rules.handling.changes();
  }

  /**
   * Takes back an event that is declared wrong, if nothing happened since to what it has changed.
   *
   * @param event the event, as it was captured
   * @param path path of the declaration in the call
   * @param actor the member that captured both
   */
  public static Changes undo(CustodyEvent event, String path, String actor, World world) {
    Handling handling = new Handling(event.header(), path, actor, world);
    return Undoing.undo(event, handling)
        ? handling.changes()
        : Changes.none(
            new Warning(
                WarningCode.SUPERSEDED,
                handling.field("errorDeclaration"),
                "something happened since to what the event has changed, or it is in other hands:"
                    + " the declaration is kept and changes nothing"));
  }

  private void requireOrders() {
    for (String order : event.header().orders()) {
      if (handling.world().partiesOf(order).isEmpty()) {
        throw handling.refuse(
            RefusalCode.NOT_FOUND, "bizTransactionList", "no order is placed as " + order);
      }
    }
  }

  private void apply() {
    switch (event) {
      case CustodyEvent.Commission e -> {
        objects.begin(e.goods(), e.lot());
        stocks.begin(e.goods());
      }
      case CustodyEvent.Decommission e -> {
        objects.end(e.goods(), e.ending());
        stocks.end(e.goods());
      }
      case CustodyEvent.Pack e -> {
        objects.pack(e.parent(), e.children());
        stocks.requireNotRecalled(e.children());
        stocks.pack(epoch(e.parent()), e.children());
      }
      case CustodyEvent.Unpack e -> {
        objects.unpack(e.parent(), e.children());
        stocks.unpack(epoch(e.parent()), e.children());
      }
      case CustodyEvent.UnpackAll e -> objects.unpackAll(e.parent());
      case CustodyEvent.Ship e -> {
        String receiver = receiver(e.receiver());
        objects.ship(e.goods(), receiver);
        if (!e.header().disposition().equals(Optional.of(Blocking.RETURNED))) {
          stocks.requireNotRecalled(e.goods());
        }
        stocks.ship(e.goods(), receiver);
      }
      case CustodyEvent.VoidShipping e -> {
        objects.voidShipping(e.goods());
        stocks.voidShipping(e.goods(), e.receiver().map(this::receiver));
      }
      case CustodyEvent.Receive e -> {
        objects.receive(e.goods(), e.accepting());
        stocks.receive(e.goods());
      }
      case CustodyEvent.Sell e -> {
        objects.sell(e.goods(), e.sold());
        stocks.requireNotRecalled(e.goods());
        stocks.end(e.goods());
      }
      case CustodyEvent.Transform e -> {
        objects.transform(e.inputs(), e.outputs(), e.lot());
        stocks.requireNotRecalled(e.inputs());
        stocks.end(e.inputs());
        stocks.begin(e.outputs());
      }
      case CustodyEvent.Shortage e -> objects.reportShortage(e.goods());
      case CustodyEvent.Mark e -> objects.mark(e.goods());
      case CustodyEvent.Observe e -> {}
    }
  }

  private Inside epoch(Epc parent) {
    return new Inside(parent, handling.find(parent).orElseThrow().now().epoch());
  }

  private String receiver(Party party) {
    Optional<String> member =
        switch (party) {
          case Party.Member named -> Optional.of(named.mspId());
          case Party.Keyed keyed -> handling.world().memberOf(keyed.key());
        };
    return member
        .filter(handling.world()::canReceive)
        .orElseThrow(
            () ->
                handling.refuse(
                    RefusalCode.NOT_FOUND,
                    "destinationList",
                    "expected a registered member that handles goods as receiver, found "
                        + switch (party) {
                          case Party.Member named -> named.mspId();
                          case Party.Keyed keyed -> keyed.key().canonical();
                        }));
  }

  // Time.

  private Optional<Warning> late() {
    return changed()
        .map(handling::find)
        .flatMap(Optional::stream)
        .filter(this::isLateFor)
        .findFirst()
        .map(
            found ->
                new Warning(
                    WarningCode.LATE,
                    handling.field("eventTime"),
                    found.epc()
                        + " has changed at "
                        + found.now().since()
                        + ": the event is kept and changes nothing"));
  }

  private Stream<Epc> changed() {
    return switch (event) {
      case CustodyEvent.Commission e -> e.goods().epcs().stream();
      case CustodyEvent.Decommission e -> e.goods().epcs().stream();
      case CustodyEvent.Pack e -> with(e.parent(), e.children().epcs());
      case CustodyEvent.Unpack e -> with(e.parent(), e.children().epcs());
      case CustodyEvent.UnpackAll e -> Stream.of(e.parent());
      case CustodyEvent.Ship e -> e.goods().epcs().stream();
      case CustodyEvent.VoidShipping e -> e.goods().epcs().stream();
      case CustodyEvent.Receive e -> e.goods().epcs().stream();
      case CustodyEvent.Sell e -> e.goods().epcs().stream();
      case CustodyEvent.Transform e ->
          Stream.concat(e.inputs().epcs().stream(), e.outputs().epcs().stream());
      case CustodyEvent.Shortage e -> e.goods().epcs().stream();
      case CustodyEvent.Mark e -> e.goods().epcs().stream();
      case CustodyEvent.Observe e -> Stream.empty();
    };
  }

  private static Stream<Epc> with(Epc parent, List<Epc> children) {
    return Stream.concat(Stream.of(parent), children.stream());
  }

  private boolean isLateFor(Handling.Found found) {
    Possession now = found.now();
    boolean older = event.header().eventTime().isBefore(now.since());
    return older
        && switch (event) {
          // What lives is not begun again, whenever that is said to have been.
          case CustodyEvent.Commission e -> now.isEnded();
          case CustodyEvent.Transform e ->
              now.isEnded() || !e.outputs().epcs().contains(found.epc());
          // Clocks differ: who receives can be earlier than who ships.
          case CustodyEvent.Receive e ->
              now.receiver().isEmpty()
                  && !(e.accepting() && now.custodian().equals(handling.actor()));
          case CustodyEvent.Decommission e -> true;
          // A parent is not changed by what goes into it: who packs one by one reports in any
          // order.
          case CustodyEvent.Pack e -> now.isEnded() || !e.parent().equals(found.epc());
          case CustodyEvent.Unpack e -> true;
          case CustodyEvent.UnpackAll e -> true;
          case CustodyEvent.Ship e -> true;
          case CustodyEvent.VoidShipping e -> true;
          case CustodyEvent.Sell e -> true;
          case CustodyEvent.Shortage e -> true;
          case CustodyEvent.Mark e -> true;
          case CustodyEvent.Observe e -> false;
        };
  }
}
