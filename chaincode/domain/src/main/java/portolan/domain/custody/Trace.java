// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import portolan.domain.gs1.Epc;

/**
 * What happened to one object: its own events and, while it was packed, those of its parents.
 *
 * @param custodian the member that holds it now, through its outermost parent if it is packed
 * @param receiver the member it is on its way to
 * @param disposition its disposition now, that of its outermost parent if it is packed
 * @param parents what it is packed in now, from the innermost to the outermost
 * @param events in order
 */
public record Trace(
    Epc epc,
    String custodian,
    Optional<String> receiver,
    String disposition,
    List<Epc> parents,
    List<Step> events) {

  /**
   * An event.
   *
   * @param eventId its id with the member that captured it
   * @param epc the object it names: the one asked for, or the parent it was in
   * @param depth how many parents are between the two: 0 for the object itself
   */
  public record Step(String eventId, Epc epc, int depth) {}

  /** Copies the lists. */
  public Trace {
    parents = List.copyOf(parents);
    events = List.copyOf(events);
  }

  /**
   * Follows an object.
   *
   * @param states the state of any object; it is there for every parent
   * @return nothing if the object was never seen
   */
  public static Optional<Trace> of(Epc epc, Function<Epc, Optional<Possession>> states) {
    return states.apply(epc).map(state -> follow(state, states));
  }

  /**
   * The orders that the object travels for. Its own events know best, then those of what it was
   * packed in: a pallet goes for many orders, the parcel on it for one. The last that names any
   * counts.
   *
   * @param named the orders that an event names
   */
  public List<String> orders(Function<Step, List<String>> named) {
    List<String> orders = List.of();
    int depth = Integer.MAX_VALUE;
    for (Step step : events) {
      List<String> of = step.depth() <= depth ? named.apply(step) : List.of();
      if (!of.isEmpty()) {
        orders = of;
        depth = step.depth();
      }
    }
    return orders;
  }

  private static Trace follow(Possession state, Function<Epc, Optional<Possession>> states) {
    List<Step> events = new ArrayList<>();
    collect(state, 0, 0, state.events().size(), states, events);
    List<Epc> parents = new ArrayList<>();
    Possession outermost = state;
    while (outermost.parent().isPresent()) {
      parents.add(outermost.parent().get());
      outermost = states.apply(outermost.parent().get()).orElseThrow();
    }
    return new Trace(
        state.epc(),
        outermost.custodian(),
        outermost.receiver(),
        outermost.disposition(),
        parents,
        events);
  }

  private static void collect(
      Possession state,
      int depth,
      int from,
      int to,
      Function<Epc, Optional<Possession>> states,
      List<Step> events) {
    for (String id : state.events().subList(from, to)) {
      events.add(new Step(id, state.epc(), depth));
      for (Possession.Packing packing : state.packings()) {
        if (packing.from().equals(id)) {
          Possession parent = states.apply(packing.parent()).orElseThrow();
          int begin = parent.events().indexOf(id) + 1;
          int end = packing.to().map(parent.events()::indexOf).orElse(parent.events().size());
          collect(parent, depth + 1, begin, end, states, events);
        }
      }
    }
  }
}
