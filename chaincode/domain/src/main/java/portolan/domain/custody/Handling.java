// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.worldstate.RefusalCode;

/** One event, or one mark, at work: who handles what, and what has changed so far. */
final class Handling {
  /** Deepest nesting of parents that is followed. */
  private static final int MAX_DEPTH = 100;

  private final String path;
  private final String actor;
  private final EventHeader event;
  private final World world;
  private final Map<Epc, Optional<Possession>> possessions = new LinkedHashMap<>();
  private final Map<Epc, Possession> freed = new LinkedHashMap<>();
  private final Map<Inside, Optional<EpochEnd>> epochs = new LinkedHashMap<>();
  private final Map<Stock.Key, Stock> stocks = new LinkedHashMap<>();
  private final Map<Changes.Held, Long> held = new LinkedHashMap<>();

  /** What parents are still to be told of. */
  private final Deque<Runnable> upwards = new ArrayDeque<>();

  /**
   * An object and its state.
   *
   * @param stored as the ledger has it
   * @param now as it is: {@code stored}, or free if all came out of its parent
   */
  record Found(Epc epc, Possession stored, Possession now) {
    /** Begins the next state. */
    PossessionChange change() {
      return new PossessionChange(now);
    }
  }

  Handling(EventHeader event, String path, String actor, World world) {
    this.event = event.by(actor);
    this.path = path;
    this.actor = actor;
    this.world = world;
  }

  EventHeader event() {
    return event;
  }

  String actor() {
    return actor;
  }

  World world() {
    return world;
  }

  Changes changes() {
    return new Changes(possessions, freed, epochs, stocks, held, List.of());
  }

  // Objects.

  Optional<Found> find(Epc epc) {
    Optional<Possession> stored = possessions.getOrDefault(epc, Optional.empty());
    return (possessions.containsKey(epc) ? stored : world.find(epc))
        .map(state -> new Found(epc, state, now(state)));
  }

  private Possession now(Possession stored) {
    if (stored.parent().isEmpty()) {
      return stored;
    }
    Inside inside = stored.parent().get();
    boolean isIn = world.find(inside.parent()).filter(p -> p.epoch() == inside.epoch()).isPresent();
    return isIn ? stored : stored.freed(world.epochEnd(inside).orElseThrow());
  }

  /** An object that has begun to be. */
  Found known(Epc epc, String field) {
    return find(epc)
        .orElseThrow(() -> refuse(RefusalCode.NOT_FOUND, field, epc + " was never begun"));
  }

  /** An object that lives. */
  Found living(Epc epc, String field) {
    Found found = known(epc, field);
    if (found.now().isEnded()) {
      throw refuse(
          RefusalCode.ENDED,
          field,
          "the life of " + epc + " is over: it is " + found.now().disposition());
    }
    return found;
  }

  /** An object that lives and is in no parent. */
  Found unpacked(Epc epc, String field) {
    Found found = living(epc, field);
    if (found.now().parent().isPresent()) {
      throw refuse(
          RefusalCode.PACKED,
          field,
          epc
              + " is in "
              + found.now().parent().get().parent()
              + " and moves with it; unpack it first");
    }
    return found;
  }

  /** An object that the actor holds, that is in no parent and not on its way. */
  Found held(Epc epc, String field) {
    Found found = unpacked(epc, field);
    if (!found.now().custodian().equals(actor)) {
      throw refuse(
          RefusalCode.PERMISSION_DENIED,
          field,
          "expected the member that holds it, " + found.now().custodian());
    }
    if (found.now().receiver().isPresent()) {
      throw refuse(
          RefusalCode.IN_TRANSIT, field, epc + " is on its way to " + found.now().receiver().get());
    }
    return found;
  }

  /** As {@link #held}, with a disposition that lets it move, and not recalled. */
  Found movable(Epc epc, String field) {
    Found found = held(epc, field);
    if (Blocking.of(found.now().disposition()).isPresent()) {
      throw refuse(
          RefusalCode.BLOCKED,
          field,
          epc
              + " is "
              + found.now().disposition()
              + ": it can be returned, recalled, destroyed or decommissioned only");
    }
    requireNotRecalled(found, field);
    return found;
  }

  private void requireNotRecalled(Found found, String field) {
    for (EpcClass kind : found.now().classes(found.epc())) {
      world
          .recallOf(kind)
          .ifPresent(
              recall -> {
                throw recalled(field, kind.toString(), recall);
              });
    }
    for (String recall : found.now().marks().recalls()) {
      if (world.isOpen(recall)) {
        throw recalled(
            field,
            found.now().marks().own().contains(recall)
                ? found.epc().toString()
                : "something in " + found.epc(),
            recall);
      }
    }
  }

  /** A quantity of a class or lot that is not recalled as a whole, nor is its product. */
  void requireNotRecalled(Portion portion, String field) {
    for (EpcClass kind : portion.classes()) {
      world
          .recallOf(kind)
          .ifPresent(
              recall -> {
                throw recalled(field, kind.toString(), recall);
              });
    }
  }

  private RefusedException recalled(String field, String what, String recall) {
    return refuse(
        RefusalCode.RECALLED,
        field,
        what
            + " is recalled ("
            + recall
            + "): it can be returned, received, unpacked, destroyed or decommissioned only");
  }

  /** The object that this one moves with; nothing if it is nested too deep. */
  Optional<Found> outermost(Found found) {
    Found outermost = found;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      Optional<Inside> parent = outermost.now().parent();
      if (parent.isEmpty()) {
        return Optional.of(outermost);
      }
      outermost = find(parent.get().parent()).orElseThrow();
    }
    return Optional.empty();
  }

  /** Its own marks and those of all that it is in: it is said to be somewhere else. */
  Marks marksWithParents(Found found) {
    Marks marks = found.now().marks();
    Found outer = found;
    for (int depth = 0; depth < MAX_DEPTH && outer.now().parent().isPresent(); depth++) {
      outer = find(outer.now().parent().get().parent()).orElseThrow();
      marks = marks.inheriting(outer.now().marks());
    }
    return marks;
  }

  void put(Found found, PossessionChange change) {
    change.marks = change.marks.only(world::isOpen);
    Possession after = after(change, Optional.of(found.now()));
    possessions.put(found.epc(), Optional.of(after));
    carry(found, after);
    if (!found.now().equals(found.stored())) {
      freed.put(found.epc(), found.now());
    }
  }

  void begin(Epc epc, Optional<Possession> stored, PossessionChange change) {
    possessions.put(epc, Optional.of(after(change, stored)));
    // It is another object: what it was before travels for no order any more.
    stored.ifPresent(
        before -> before.marks().recalls().forEach(recall -> hold(before.order(), recall, -1)));
  }

  /**
   * Goods travel for an order when a party of it says so, or who takes them from one. Whoever else
   * names it changes nothing by that: with a recall of his own goods he would hold its payment, and
   * who has them from somebody would take them out of theirs.
   */
  private Possession after(PossessionChange change, Optional<Possession> state) {
    Optional<String> named =
        event.orders().stream()
            .filter(
                order ->
                    isParty(order)
                        || change.handedOverBy.filter(world.partiesOf(order)::contains).isPresent())
            .reduce((earlier, later) -> later);
    return change.after(event, state, named, this::isParty);
  }

  private boolean isParty(String order) {
    return world.partiesOf(order).contains(actor);
  }

  /** What recalls have reached meanwhile stays reached. */
  void restore(Found found, Possession before, Marks marks) {
    PossessionChange change = new PossessionChange(before);
    change.marks = marks.only(world::isOpen);
    if (!change.marks.isNone() && found.stored().order().isPresent()) {
      change.order = found.stored().order();
    }
    Possession after = change.asItIs();
    possessions.put(found.epc(), Optional.of(after));
    carry(found, after);
  }

  void forget(Epc epc) {
    possessions.put(epc, Optional.empty());
  }

  // Recalls.

  /** Changes which recalls reach an object; nothing else happens to it. */
  void mark(Found found, Marks marks) {
    Possession after = found.now().with(marks);
    // What it has from a parent that it came out of is not written yet, nor counted for its order.
    if (!after.equals(found.now()) || !marks.equals(found.stored().marks())) {
      possessions.put(found.epc(), Optional.of(after));
      carry(found, after);
    }
  }

  /** Tells what it is in, and the order that it travels for, which recalls reach it. */
  private void carry(Found before, Possession after) {
    Marks were = before.now().marks();
    if (were.isNone() && after.marks().isNone()) {
      return;
    }
    SortedSet<String> recalls = were.recalls();
    recalls.addAll(after.marks().recalls());
    for (String recall : recalls) {
      Optional<Inside> from = reached(recall, before.now()).flatMap(Possession::parent);
      Optional<Inside> to = reached(recall, after).flatMap(Possession::parent);
      if (!from.equals(to)) {
        from.ifPresent(inside -> count(inside, recall, -1));
        to.ifPresent(inside -> count(inside, recall, 1));
      }
      hold(reached(recall, before.stored()).flatMap(Possession::order), recall, -1);
      hold(reached(recall, after).flatMap(Possession::order), recall, 1);
    }
  }

  private static Optional<Possession> reached(String recall, Possession state) {
    return Optional.of(state).filter(s -> s.marks().recalls().contains(recall));
  }

  /** One parent after the other: nothing bounds how many are in one another. */
  private void count(Inside inside, String recall, long children) {
    upwards.add(
        () ->
            find(inside.parent())
                .filter(parent -> parent.now().epoch() == inside.epoch())
                .ifPresent(parent -> mark(parent, parent.now().marks().counted(recall, children))));
    if (upwards.size() == 1) {
      while (!upwards.isEmpty()) {
        upwards.getFirst().run();
        upwards.removeFirst();
      }
    }
  }

  private void hold(Optional<String> order, String recall, long objects) {
    order.ifPresent(
        id -> {
          Changes.Held key = new Changes.Held(id, recall);
          if (held.merge(key, objects, Long::sum) == 0) {
            held.remove(key);
          }
        });
  }

  void put(Inside epoch, Optional<EpochEnd> end) {
    epochs.put(epoch, end);
  }

  // Quantities.

  Stock stock(Stock.Key key) {
    return stocks.containsKey(key) ? stocks.get(key) : world.stock(key);
  }

  void put(Stock.Key key, Stock stock) {
    stocks.put(key, stock);
  }

  RefusedException refuse(RefusalCode code, String field, String message) {
    return new Refusal(code, field(field), message).toException();
  }

  /** A field of the event as one of the call. */
  String field(String field) {
    return path + "." + field;
  }
}
