// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What happened to one object: its own events and, while it was in a parent, those of the parent,
 * and of what that one was in meanwhile, from the event that put it in to the event that took it
 * out. What left before is not touched by what happens to the parent afterwards, and what was put
 * in later not by what happened before.
 */
public final class Journey {
  private final History history;
  private final List<Span> spans = new ArrayList<>();
  private final Set<String> path = new HashSet<>();

  /** Up to when each ingredient was followed. */
  private final Map<String, Moment> ingredients = new HashMap<>();

  private Journey(History history) {
    this.history = history;
  }

  /** The object itself first, each parent after what was in it. */
  public static List<Span> of(String object, History history) {
    Journey journey = new Journey(history);
    journey.follow(object, Moment.BEGINNING, Moment.END, Span.Relation.ITSELF, 0);
    return List.copyOf(journey.spans);
  }

  /**
   * The same and, after it, that of all that the object was made of, until it went in: backward
   * through all transformations.
   */
  public static List<Span> withIngredients(String object, History history) {
    Journey journey = new Journey(history);
    journey.follow(object, Moment.BEGINNING, Moment.END, Span.Relation.ITSELF, 0);
    journey.followIngredients();
    return List.copyOf(journey.spans);
  }

  private void follow(String object, Moment from, Moment to, Span.Relation relation, int depth) {
    spans.add(new Span(object, from, to, relation, depth));
    // Two reports of one time may have each in the other.
    path.add(object);
    Span.Relation outer = relation == Span.Relation.ITSELF ? Span.Relation.PARENT : relation;
    for (Stay stay : history.parents(object, from, to)) {
      Moment begin = from.orLater(stay.from());
      Moment end = to.orEarlier(stay.end());
      if (!begin.isAfter(end) && !path.contains(stay.parent())) {
        follow(stay.parent(), begin, end, outer, depth + 1);
      }
    }
    path.remove(object);
  }

  private void followIngredients() {
    Deque<Span> left = new ArrayDeque<>();
    left.push(spans.getFirst());
    while (!left.isEmpty()) {
      Span made = left.pop();
      for (Conversion conversion : history.madeOf(made.object())) {
        Moment end = conversion.in();
        Moment before = ingredients.get(conversion.input());
        if (!conversion.out().isAfter(made.to()) && (before == null || end.isAfter(before))) {
          ingredients.put(conversion.input(), end);
          left.push(
              new Span(conversion.input(), Moment.BEGINNING, end, Span.Relation.INGREDIENT, 0));
          follow(conversion.input(), Moment.BEGINNING, end, Span.Relation.INGREDIENT, 0);
        }
      }
    }
  }
}
