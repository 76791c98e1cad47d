// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import portolan.contracts.fixture.TestChannel;

/**
 * Plays histories on contracts, right or wrong ones.
 *
 * @param contracts the channel before it is opened, anew for each history
 * @param rounds of a history
 */
record Histories(Supplier<TestChannel.Builder> contracts, int rounds) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * A history that went wrong.
   *
   * @param seed that chose it
   * @param ended whether all of it was played, so that it failed at its end
   * @param cause what was wrong
   * @param played until then
   */
  record Failure(long seed, boolean ended, Throwable cause, List<Round> played) {}

  /** Plays the history of a seed. */
  Optional<Failure> play(long seed, Episode.Statistics statistics) {
    Episode episode = new Episode(seed, contracts.get(), statistics);
    boolean ended = false;
    try {
      for (int i = 0; i < rounds; i++) {
        episode.playNext();
      }
      ended = true;
      episode.end();
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(new Failure(seed, ended, e, List.copyOf(episode.played())));
    }
  }

  /** What is left of a failed history when all is left out that it fails without. */
  List<Round> shortened(Failure failure) {
    return shortened(failure, PATIENCE);
  }

  List<Round> shortened(Failure failure, Duration patience) {
    int rounds = failure.ended() ? this.rounds : failure.played().size();
    List<Round> played = failure.played().subList(0, rounds);
    return Shortening.of(played, fewer -> fails(failure.seed(), fewer, failure.ended()), patience);
  }

  /** Without the rounds of the end, which follow from the others. */
  private List<Round> history(Failure failure) {
    return failure.played().subList(0, failure.ended() ? rounds : failure.played().size());
  }

  private boolean fails(long seed, List<Round> history, boolean toTheEnd) {
    try {
      Episode episode = new Episode(seed, contracts.get(), new Episode.Statistics());
      episode.play(history);
      if (toTheEnd) {
        episode.end();
      }
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  /** What to tell about a failed history. */
  String inWords(Failure failure) {
    String wrong =
        "seed %d: %s%n"
            .formatted(
                failure.seed(),
                failure.cause() instanceof AssertionError error
                    ? error.getMessage()
                    : failure.cause());
    return fails(failure.seed(), history(failure), failure.ended())
        ? wrong
            + "the shortest history found that fails:%n".formatted()
            + Shortening.inWords(shortened(failure))
        : wrong + "what was played does not fail by itself: look at who invents the next round";
  }
}
