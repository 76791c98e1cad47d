// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Everything that a fault reaches, and from when on: what was in a faulty object or came into it
 * meanwhile, what was made of it afterwards, and so on. What left before is not reached, nor are
 * siblings in the same parent or of the same order of work: a parent is not faulty because
 * something in it is.
 */
public final class Affected {
  private final History history;
  private final Map<String, Moment> reached = new LinkedHashMap<>();
  private final PriorityQueue<Reach> queue =
      new PriorityQueue<>(Comparator.comparing(Reach::from).thenComparing(Reach::object));

  /**
   * An object that was faulty for a while.
   *
   * @param from the first moment of it
   * @param to the last moment of it
   */
  public record Fault(String object, Moment from, Moment to) {}

  private record Reach(String object, Moment from) {}

  private Affected(History history) {
    this.history = history;
  }

  /** By an object or a lot that was faulty all its life. */
  public static Map<String, Moment> by(String object, History history) {
    return by(object, Moment.BEGINNING, Moment.END, history);
  }

  /**
   * By an object that was faulty, or somewhere it should not have been, for a while.
   *
   * @param from the first moment of it
   * @param to the last moment of it
   * @return the object and all that is affected, each with the moment from which on it is; in the
   *     order of these moments, of names where they are the same
   */
  public static Map<String, Moment> by(String object, Moment from, Moment to, History history) {
    Affected affected = new Affected(history);
    affected.spread(object, from, to);
    Map<String, Moment> all = new LinkedHashMap<>();
    all.put(object, from);
    // Nothing is reached before what it is reached by: the first time is the earliest.
    while (!affected.queue.isEmpty()) {
      Reach next = affected.queue.poll();
      if (affected.reached.putIfAbsent(next.object(), next.from()) == null) {
        all.putIfAbsent(next.object(), next.from());
        affected.spread(next.object(), next.from(), Moment.END);
      }
    }
    return all;
  }

  /**
   * By several at once.
   *
   * @param most objects that are looked at
   * @return all that is affected, as by each; nothing if that is more
   */
  public static Optional<Map<String, Moment>> by(
      Collection<Fault> faults, int most, History history) {
    Affected affected = new Affected(history);
    Map<String, Moment> all = new LinkedHashMap<>();
    for (Fault fault : faults) {
      affected.spread(fault.object(), fault.from(), fault.to());
      all.merge(fault.object(), fault.from(), Moment::orEarlier);
    }
    while (!affected.queue.isEmpty()) {
      if (all.size() > most || affected.queue.size() > most) {
        return Optional.empty();
      }
      Reach next = affected.queue.poll();
      if (affected.reached.putIfAbsent(next.object(), next.from()) == null) {
        all.merge(next.object(), next.from(), Moment::orEarlier);
        affected.spread(next.object(), next.from(), Moment.END);
      }
    }
    return all.size() > most ? Optional.empty() : Optional.of(all);
  }

  private void spread(String object, Moment from, Moment to) {
    for (Stay stay : history.children(object, from, to)) {
      if (!from.isAfter(stay.end()) && !stay.from().isAfter(to)) {
        queue.add(new Reach(stay.child(), from.orLater(stay.from())));
      }
    }
    for (Conversion conversion : history.madeInto(object)) {
      if (!from.isAfter(conversion.in()) && !conversion.in().isAfter(to)) {
        queue.add(new Reach(conversion.output(), conversion.out().orLater(conversion.in())));
      }
    }
  }
}
