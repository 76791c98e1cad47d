// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.settlement.timing.Timer;
import portolan.gateway.outbox.Outcome;
import portolan.gateway.projection.timers.Timers;

/**
 * Calls what is due, from the list of what ends when. It decides nothing: the contract does, by
 * state and time, so it does no harm to call too early, too late, or twice.
 *
 * <p>What it calls stays on the list, with growing pauses, until a block shows that the gate has
 * moved. So nothing is forgotten, whatever becomes of the call.
 */
public final class Keeper {
  /** Most calls that have no outcome yet. */
  static final int MAX_UNDER_WAY = 1_000;

  /** Until a call is made again, if no block has shown its effect. */
  static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(40),
          Duration.ofSeconds(80),
          Duration.ofMinutes(2));

  private static final Logger LOG = Logger.getLogger(Keeper.class.getName());

  private final String own;
  private final Timers timers;
  private final Calls calls;
  private final InstantSource clock;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong ended = new AtomicLong();

  /** What a keeper calls. */
  @FunctionalInterface
  public interface Calls {
    /**
     * Says that a time is over.
     *
     * @return what became of it; ends with an exception if it was not accepted
     */
    CompletableFuture<Outcome> call(Timer timer);
  }

  /**
   * How a keeper is.
   *
   * @param nextBlock number of the first block that it has not read
   * @param timers how many it waits for, as far as they are stored
   * @param ended how many calls of it have taken effect since it was started
   */
  public record Status(long nextBlock, long timers, long ended) {}

  /**
   * Opens nothing: the list stays its owner's.
   *
   * @param own MSP id of the member
   */
  public Keeper(String own, Timers timers, Calls calls, InstantSource clock) {
    this.own = own;
    this.timers = timers;
    this.calls = calls;
    this.clock = clock;
  }

  /** Calls what is due now. */
  public void round() {
    int room = MAX_UNDER_WAY - underWay.get();
    List<Timers.Due> due = room > 0 ? timers.due(clock.instant(), room, PAUSES) : List.of();
    for (Timers.Due one : due) {
      call(one);
    }
    if (!due.isEmpty()) {
      LOG.log(Level.INFO, "{0}: the time of {1} is over", new Object[] {own, due.size()});
    }
  }

  private void call(Timers.Due due) {
    underWay.incrementAndGet();
    CompletableFuture<Outcome> outcome;
    try {
      outcome = calls.call(due.timer());
    } catch (RuntimeException e) {
      outcome = CompletableFuture.failedFuture(e);
    }
    var unused =
        outcome.whenComplete(
            (its, failure) -> {
              underWay.decrementAndGet();
              note(due, its, failure);
            });
  }

  private void note(Timers.Due due, Outcome outcome, Throwable failure) {
    switch (outcome) {
      case null -> LOG.log(level(due), failure, () -> due.timer() + " was not accepted");
      case Outcome.Committed c -> ended.incrementAndGet();
      case Outcome.Existing e -> LOG.log(Level.FINE, "{0}: somebody else was first", due.timer());
      case Outcome.Refused r ->
          LOG.log(level(due), "{0}: {1} {2}", new Object[] {due.timer(), r.code(), r.message()});
    }
  }

  /** Once is nothing: clocks differ, and others act too. */
  private static Level level(Timers.Due due) {
    return due.attempts() < PAUSES.size() ? Level.FINE : Level.WARNING;
  }

  /** How it is. */
  public Status status() {
    return new Status(timers.position(), timers.size(), ended.get());
  }
}
