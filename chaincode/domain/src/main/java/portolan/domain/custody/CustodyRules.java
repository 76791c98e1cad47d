// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Sgtin;
import portolan.domain.gs1.Sscc;
import portolan.domain.worldstate.RefusalCode;

/**
 * The rules of possession. An event is accepted as a whole or not at all.
 *
 * <ul>
 *   <li>A unit is commissioned once, by the member that registered its product, who then holds it.
 *   <li>Only who holds an object packs, unpacks or ships it, and not while it is on its way.
 *   <li>An object is in at most one parent. What is packed moves with the outermost parent: it is
 *       not shipped or packed by itself, and nothing is added to it or taken from it.
 *   <li>An order that an event names has been placed.
 *   <li>Shipping names a receiver; the sender holds the goods until that member, and no other, has
 *       received them.
 * </ul>
 *
 * <p>So nothing can be inside itself: a parent that takes a child is in no parent, hence never in
 * that child.
 */
public final class CustodyRules {

  /** What the rules look up. */
  public interface World {
    /** The object's state, nothing if it was never seen. */
    Optional<Possession> find(Epc epc);

    /** The member that registered the product, nothing if nobody did. */
    Optional<String> productOwner(Gtin gtin);

    /** Whether this member can take possession of goods. */
    boolean canReceive(String member);

    /** Whether there is an order of this id. */
    boolean hasOrder(String orderId);
  }

  private final String path;
  private final String actor;
  private final World world;
  private final Map<Epc, Possession> changed = new LinkedHashMap<>();

  private CustodyRules(String path, String actor, World world) {
    this.path = path;
    this.actor = actor;
    this.world = world;
  }

  /**
   * Applies an event.
   *
   * @param path path of the event in the call, for refusals
   * @param actor the member that captures it
   * @return the objects that changed, with their new state
   * @throws RefusedException {@code NOT_FOUND}, {@code PERMISSION_DENIED}, {@code
   *     ALREADY_COMMISSIONED}, {@code ALREADY_PACKED}, {@code NOT_PACKED}, {@code PACKED}, {@code
   *     IN_TRANSIT}, {@code NOT_IN_TRANSIT}, {@code TOO_MANY_EVENTS}, naming the object at fault
   */
  public static Map<Epc, Possession> apply(
      CustodyEvent event, String path, String actor, World world) {
    CustodyRules rules = new CustodyRules(path, actor, world);
    rules.requireOrders(event.header().orders());
    switch (event) {
      case CustodyEvent.Commission commission -> rules.commission(commission);
      case CustodyEvent.Pack pack -> rules.pack(pack);
      case CustodyEvent.Unpack unpack -> rules.unpack(unpack);
      case CustodyEvent.Ship ship -> rules.ship(ship);
      case CustodyEvent.Receive receive -> rules.receive(receive);
    }
    return rules.changed;
  }

  private void requireOrders(List<String> orders) {
    for (String order : orders) {
      if (!world.hasOrder(order)) {
        throw refuse(RefusalCode.NOT_FOUND, "bizTransactionList", "no order is placed as " + order);
      }
    }
  }

  private EventHeader recorded(CustodyEvent event) {
    return event.header().capturedBy(actor);
  }

  private void commission(CustodyEvent.Commission event) {
    List<Sgtin> epcs = event.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      Sgtin epc = epcs.get(i);
      String field = "epcList[" + i + "]";
      String owner =
          world
              .productOwner(epc.gtin())
              .orElseThrow(
                  () ->
                      refuse(
                          RefusalCode.NOT_FOUND,
                          field,
                          "no product is registered as " + epc.gtin()));
      if (!owner.equals(actor)) {
        throw refuse(
            RefusalCode.PERMISSION_DENIED,
            field,
            "expected the member that registered the product, " + owner);
      }
      if (world.find(epc).isPresent()) {
        throw refuse(RefusalCode.ALREADY_COMMISSIONED, field, epc + " was commissioned before");
      }
      changed.put(epc, Possession.begin(epc, actor, recorded(event), "active"));
    }
  }

  private void pack(CustodyEvent.Pack event) {
    Epc parent = event.parent();
    Optional<Possession> known = world.find(parent);
    if (known.isEmpty() && parent instanceof Sscc) {
      changed.put(parent, Possession.begin(parent, actor, recorded(event), "in_progress"));
    } else {
      Possession outer = held(parent, "parentID", known);
      changed.put(parent, outer.observed(recorded(event), "in_progress"));
    }
    List<Epc> children = event.children();
    for (int i = 0; i < children.size(); i++) {
      String field = "childEPCs[" + i + "]";
      Epc epc = children.get(i);
      Optional<Possession> child = world.find(epc);
      if (child.flatMap(Possession::parent).isPresent()) {
        throw refuse(
            RefusalCode.ALREADY_PACKED,
            field,
            epc + " is in " + child.flatMap(Possession::parent).get());
      }
      changed.put(epc, held(epc, field, child).packedInto(parent, recorded(event)));
    }
  }

  private void unpack(CustodyEvent.Unpack event) {
    Epc parent = event.parent();
    Possession outer = held(parent, "parentID", world.find(parent));
    changed.put(parent, outer.observed(recorded(event), "in_progress"));
    List<Epc> children = event.children();
    for (int i = 0; i < children.size(); i++) {
      String field = "childEPCs[" + i + "]";
      Possession child = known(children.get(i), field, world.find(children.get(i)));
      if (!child.parent().equals(Optional.of(parent))) {
        throw refuse(RefusalCode.NOT_PACKED, field, children.get(i) + " is not in " + parent);
      }
      changed.put(children.get(i), child.unpackedBy(outer.custodian(), recorded(event)));
    }
  }

  private void ship(CustodyEvent.Ship event) {
    if (!world.canReceive(event.receiver())) {
      throw refuse(
          RefusalCode.NOT_FOUND,
          "destinationList",
          "expected a registered member that handles goods as receiver, found " + event.receiver());
    }
    List<Epc> epcs = event.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      Possession held = held(epcs.get(i), "epcList[" + i + "]", world.find(epcs.get(i)));
      changed.put(epcs.get(i), held.shippedTo(event.receiver(), recorded(event)));
    }
  }

  private void receive(CustodyEvent.Receive event) {
    List<Epc> epcs = event.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      String field = "epcList[" + i + "]";
      Possession sent = known(epcs.get(i), field, world.find(epcs.get(i)));
      requireUnpacked(sent, field);
      String receiver =
          sent.receiver()
              .orElseThrow(
                  () -> refuse(RefusalCode.NOT_IN_TRANSIT, field, sent.epc() + " was not shipped"));
      if (!receiver.equals(actor)) {
        throw refuse(
            RefusalCode.PERMISSION_DENIED,
            field,
            "expected the member it was shipped to, " + receiver);
      }
      changed.put(epcs.get(i), sent.receivedBy(actor, recorded(event)));
    }
  }

  /** The state of an object that the actor holds, that is in no parent and not on its way. */
  private Possession held(Epc epc, String field, Optional<Possession> found) {
    Possession possession = known(epc, field, found);
    requireUnpacked(possession, field);
    if (!possession.custodian().equals(actor)) {
      throw refuse(
          RefusalCode.PERMISSION_DENIED,
          field,
          "expected the member that holds it, " + possession.custodian());
    }
    if (possession.receiver().isPresent()) {
      throw refuse(
          RefusalCode.IN_TRANSIT, field, epc + " is on its way to " + possession.receiver().get());
    }
    return possession;
  }

  private Possession known(Epc epc, String field, Optional<Possession> found) {
    Possession possession =
        found.orElseThrow(() -> refuse(RefusalCode.NOT_FOUND, field, epc + " was never seen"));
    if (possession.events().size() >= Possession.MAX_EVENTS) {
      throw refuse(
          RefusalCode.TOO_MANY_EVENTS,
          field,
          "expected at most " + Possession.MAX_EVENTS + " of " + epc);
    }
    return possession;
  }

  private void requireUnpacked(Possession possession, String field) {
    if (possession.parent().isPresent()) {
      throw refuse(
          RefusalCode.PACKED,
          field,
          possession.epc()
              + " is in "
              + possession.parent().get()
              + " and moves with it; unpack it first");
    }
  }

  private RefusedException refuse(RefusalCode code, String field, String message) {
    return new Refusal(code, path + "." + field, message).toException();
  }
}
