// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.encoding.RefusedException;
import portolan.domain.settlement.timing.Timer;
import portolan.domain.worldstate.SettlementKeys;
import portolan.gateway.outbox.Outcome;

/**
 * Keeps a list of what ends when, as the blocks tell it, and calls what is due. It decides nothing:
 * the contract does, by state and time, so it does no harm to call too early, too late, or twice.
 *
 * <p>What it calls stays on the list, with growing pauses, until a block shows that the gate has
 * moved. So nothing is forgotten, whatever becomes of the call.
 */
public final class Keeper implements AutoCloseable {
  /** Most calls that have no outcome yet. */
  static final int MAX_UNDER_WAY = 1_000;

  /** Changes that wait in memory to be stored together. */
  static final int MAX_CHANGES = 5_000;

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
  private final Precedence precedence;
  private final Supplier<List<String>> members;
  private final Calls calls;
  private final InstantSource clock;
  private final TimerStore store;
  private final Map<String, Optional<TimerStore.Entry>> changes = new LinkedHashMap<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong ended = new AtomicLong();
  private long next;
  private long stored;

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
   * Opens the list.
   *
   * @param own MSP id of the member
   * @param members MSP ids of all members, who may all have keepers; empty if they are not known
   * @param directory where the file of the list is
   */
  public Keeper(
      String own,
      Supplier<List<String>> members,
      Calls calls,
      InstantSource clock,
      Path directory) {
    this.own = own;
    precedence = new Precedence(own);
    this.members = members;
    this.calls = calls;
    this.clock = clock;
    store = new TimerStore(directory);
    stored = store.nextBlock();
    next = stored;
  }

  /** The number of the block that it wants next. */
  public synchronized long nextBlock() {
    return next;
  }

  /**
   * Takes note of a block.
   *
   * @param number the one that was wanted
   * @param writes the public keys of {@code settlement} that its valid transactions wrote, in order
   */
  public synchronized void take(long number, Iterable<Map.Entry<String, ByteString>> writes) {
    if (number != next) {
      throw new IllegalArgumentException("expected block " + next + ", found " + number);
    }
    List<String> all = null;
    for (Map.Entry<String, ByteString> write : writes) {
      if (SettlementKeys.isGate(write.getKey())) {
        // Once for a block: who the members are may have to be asked of the ledger.
        all = all == null ? members.get() : all;
        changes.put(write.getKey(), entry(write.getKey(), write.getValue(), all));
      }
    }
    next++;
    if (changes.size() >= MAX_CHANGES) {
      store();
    }
  }

  private Optional<TimerStore.Entry> entry(String gate, ByteString state, List<String> all) {
    try {
      return Timer.of(gate, state.toByteArray())
          .map(timer -> new TimerStore.Entry(timer, precedence.turn(all, timer.at())));
    } catch (RefusedException e) {
      // Written by a contract that this build does not know: others will have to keep it.
      LOG.log(Level.WARNING, "{0} has a state that is not known: {1}", new Object[] {gate, e});
      return Optional.empty();
    }
  }

  private void store() {
    store.change(next, changes);
    changes.clear();
    stored = next;
  }

  /** Stores what has changed, and calls what is due now. */
  public void round() {
    List<TimerStore.Due> due;
    synchronized (this) {
      if (stored < next) {
        store();
      }
      int room = MAX_UNDER_WAY - underWay.get();
      due = room > 0 ? store.take(clock.instant(), room, PAUSES) : List.of();
    }
    for (TimerStore.Due one : due) {
      call(one);
    }
    if (!due.isEmpty()) {
      LOG.log(Level.INFO, "{0}: the time of {1} is over", new Object[] {own, due.size()});
    }
  }

  private void call(TimerStore.Due due) {
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

  private void note(TimerStore.Due due, Outcome outcome, Throwable failure) {
    switch (outcome) {
      case null -> LOG.log(level(due), failure, () -> due.timer() + " was not accepted");
      case Outcome.Committed c -> ended.incrementAndGet();
      case Outcome.Existing e -> LOG.log(Level.FINE, "{0}: somebody else was first", due.timer());
      case Outcome.Refused r ->
          LOG.log(level(due), "{0}: {1} {2}", new Object[] {due.timer(), r.code(), r.message()});
    }
  }

  /** Once is nothing: clocks differ, and others act too. */
  private static Level level(TimerStore.Due due) {
    return due.attempts() < PAUSES.size() ? Level.FINE : Level.WARNING;
  }

  /** How it is. */
  public Status status() {
    return new Status(nextBlock(), store.size(), ended.get());
  }

  /** What it has not stored it reads again from the blocks. */
  @Override
  public void close() {
    store.close();
  }
}
