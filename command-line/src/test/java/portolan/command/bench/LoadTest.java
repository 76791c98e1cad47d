// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final long TWO_MILLIS = 2_000_000;

  @Test
  void aClosedLoadThatHasNothingLeftToAskForEndsEarlyAndCountsWhatWasAnswered()
      throws InterruptedException {
    Queue<CompletableFuture<?>> answers =
        new ArrayDeque<>(
            List.of(
                CompletableFuture.completedFuture("good"),
                CompletableFuture.failedFuture(new IllegalStateException("bad")),
                CompletableFuture.completedFuture("good")));
    Arrivals arrivals = new Arrivals.Closed(2);
    Tally tally = new Tally(arrivals, Duration.ZERO, LONG);

    Load.run(arrivals, () -> Optional.ofNullable(answers.poll()), tally);

    assertThat(tally.isOver()).isTrue();
    assertThat(tally.seconds()).isLessThan((double) LONG.toSeconds());
    assertThat(tally.ok()).isEqualTo(2);
    assertThat(tally.failures()).containsExactly(Map.entry("bad", 1L));
  }

  @Test
  void callersAtRandomWhoAreAnsweredAfterTheCountedTimeAreCountedWhenTheyCameWithinIt() {
    Tally tally = new Tally(new Arrivals.Random(100), Duration.ZERO, LONG);
    long arrival = System.nanoTime();
    tally.stop();
    while (System.nanoTime() - arrival < TWO_MILLIS) {
      Thread.onSpinWait();
    }

    tally.answered(arrival, null);

    assertThat(tally.ok()).isEqualTo(1);
    assertThat(tally.percentileMillis(50)).isGreaterThanOrEqualTo(1.9);
  }

  @Test
  void callersWhoWaitForTheirTurnAreCountedWhenTheyAreAnswered() {
    Tally tally = new Tally(new Arrivals.Closed(1), Duration.ZERO, LONG);
    long arrival = System.nanoTime();
    tally.stop();

    tally.answered(arrival, null);

    assertThat(tally.ok()).isZero();
  }

  @Test
  void theWarmUpCanBeCutShort() throws InterruptedException {
    Tally tally = new Tally(new Arrivals.Closed(1), LONG, LONG);

    tally.begin();
    tally.awaitBegin();
    tally.answered(System.nanoTime(), null);

    assertThat(tally.ok()).isEqualTo(1);
    assertThat(tally.isOver()).isFalse();
  }

  @Test
  void whatComesInTheWarmUpDoesNotCount() {
    Tally tally = new Tally(new Arrivals.Closed(1), LONG, LONG);

    tally.answered(System.nanoTime(), null);

    assertThat(tally.ok()).isZero();
    assertThat(tally.isOver()).isFalse();
  }
}
