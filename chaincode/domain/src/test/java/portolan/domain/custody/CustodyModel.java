// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Sgtin;

/**
 * A second description of the same world: it knows for every object the place that it is in, takes
 * the contents of a parent out one by one, and keeps a copy of all that an event has changed.
 */
final class CustodyModel {
  static final Set<String> BLOCKING =
      Set.of(
          "destroyed",
          "disposed",
          "inactive",
          "retail_sold",
          "dispensed",
          "stolen",
          "recalled",
          "expired");
  private static final Set<String> FOR_EVER = Set.of("destroyed", "disposed", "inactive");
  private static final Set<String> COME_BACK = Set.of("retail_sold", "dispensed", "stolen");

  /** What becomes of an attempt. */
  enum Verdict {
    REFUSED,
    LATE,
    SUPERSEDED,
    DONE
  }

  /** One object; a copy is kept of each before it changes. */
  static final class Thing implements Cloneable {
    String holder;
    String onItsWayTo;
    Epc inside;
    String from;
    String claimedBy;
    Instant claimedAt;
    String disposition;
    Instant since;
    boolean over;
    int lastEvent;

    /** Whether it came out of its parent with all, and nothing happened to it since. */
    boolean freed;

    Thing copy() {
      try {
        return (Thing) clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }

    boolean blocked() {
      return BLOCKING.contains(disposition);
    }
  }

  /** What an event has changed, as it was before: null where nothing was. */
  record Done(
      CustodyEvent event,
      String actor,
      Map<Epc, Thing> before,
      Map<Epc, Thing> contents,
      Map<Epc, Boolean> filled,
      Map<Epc, Integer> emptied) {}

  final Map<Epc, Thing> things = new HashMap<>();
  final Map<Integer, Done> done = new TreeMap<>();
  private final Map<Sgtin, String> owners;

  /** Whether a parent has got something since it was emptied, and how often it was emptied. */
  private final Map<Epc, Boolean> filled = new HashMap<>();

  private final Map<Epc, Integer> emptied = new HashMap<>();
  private int number;
  private Map<Epc, Thing> before;
  private Map<Epc, Thing> contents;

  CustodyModel(Map<Sgtin, String> owners) {
    this.owners = owners;
  }

  Verdict apply(int eventNumber, CustodyEvent event, String actor) {
    number = eventNumber;
    before = new LinkedHashMap<>();
    contents = new LinkedHashMap<>();
    if (isLate(event, actor)) {
      return Verdict.LATE;
    }
    if (!allowed(event, actor)) {
      return Verdict.REFUSED;
    }
    Map<Epc, Boolean> filledBefore = new HashMap<>(filled);
    Map<Epc, Integer> emptiedBefore = new HashMap<>(emptied);
    change(event, actor);
    if (!before.isEmpty()) {
      done.put(number, new Done(event, actor, before, contents, filledBefore, emptiedBefore));
    }
    return Verdict.DONE;
  }

  private boolean isLate(CustodyEvent event, String actor) {
    return named(event).stream()
        .filter(things::containsKey)
        .filter(epc -> event.header().eventTime().isBefore(things.get(epc).since))
        .anyMatch(epc -> isLate(event, actor, epc, things.get(epc)));
  }

  private static boolean isLate(CustodyEvent event, String actor, Epc epc, Thing thing) {
    return switch (event) {
      case CustodyEvent.Commission c -> thing.over;
      case CustodyEvent.Pack p -> thing.over || p.children().epcs().contains(epc);
      case CustodyEvent.Receive r ->
          thing.onItsWayTo == null && !(r.accepting() && thing.holder.equals(actor));
      default -> true;
    };
  }

  static List<Epc> named(CustodyEvent event) {
    return switch (event) {
      case CustodyEvent.Commission e -> e.goods().epcs();
      case CustodyEvent.Decommission e -> e.goods().epcs();
      case CustodyEvent.Pack e -> List.of(e.parent(), e.children().epcs().getFirst());
      case CustodyEvent.Unpack e -> List.of(e.parent(), e.children().epcs().getFirst());
      case CustodyEvent.UnpackAll e -> List.of(e.parent());
      case CustodyEvent.Ship e -> e.goods().epcs();
      case CustodyEvent.VoidShipping e -> e.goods().epcs();
      case CustodyEvent.Receive e -> e.goods().epcs();
      case CustodyEvent.Sell e -> e.goods().epcs();
      case CustodyEvent.Transform e -> List.of(); // Not tried here.
      case CustodyEvent.Shortage e -> e.goods().epcs();
      case CustodyEvent.Mark e -> e.goods().epcs();
      case CustodyEvent.Observe e -> List.of();
    };
  }

  private boolean allowed(CustodyEvent event, String actor) {
    boolean returns = event.header().disposition().equals(Optional.of("returned"));
    return switch (event) {
      case CustodyEvent.Commission e -> {
        Epc epc = e.goods().epcs().getFirst();
        boolean owned = !(epc instanceof Sgtin unit) || actor.equals(owners.get(unit));
        yield owned && (things.get(epc) == null || things.get(epc).over);
      }
      case CustodyEvent.Decommission e -> free(e.goods().epcs().getFirst(), actor);
      case CustodyEvent.Pack e -> {
        Epc child = e.children().epcs().getFirst();
        boolean newParent = !(e.parent() instanceof Sgtin) && !lives(e.parent());
        yield movable(child, actor) && (newParent || movable(e.parent(), actor));
      }
      case CustodyEvent.Unpack e ->
          free(e.parent(), actor)
              && lives(e.children().epcs().getFirst())
              && e.parent().equals(things.get(e.children().epcs().getFirst()).inside);
      case CustodyEvent.UnpackAll e -> free(e.parent(), actor) && wasFilled(e.parent());
      case CustodyEvent.Ship e -> {
        Epc epc = e.goods().epcs().getFirst();
        yield returns ? free(epc, actor) : movable(epc, actor);
      }
      case CustodyEvent.VoidShipping e -> {
        Thing thing = things.get(e.goods().epcs().getFirst());
        yield thing != null
            && !thing.over
            && thing.inside == null
            && thing.holder.equals(actor)
            && thing.onItsWayTo != null;
      }
      case CustodyEvent.Receive e -> {
        Thing thing = things.get(e.goods().epcs().getFirst());
        if (thing == null || thing.over || thing.inside != null) {
          yield false;
        }
        if (thing.onItsWayTo != null) {
          yield thing.onItsWayTo.equals(actor);
        }
        yield thing.holder.equals(actor) ? returns || e.accepting() : thing.claimedBy == null;
      }
      case CustodyEvent.Sell e -> movable(e.goods().epcs().getFirst(), actor);
      case CustodyEvent.Mark e -> {
        Epc epc = e.goods().epcs().getFirst();
        yield !lives(epc) || handles(epc, actor) || e.header().blocking().isEmpty();
      }
      case CustodyEvent.Transform e -> false;
      case CustodyEvent.Shortage e -> true;
      case CustodyEvent.Observe e -> true;
    };
  }

  private void change(CustodyEvent event, String actor) {
    EventHeader header = event.header();
    switch (event) {
      case CustodyEvent.Commission e -> begin(e.goods().epcs().getFirst(), actor, header);
      case CustodyEvent.Decommission e -> {
        Epc epc = e.goods().epcs().getFirst();
        boolean filled = wasFilled(epc);
        Thing thing = moved(epc, header);
        if (filled) {
          spill(epc, header);
        }
        thing.disposition = header.disposition().orElse(e.ending());
        thing.over = true;
        thing.claimedBy = null;
      }
      case CustodyEvent.Pack e -> {
        if (!lives(e.parent())) {
          begin(e.parent(), actor, header);
          things.get(e.parent()).disposition = "in_progress";
          filled.put(e.parent(), true);
        } else if (!wasFilled(e.parent())) {
          touched(e.parent());
          filled.put(e.parent(), true);
        }
        Thing child = moved(e.children().epcs().getFirst(), header);
        child.inside = e.parent();
        child.disposition = after(header, child.disposition, child.disposition);
      }
      case CustodyEvent.Unpack e -> {
        Thing parent = things.get(e.parent());
        Thing child = moved(e.children().epcs().getFirst(), header);
        child.inside = null;
        child.holder = actor;
        child.disposition =
            after(header, parent.blocked() ? parent.disposition : child.disposition, "in_progress");
      }
      case CustodyEvent.UnpackAll e -> {
        Thing parent = touched(e.parent());
        spill(e.parent(), header);
        parent.since = header.eventTime();
      }
      case CustodyEvent.Ship e -> {
        Thing thing = moved(e.goods().epcs().getFirst(), header);
        String receiver = ((Party.Member) e.receiver()).mspId();
        if (receiver.equals(thing.claimedBy)) {
          handOver(thing, receiver, header);
          thing.since = latest(thing.since, thing.claimedAt);
          thing.claimedBy = null;
        } else {
          thing.onItsWayTo = receiver;
          thing.disposition = after(header, thing.disposition, "in_transit");
        }
      }
      case CustodyEvent.VoidShipping e -> {
        Thing thing = moved(e.goods().epcs().getFirst(), header);
        thing.onItsWayTo = null;
        thing.disposition = after(header, thing.disposition, "in_progress");
      }
      case CustodyEvent.Receive e -> receive(e, actor);
      case CustodyEvent.Sell e -> {
        Thing thing = moved(e.goods().epcs().getFirst(), header);
        thing.disposition = after(header, thing.disposition, e.sold());
      }
      case CustodyEvent.Shortage e -> {
        Epc epc = e.goods().epcs().getFirst();
        if (lives(epc)) {
          Thing outer = things.get(outermost(epc));
          boolean ownPacking =
              things.get(epc).inside != null && things.get(epc).holder.equals(actor);
          if (!ownPacking
              && outer.holder.equals(actor)
              && outer.onItsWayTo == null
              && outer.from != null) {
            String sender = outer.from;
            Thing thing = moved(epc, header);
            thing.inside = null;
            thing.holder = sender;
            thing.disposition = after(header, thing.disposition, "in_progress");
          }
        }
      }
      case CustodyEvent.Mark e -> {
        Epc epc = e.goods().epcs().getFirst();
        if (lives(epc) && handles(epc, actor)) {
          String now = things.get(epc).disposition;
          String next = after(header, now, now);
          if (!next.equals(now)) {
            Thing thing = touched(epc);
            thing.disposition = next;
            thing.since = header.eventTime();
          }
        }
      }
      case CustodyEvent.Transform e -> {}
      case CustodyEvent.Observe e -> {}
    }
  }

  private void receive(CustodyEvent.Receive event, String actor) {
    Epc epc = event.goods().epcs().getFirst();
    EventHeader header = event.header();
    Thing now = things.get(epc);
    if (now.onItsWayTo != null) {
      Instant shipped = now.since;
      Thing thing = moved(epc, header);
      handOver(thing, actor, header);
      thing.since = latest(shipped, header.eventTime());
      thing.claimedBy = null;
    } else if (!now.holder.equals(actor)) {
      Thing thing = touched(epc);
      thing.claimedBy = actor;
      thing.claimedAt = header.eventTime();
    } else if (header.disposition().equals(Optional.of("returned"))) {
      Thing thing = moved(epc, header);
      thing.disposition = after(header, thing.disposition, "in_progress");
    }
  }

  private static void handOver(Thing thing, String receiver, EventHeader header) {
    thing.from = thing.holder;
    thing.holder = receiver;
    thing.onItsWayTo = null;
    thing.disposition = after(header, thing.disposition, "in_progress");
  }

  /** All contents, one by one. */
  private void spill(Epc parent, EventHeader header) {
    Thing outer = things.get(parent);
    Thing asItWas = before.get(parent);
    things.forEach(
        (epc, thing) -> {
          if (parent.equals(thing.inside)) {
            contents.put(epc, thing.copy());
            thing.inside = null;
            thing.onItsWayTo = null;
            thing.from = thing.holder.equals(outer.holder) ? null : asItWas.from;
            thing.holder = outer.holder;
            thing.since = latest(thing.since, header.eventTime());
            thing.disposition = asItWas.blocked() ? asItWas.disposition : thing.disposition;
            thing.lastEvent = number;
            thing.freed = true;
          }
        });
    filled.put(parent, false);
    emptied.merge(parent, 1, Integer::sum);
  }

  private boolean wasFilled(Epc parent) {
    return filled.getOrDefault(parent, false);
  }

  private void begin(Epc epc, String actor, EventHeader header) {
    before.put(epc, things.containsKey(epc) ? things.get(epc).copy() : null);
    Thing thing = new Thing();
    thing.holder = actor;
    thing.since = header.eventTime();
    thing.disposition = header.disposition().orElse("active");
    thing.lastEvent = number;
    things.put(epc, thing);
    filled.put(epc, false);
  }

  private Thing touched(Epc epc) {
    Thing thing = things.get(epc);
    before.put(epc, thing.copy());
    thing.lastEvent = number;
    thing.freed = false;
    return thing;
  }

  private Thing moved(Epc epc, EventHeader header) {
    Thing thing = touched(epc);
    thing.since = header.eventTime();
    thing.from = null;
    return thing;
  }

  private static String after(EventHeader header, String now, String usual) {
    String stated = header.disposition().orElse(usual);
    if (!BLOCKING.contains(now)) {
      return stated;
    }
    boolean harder = BLOCKING.contains(stated) && !FOR_EVER.contains(now);
    boolean back = COME_BACK.contains(now) && stated.equals("returned");
    return harder || back ? stated : now;
  }

  // Declared wrong.

  Verdict declareWrong(int eventNumber) {
    Done wrong = done.get(eventNumber);
    // The parent of a packing stays as it is.
    Set<Epc> targets =
        wrong.event() instanceof CustodyEvent.Pack pack
            ? Set.of(pack.children().epcs().getFirst())
            : wrong.before().keySet();
    if (!targets.stream().allMatch(epc -> canGoBack(eventNumber, wrong, epc))) {
      return Verdict.SUPERSEDED;
    }
    for (Epc epc : targets) {
      Thing was = wrong.before().get(epc);
      if (was == null) {
        things.remove(epc);
      } else {
        things.put(epc, was.copy());
        // It is out by itself now: who has emptied the parent cannot put it back.
        things.get(epc).freed = false;
      }
      filled.put(epc, wrong.filled().getOrDefault(epc, false));
      emptied.put(epc, times(wrong.emptied(), epc));
    }
    wrong
        .contents()
        .forEach(
            (epc, was) -> {
              if (things.containsKey(epc)
                  && things.get(epc).lastEvent == eventNumber
                  && things.get(epc).freed) {
                things.put(epc, was.copy());
              }
            });
    return Verdict.DONE;
  }

  private boolean canGoBack(int eventNumber, Done wrong, Epc epc) {
    Thing now = things.get(epc);
    if (now == null || now.lastEvent != eventNumber || !isAtHand(eventNumber, wrong, epc)) {
      return false;
    }
    Thing was = wrong.before().get(epc);
    if (was == null || was.inside == null) {
      return true;
    }
    // It goes back into the same filling of its parent only.
    Thing around = lives(was.inside) ? things.get(outermost(was.inside)) : null;
    return around != null
        && times(wrong.emptied(), was.inside) == times(emptied, was.inside)
        && around.holder.equals(wrong.actor())
        && around.onItsWayTo == null;
  }

  private static int times(Map<Epc, Integer> emptied, Epc parent) {
    return emptied.getOrDefault(parent, 0);
  }

  private boolean isAtHand(int eventNumber, Done wrong, Epc epc) {
    Thing outer = things.get(outermost(epc));
    boolean isOwn =
        outer.holder.equals(wrong.actor())
            && (outer.onItsWayTo == null || outer.lastEvent == eventNumber);
    return isOwn || (wrong.actor().equals(outer.claimedBy) && outer.onItsWayTo == null);
  }

  // Who has what.

  boolean lives(Epc epc) {
    return things.containsKey(epc) && !things.get(epc).over;
  }

  private boolean free(Epc epc, String actor) {
    Thing thing = things.get(epc);
    return lives(epc)
        && thing.inside == null
        && thing.onItsWayTo == null
        && thing.holder.equals(actor);
  }

  private boolean movable(Epc epc, String actor) {
    return free(epc, actor) && !things.get(epc).blocked();
  }

  private boolean handles(Epc epc, String actor) {
    Thing outer = things.get(outermost(epc));
    return outer.holder.equals(actor) || actor.equals(outer.onItsWayTo);
  }

  Epc outermost(Epc epc) {
    Epc inside = things.get(epc).inside;
    return inside == null ? epc : outermost(inside);
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }
}
