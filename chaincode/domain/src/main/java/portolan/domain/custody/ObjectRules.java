// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.List;
import java.util.Optional;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Identity;
import portolan.domain.gs1.KeyedEpc;
import portolan.domain.gs1.Sgtin;
import portolan.domain.gs1.Sscc;
import portolan.domain.gs1.UrnEpc;
import portolan.domain.recall.RecallCounts;
import portolan.domain.worldstate.RefusalCode;

/** What events do to single objects. */
final class ObjectRules {
  private static final String PARENT = "parentID";
  private static final String IN_PROGRESS = "in_progress";
  private static final String IN_TRANSIT = "in_transit";

  private final Handling handling;
  private final EventHeader event;
  private final String actor;

  ObjectRules(Handling handling) {
    this.handling = handling;
    this.event = handling.event();
    this.actor = handling.actor();
  }

  // Beginning and end.

  void begin(Goods goods, Optional<String> lot) {
    List<Epc> epcs = goods.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      begin(epcs.get(i), goods.epcField(i), lot);
    }
  }

  /** What is not taken over is judged all the same: it says what goods were made of. */
  void requireMayBegin(Goods goods) {
    List<Epc> epcs = goods.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      requireMayBegin(epcs.get(i), goods.epcField(i));
    }
  }

  private void requireMayBegin(Epc epc, String field) {
    if (epc instanceof Sgtin unit) {
      requireOwner(handling, unit.gtin(), field);
    }
    requireMayBegin(handling, epc, field);
  }

  private void begin(Epc epc, String field, Optional<String> lot) {
    requireMayBegin(epc, field);
    Optional<Handling.Found> found = handling.find(epc);
    if (found.filter(f -> !f.now().isEnded()).isPresent()) {
      throw handling.refuse(
          RefusalCode.ALREADY_COMMISSIONED, field, epc + " was commissioned before");
    }
    PossessionChange change = PossessionChange.beginning(actor, event);
    change.lot = lot;
    found.ifPresent(f -> change.epoch = f.stored().epoch());
    handling.begin(epc, found.map(Handling.Found::stored), change);
  }

  static void requireOwner(Handling handling, portolan.domain.gs1.Gtin gtin, String field) {
    String owner =
        handling
            .world()
            .productOwner(gtin)
            .orElseThrow(
                () ->
                    handling.refuse(
                        RefusalCode.NOT_FOUND, field, "no product is registered as " + gtin));
    if (!owner.equals(handling.actor())) {
      throw handling.refuse(
          RefusalCode.PERMISSION_DENIED,
          field,
          "expected the member that registered the product, " + owner);
    }
  }

  static void requireMayBegin(Handling handling, Identity key, String field) {
    if (!handling.world().mayBegin(key, handling.actor())) {
      throw handling.refuse(
          RefusalCode.PERMISSION_DENIED,
          field,
          "expected the holder of the company prefix of "
              + key
              + ", or whom it has empowered, to begin it");
    }
  }

  void end(Goods goods, String disposition) {
    List<Epc> epcs = goods.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      Handling.Found found = handling.held(epcs.get(i), goods.epcField(i));
      PossessionChange change = moved(found);
      change.disposition = event.disposition().orElse(disposition);
      end(found, change);
    }
  }

  /** What was in it is free from now on. */
  private void end(Handling.Found found, PossessionChange change) {
    change.isEnded = true;
    change.claim = Optional.empty();
    if (found.stored().isParent()) {
      endEpoch(found, change);
    }
    handling.put(found, change);
  }

  private void endEpoch(Handling.Found found, PossessionChange change) {
    Possession now = found.now();
    handling.put(
        new Inside(found.epc(), now.epoch()),
        Optional.of(
            new EpochEnd(
                now.custodian(),
                event.eventTime(),
                event.identity(),
                Blocking.of(now.disposition()).map(Blocking::word),
                now.sender(),
                now.order(),
                now.marks())));
    change.epoch = now.epoch() + 1;
    change.isParent = false;
    change.marks = change.marks.containing(RecallCounts.NONE);
  }

  // Packing.

  void pack(Epc parent, Goods children) {
    long epoch = openEpoch(parent);
    List<Epc> epcs = children.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      Epc epc = epcs.get(i);
      String field = children.epcField(i);
      Optional<Inside> within = handling.find(epc).flatMap(found -> found.now().parent());
      if (within.isPresent()) {
        throw handling.refuse(
            RefusalCode.ALREADY_PACKED, field, epc + " is in " + within.get().parent());
      }
      Handling.Found child = handling.movable(epc, field);
      PossessionChange change = moved(child);
      change.parent = Optional.of(new Inside(parent, epoch));
      change.disposition = Blocking.after(event, change.disposition, change.disposition);
      handling.put(child, change);
    }
  }

  /** A parent is written when its epoch gets its first child, and not again. */
  private long openEpoch(Epc parent) {
    Optional<Handling.Found> known = handling.find(parent);
    boolean begins = known.filter(found -> !found.now().isEnded()).isEmpty();
    if (begins && beginsWhenPacked(parent)) {
      requireMayBegin(handling, parent, PARENT);
      PossessionChange change = PossessionChange.beginning(actor, event);
      change.disposition = IN_PROGRESS;
      change.isParent = true;
      known.ifPresent(found -> change.epoch = found.stored().epoch());
      handling.begin(parent, known.map(Handling.Found::stored), change);
      return change.epoch;
    }
    Handling.Found outer = handling.movable(parent, PARENT);
    if (!outer.now().isParent()) {
      PossessionChange change = outer.change();
      change.isParent = true;
      handling.put(outer, change);
    }
    return outer.now().epoch();
  }

  /** A unit is commissioned; a pallet, a crate or a place begins when something is put into it. */
  private static boolean beginsWhenPacked(Epc parent) {
    return switch (parent) {
      case Sscc pallet -> true;
      case KeyedEpc asset -> true;
      case Sgtin unit -> false;
      case UrnEpc other -> false;
    };
  }

  void unpack(Epc parent, Goods children) {
    Handling.Found outer = handling.held(parent, PARENT);
    Inside inside = new Inside(parent, outer.now().epoch());
    Optional<Blocking> inherited = Blocking.of(outer.now().disposition());
    List<Epc> epcs = children.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      String field = children.epcField(i);
      Handling.Found child = handling.living(epcs.get(i), field);
      if (!child.now().parent().equals(Optional.of(inside))) {
        throw handling.refuse(RefusalCode.NOT_PACKED, field, epcs.get(i) + " is not in " + parent);
      }
      PossessionChange change = moved(child);
      change.parent = Optional.empty();
      change.custodian = actor;
      // What an order was shipped in goes on for it.
      change.order = change.order.or(outer.now()::order);
      change.marks = change.marks.inheriting(outer.now().marks());
      change.disposition =
          Blocking.after(
              event, inherited.map(Blocking::word).orElse(change.disposition), IN_PROGRESS);
      handling.put(child, change);
    }
  }

  void unpackAll(Epc parent) {
    Handling.Found outer = handling.held(parent, PARENT);
    if (!outer.now().isParent()) {
      throw handling.refuse(
          RefusalCode.NOT_PACKED,
          PARENT,
          "nothing was packed into " + parent + " since it is empty");
    }
    PossessionChange change = outer.change();
    change.since = event.eventTime();
    endEpoch(outer, change);
    handling.put(outer, change);
  }

  // From hand to hand.

  void ship(Goods goods, String receiver) {
    List<Epc> epcs = goods.epcs();
    boolean returns = event.disposition().equals(Optional.of(Blocking.RETURNED));
    for (int i = 0; i < epcs.size(); i++) {
      String field = goods.epcField(i);
      Handling.Found held =
          returns ? handling.held(epcs.get(i), field) : handling.movable(epcs.get(i), field);
      PossessionChange change = moved(held);
      Optional<Possession.Claim> claim = change.claim.filter(c -> c.member().equals(receiver));
      if (claim.isPresent()) {
        change.claim = Optional.empty();
        handOver(change, receiver, claim.get().at());
      } else {
        change.receiver = Optional.of(receiver);
        change.disposition = Blocking.after(event, change.disposition, IN_TRANSIT);
      }
      handling.put(held, change);
    }
  }

  private void handOver(PossessionChange change, String receiver, java.time.Instant at) {
    change.sender = Optional.of(change.custodian);
    change.custodian = receiver;
    change.receiver = Optional.empty();
    change.since = Possession.later(change.since, at);
    change.disposition = Blocking.after(event, change.disposition, IN_PROGRESS);
  }

  void voidShipping(Goods goods) {
    List<Epc> epcs = goods.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      String field = goods.epcField(i);
      Handling.Found sent = handling.unpacked(epcs.get(i), field);
      if (!sent.now().custodian().equals(actor)) {
        throw handling.refuse(
            RefusalCode.PERMISSION_DENIED,
            field,
            "expected the member that has shipped it and still holds it, "
                + sent.now().custodian());
      }
      if (sent.now().receiver().isEmpty()) {
        throw handling.refuse(
            RefusalCode.NOT_IN_TRANSIT, field, epcs.get(i) + " is not on its way");
      }
      PossessionChange change = moved(sent);
      change.receiver = Optional.empty();
      change.disposition = Blocking.after(event, change.disposition, IN_PROGRESS);
      handling.put(sent, change);
    }
  }

  void receive(Goods goods, boolean accepting) {
    List<Epc> epcs = goods.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      String field = goods.epcField(i);
      Handling.Found sent = handling.unpacked(epcs.get(i), field);
      Optional<String> receiver = sent.now().receiver();
      boolean holds = receiver.isEmpty() && sent.now().custodian().equals(actor);
      if (receiver.isPresent()) {
        take(sent, receiver.get(), field);
      } else if (holds && event.disposition().equals(Optional.of(Blocking.RETURNED))) {
        PossessionChange change = moved(sent);
        change.disposition = Blocking.after(event, change.disposition, IN_PROGRESS);
        handling.put(sent, change);
      } else if (holds && !accepting) {
        throw handling.refuse(
            RefusalCode.NOT_IN_TRANSIT, field, epcs.get(i) + " is received already");
      } else if (!holds) {
        claim(sent, field);
      }
    }
  }

  private void take(Handling.Found sent, String receiver, String field) {
    if (!receiver.equals(actor)) {
      throw handling.refuse(
          RefusalCode.PERMISSION_DENIED,
          field,
          "expected the member it was shipped to, " + receiver);
    }
    PossessionChange change = sent.change();
    change.claim = Optional.empty();
    change.handedOverBy = Optional.of(change.custodian);
    // Clocks differ: who receives can be earlier than who ships.
    handOver(change, receiver, event.eventTime());
    handling.put(sent, change);
  }

  /** It takes effect when it is shipped to that member. */
  private void claim(Handling.Found sent, String field) {
    Optional<Possession.Claim> other = sent.now().claim();
    if (other.isPresent()) {
      throw handling.refuse(
          RefusalCode.ALREADY_CLAIMED,
          field,
          sent.epc() + " is said to be received by " + other.get().member());
    }
    PossessionChange change = sent.change();
    change.claim = Optional.of(new Possession.Claim(actor, event.eventTime()));
    // Anybody can say so of the goods of others, and for an order of others.
    change.travels = false;
    handling.put(sent, change);
  }

  void sell(Goods goods, String disposition) {
    List<Epc> epcs = goods.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      Handling.Found held = handling.movable(epcs.get(i), goods.epcField(i));
      PossessionChange change = moved(held);
      change.disposition = Blocking.after(event, change.disposition, disposition);
      handling.put(held, change);
    }
  }

  void transform(Goods inputs, Goods outputs, Optional<String> lot) {
    List<Epc> epcs = inputs.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      Handling.Found input = handling.movable(epcs.get(i), inputs.epcField(i));
      PossessionChange change = moved(input);
      change.disposition = Blocking.INACTIVE.word();
      end(input, change);
    }
    begin(outputs, lot);
  }

  // What is found out.

  /** What was packed before the parent came, or came itself, goes back to who handed it over. */
  void reportShortage(Goods goods) {
    for (Epc epc : goods.epcs()) {
      handling
          .find(epc)
          .filter(found -> !found.now().isEnded())
          .ifPresent(
              found ->
                  senderOf(found)
                      .ifPresent(
                          sender -> {
                            PossessionChange change = moved(found);
                            change.marks = handling.marksWithParents(found);
                            change.parent = Optional.empty();
                            change.receiver = Optional.empty();
                            change.custodian = sender;
                            change.disposition =
                                Blocking.after(event, change.disposition, IN_PROGRESS);
                            handling.put(found, change);
                          }));
    }
  }

  private Optional<String> senderOf(Handling.Found found) {
    boolean wasPacked = found.stored().parent().isPresent();
    if (wasPacked && found.stored().custodian().equals(actor)) {
      return Optional.empty();
    }
    return handling
        .outermost(found)
        .map(Handling.Found::now)
        .filter(outer -> outer.receiver().isEmpty() && outer.custodian().equals(actor))
        .flatMap(Possession::sender);
  }

  /** Only who holds an object, or will receive it, says that it is destroyed, sold or recalled. */
  void mark(Goods goods) {
    List<Epc> epcs = goods.epcs();
    for (int i = 0; i < epcs.size(); i++) {
      Optional<Handling.Found> found = handling.find(epcs.get(i)).filter(f -> !f.now().isEnded());
      if (found.isEmpty()) {
        continue;
      }
      boolean holds =
          handling
              .outermost(found.get())
              .map(Handling.Found::now)
              .filter(
                  outer ->
                      outer.custodian().equals(actor)
                          || outer.receiver().equals(Optional.of(actor)))
              .isPresent();
      if (!holds && event.blocking().isPresent()) {
        throw handling.refuse(
            RefusalCode.PERMISSION_DENIED,
            goods.epcField(i),
            "expected the member that holds it, or is to receive it, to say that it is "
                + event.blocking().get());
      }
      String before = found.get().now().disposition();
      String after = Blocking.after(event, before, before);
      if (holds && !after.equals(before)) {
        PossessionChange change = found.get().change();
        change.disposition = after;
        change.since = event.eventTime();
        handling.put(found.get(), change);
      }
    }
  }

  /** The next state of an object whose custody changes. */
  private PossessionChange moved(Handling.Found found) {
    PossessionChange change = found.change();
    change.since = event.eventTime();
    change.sender = Optional.empty();
    return change;
  }
}
