// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AffectedTest {

  private final HistoryInMemory history = new HistoryInMemory();

  private void stay(String child, String parent, int from, int to) {
    history.stays.add(new Stay(child, parent, second(from), Optional.of(second(to))));
  }

  private void made(String input, int in, String output, int out) {
    history.conversions.add(new Conversion(input, second(in), output, second(out)));
  }

  @Test
  void aLotReachesWhatWasMadeOfItAndWhatWasMadeOfThat() {
    made("milk", 5, "cheese", 6);
    made("cheese", 9, "pizza", 9);
    made("tomatoes", 9, "pizza", 9);
    made("tomatoes", 9, "ketchup", 9);

    assertThat(Affected.by("milk", history).keySet()).containsExactly("milk", "cheese", "pizza");
  }

  @Test
  void whatWasTakenOutBeforeTheFaultIsNotReachedAndWhatIsPutInDuringItIs() {
    stay("early", "truck", 1, 9);
    stay("there", "truck", 1, 30);
    stay("late", "truck", 15, 30);
    stay("after", "truck", 21, 30);

    assertThat(Affected.by("truck", second(10), second(20), history))
        .containsOnly(
            Map.entry("truck", second(10)),
            Map.entry("there", second(10)),
            Map.entry("late", second(15)));
  }

  @Test
  void aFaultyUnitReachesNeitherItsParentNorWhatIsBesideIt() {
    stay("faulty", "pallet", 1, 9);
    stay("beside", "pallet", 1, 9);

    assertThat(Affected.by("faulty", history).keySet()).containsExactly("faulty");
  }

  @Test
  void whatWasMadeOfSomethingBeforeItWasFaultyIsNotReached() {
    made("tank", 5, "before", 5);
    stay("tank", "yard", 1, 50);
    made("tank", 15, "after", 16);

    assertThat(Affected.by("yard", second(10), second(20), history).keySet())
        .containsExactly("yard", "tank", "after");
  }

  @Test
  void severalFaultsReachWhatEachOfThemReachesFromTheEarliestOn() {
    stay("there", "truck", 1, 30);
    made("milk", 5, "there", 6);
    made("there", 9, "pizza", 9);
    List<Affected.Fault> faults =
        List.of(
            new Affected.Fault("truck", second(12), second(20)),
            new Affected.Fault("milk", Moment.BEGINNING, Moment.END));

    assertThat(Affected.by(faults, 4, history).orElseThrow())
        .containsOnly(
            Map.entry("truck", second(12)),
            Map.entry("milk", Moment.BEGINNING),
            Map.entry("there", second(6)),
            Map.entry("pizza", second(9)));
    assertThat(Affected.by(faults, 3, history)).isEmpty();
  }

  /** An edge that carries a fault from one to another at some moments. */
  record Edge(int kind, int one, int other, int from, int length) {}

  @Provide
  Arbitrary<List<Edge>> edges() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 12))
        .as(Edge::new)
        .filter(edge -> edge.one() != edge.other())
        .list()
        .ofMaxSize(25);
  }

  private static Moment second(int second) {
    return new Moment(Instant.ofEpochSecond(second), 0);
  }

  /** Against one that goes through time second by second and looks who is affected then. */
  @Property(tries = 3000)
  void whoIsAffectedIsNeitherMoreNorLessThanSecondBySecond(
      @ForAll("edges") List<Edge> edges,
      @ForAll @IntRange(max = 30) int from,
      @ForAll @IntRange(max = 12) int length) {
    HistoryInMemory history = new HistoryInMemory();
    for (Edge edge : edges) {
      Moment begin = second(edge.from());
      if (edge.kind() == 0) {
        history.stays.add(
            new Stay(
                "o" + edge.one(),
                "o" + edge.other(),
                begin,
                Optional.of(second(edge.from() + edge.length()))));
      } else {
        history.conversions.add(
            new Conversion(
                "o" + edge.one(), begin, "o" + edge.other(), second(edge.from() + edge.length())));
      }
    }

    assertThat(Affected.by("o0", second(from), second(from + length), history))
        .isEqualTo(bruteForce(edges, from, from + length));
  }

  private static Map<String, Moment> bruteForce(List<Edge> edges, int from, int to) {
    Map<String, Integer> since = new HashMap<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int now = 0; now <= 45; now++) {
        for (Edge edge : edges) {
          boolean stays = edge.kind() == 0;
          String source = "o" + (stays ? edge.other() : edge.one());
          String target = "o" + (stays ? edge.one() : edge.other());
          boolean faulty =
              (source.equals("o0") && now >= from && now <= to)
                  || now >= since.getOrDefault(source, Integer.MAX_VALUE);
          int end = edge.from() + edge.length();
          boolean touches = stays ? now >= edge.from() && now <= end : now == edge.from();
          int then = stays ? now : end;
          if (faulty && touches && then < since.getOrDefault(target, Integer.MAX_VALUE)) {
            since.put(target, then);
            changed = true;
          }
        }
      }
    }
    Map<String, Moment> affected = new HashMap<>();
    since.forEach((object, second) -> affected.put(object, second(second)));
    affected.put("o0", second(from));
    return affected;
  }
}
