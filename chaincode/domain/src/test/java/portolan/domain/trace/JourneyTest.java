// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JourneyTest {
  private static final List<String> OBJECTS = List.of("A", "B", "C", "P", "Q", "R");

  private final HistoryInMemory history = new HistoryInMemory();

  private static Moment at(long second) {
    return new Moment(Instant.ofEpochSecond(second), second);
  }

  private void stay(String child, String parent, long from, long to) {
    history.stays.add(new Stay(child, parent, at(from), Optional.of(at(to))));
  }

  private static Span span(String object, long from, long to, Span.Relation relation, int depth) {
    return new Span(object, at(from), at(to), relation, depth);
  }

  @Test
  void itIsInWhatItsParentIsInOnlyWhileItIsInTheParent() {
    stay("A", "P", 10, 30);
    stay("P", "Q", 5, 20);
    stay("P", "R", 25, 50);

    assertThat(Journey.of("A", history).subList(1, 4))
        .containsExactly(
            span("P", 10, 30, Span.Relation.PARENT, 1),
            span("Q", 10, 20, Span.Relation.PARENT, 2),
            span("R", 25, 30, Span.Relation.PARENT, 2));
  }

  @Test
  void ofEventsAtOneTimeThoseCountThatTheLedgerTookBetweenEntryAndExit() {
    Instant noon = Instant.parse("2026-12-01T12:00:00Z");
    history.stays.add(new Stay("A", "P", new Moment(noon, 4), Optional.of(new Moment(noon, 8))));
    Span inParent = Journey.of("A", history).getLast();

    assertThat(inParent.contains(new Moment(noon, 3))).isFalse();
    assertThat(inParent.contains(new Moment(noon, 5))).isTrue();
    assertThat(inParent.contains(new Moment(noon, 9))).isFalse();
  }

  @Test
  void reportsThatPutEachIntoTheOtherAreNotFollowedForEver() {
    stay("A", "P", 1, 9);
    stay("P", "A", 2, 8);

    assertThat(Journey.of("A", history)).hasSize(2);
  }

  @Test
  void ingredientsAreFollowedUntilTheyWentInThroughAllTransformations() {
    history.conversions.add(new Conversion("flour", at(20), "bread", at(21)));
    history.conversions.add(new Conversion("grain", at(10), "flour", at(10)));
    history.conversions.add(new Conversion("grain", at(30), "beer", at(30)));
    stay("grain", "silo", 1, 9);

    assertThat(Journey.of("bread", history)).hasSize(1);
    assertThat(Journey.withIngredients("bread", history))
        .extracting(Span::object, Span::to, Span::relation)
        .containsExactly(
            tuple("bread", Moment.END, Span.Relation.ITSELF),
            tuple("flour", at(20), Span.Relation.INGREDIENT),
            tuple("grain", at(10), Span.Relation.INGREDIENT),
            tuple("silo", at(9), Span.Relation.INGREDIENT));
  }

  @Test
  void whatIsMadeOfItselfInACircleIsFollowedOnce() {
    history.conversions.add(new Conversion("dough", at(20), "starter", at(20)));
    history.conversions.add(new Conversion("starter", at(10), "dough", at(10)));

    assertThat(Journey.withIngredients("starter", history))
        .extracting(Span::object)
        .containsExactly("starter", "dough", "starter");
  }

  /** What somebody does: put the first into the second, take it out, or look at it. */
  record Step(int kind, int first, int second) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, OBJECTS.size() - 1),
            Arbitraries.integers().between(0, OBJECTS.size() - 1))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  /**
   * Against one that knows for every object the place it is in, and writes an event into the diary
   * of everything that moves with it at once.
   */
  @Property(tries = 2000)
  void itsEventsAreThoseInTheDiaryOfWhoWentAlong(@ForAll("steps") List<Step> steps) {
    HistoryInMemory facts = new HistoryInMemory();
    Map<String, String> inside = new TreeMap<>();
    Map<String, Set<Long>> named = new TreeMap<>();
    Map<String, Set<Long>> diary = new TreeMap<>();
    long now = 0;
    for (Step step : steps) {
      String object = OBJECTS.get(step.first());
      String parent = OBJECTS.get(step.second());
      // Several events at a time.
      Moment moment = new Moment(Instant.ofEpochSecond(now / 3), ++now);
      List<String> names = new ArrayList<>(List.of(object));
      if (step.kind() == 0
          && !inside.containsKey(object)
          && !chain(parent, inside).contains(object)) {
        inside.put(object, parent);
        facts.stays.add(new Stay(object, parent, moment, Optional.empty()));
        names.add(parent);
        write(names, now, inside, named, diary);
      } else if (step.kind() == 1 && inside.containsKey(object)) {
        names.add(inside.get(object));
        write(names, now, inside, named, diary);
        inside.remove(object);
        facts.stays.replaceAll(
            s ->
                s.child().equals(object) && s.to().isEmpty()
                    ? new Stay(s.child(), s.parent(), s.from(), Optional.of(moment))
                    : s);
      } else {
        write(names, now, inside, named, diary);
      }
    }
    for (String object : OBJECTS) {
      Set<Long> found = new TreeSet<>();
      for (Span span : Journey.of(object, facts)) {
        for (long event : named.getOrDefault(span.object(), Set.of())) {
          if (span.contains(new Moment(Instant.ofEpochSecond((event - 1) / 3), event))) {
            found.add(event);
          }
        }
      }
      assertThat(found).as(object).isEqualTo(diary.getOrDefault(object, Set.of()));
    }
  }

  private static List<String> chain(String object, Map<String, String> inside) {
    List<String> chain = new ArrayList<>();
    for (String next = object; next != null; next = inside.get(next)) {
      chain.add(next);
    }
    return chain;
  }

  private static void write(
      List<String> names,
      long event,
      Map<String, String> inside,
      Map<String, Set<Long>> named,
      Map<String, Set<Long>> diary) {
    names.forEach(name -> named.computeIfAbsent(name, n -> new TreeSet<>()).add(event));
    for (String object : OBJECTS) {
      if (chain(object, inside).stream().anyMatch(names::contains)) {
        diary.computeIfAbsent(object, o -> new TreeSet<>()).add(event);
      }
    }
  }
}
