// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;

/**
 * Random histories, many at a time. {@code -Dportolan.settlement.commands=20000} for fewer, {@code
 * -Dportolan.settlement.minutes=120} for as many as that gives, {@code
 * -Dportolan.settlement.seed=7} begins with another one.
 */
final class SettlementSimulationTest {
  private static final long COMMANDS = Long.getLong("portolan.settlement.commands", 1_000_000);
  private static final Optional<Duration> LENGTH =
      Optional.ofNullable(Long.getLong("portolan.settlement.minutes")).map(Duration::ofMinutes);
  private static final long SEED = Long.getLong("portolan.settlement.seed", 1);
  private static final int ROUNDS = 300;

  /** From so many commands on everything that can happen has happened. */
  private static final long ENOUGH = 100_000;

  private static final int FUNCTIONS = 36;

  private final Histories histories = new Histories(Episode::honest, ROUNDS);
  private final AtomicLong nextSeed = new AtomicLong(SEED);
  private final AtomicReference<Histories.Failure> failure = new AtomicReference<>();
  private final Episode.Statistics statistics = new Episode.Statistics();
  private final long begin = System.nanoTime();

  @Test
  void whateverMembersDoTheLedgerIsWhatTheModelSaysAfterEveryBlock() throws Exception {
    int players = Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads = Executors.newFixedThreadPool(players)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < players; i++) {
        all.add(threads.submit(this::play));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    System.out.printf(
        "settlement simulation: seeds %d to %d, %d s: %s%n",
        SEED,
        nextSeed.get() - 1,
        Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
        statistics);
    if (failure.get() != null) {
      throw new AssertionError(histories.inWords(failure.get()), failure.get().cause());
    }
    if (statistics.commands() >= ENOUGH) {
      assertThat(statistics.answers())
          .as("every function took effect, and was refused")
          .hasSize(FUNCTIONS)
          .allSatisfy(
              (function, answers) -> assertThat(answers).containsKeys("now").hasSizeGreaterThan(1));
      assertThat(statistics.codes())
          .containsKeys(
              TxValidationCode.VALID,
              TxValidationCode.MVCC_READ_CONFLICT,
              TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
              TxValidationCode.DUPLICATE_TXID);
    }
  }

  private void play() {
    while (failure.get() == null && !isEnough()) {
      Episode.Statistics own = new Episode.Statistics();
      histories
          .play(nextSeed.getAndIncrement(), own)
          .ifPresent(f -> failure.compareAndSet(null, f));
      synchronized (statistics) {
        statistics.add(own);
      }
    }
  }

  private boolean isEnough() {
    if (LENGTH.isPresent()) {
      return System.nanoTime() - begin >= LENGTH.get().toNanos();
    }
    synchronized (statistics) {
      return statistics.commands() >= COMMANDS;
    }
  }
}
