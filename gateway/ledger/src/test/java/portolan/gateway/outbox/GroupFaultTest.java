// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several gateways group the same trades at the same time, on a ledger whose calls fail before and
 * after they took effect, and are stopped and opened again in the middle. Whoever asks again learns
 * the truth, and everything is paid exactly once: the ledger counts by itself.
 */
class GroupFaultTest {
  private static final int GATEWAYS = 3;
  private static final int TRADES = 60;
  private static final int RESTARTS = 4;
  private static final int SCHEDULES = 12;
  private static final Lane LANE =
      new Lane("settlement", "confirm", Submissions.BANK_AND_ONE, false);
  private static final Grouping GROUPING =
      new Grouping(16, 1_000_000, 3, Duration.ofMillis(2), 1_000);

  private static final String HASH = "0a".repeat(32);

  @TempDir Path folder;

  /** Fails as the seed says, and no longer after so many faults: then everything must end. */
  private static final class SeededFate implements GroupLedger.Fate {
    private static final int MOST_FAULTS = 60;

    private final SplittableRandom random;
    private int faults;

    SeededFate(long seed) {
      random = new SplittableRandom(seed);
    }

    private boolean fails(int percent) {
      return random.nextInt(100) < percent && faults++ < MOST_FAULTS;
    }

    @Override
    public void endorsing(Submission group) throws LedgerUnavailableException {
      if (fails(15)) {
        throw new LedgerUnavailableException("no peer", null);
      }
    }

    @Override
    public void submitting() throws LedgerUnavailableException {
      if (fails(15)) {
        throw new LedgerUnavailableException("no orderer", null);
      }
    }

    @Override
    public void submitted() throws LedgerUnavailableException {
      if (fails(20)) {
        throw new LedgerUnavailableException("the orderer died after it took it", null);
      }
    }
  }

  private static final class Gateway {
    final Path folder;
    final GroupLedger ledger;
    Outbox outbox;
    GroupCommit groups;

    Gateway(Path folder, GroupLedger ledger) throws Exception {
      this.folder = folder;
      this.ledger = ledger;
      open();
    }

    void open() throws Exception {
      outbox = new Outbox(ledger.connect(), folder, 1_000);
      groups = new GroupCommit(outbox, GROUPING);
    }

    void close() {
      groups.close();
      outbox.close();
    }
  }

  private static String id(int trade) {
    return (trade % 10 == 9 ? "bad-" : "E-") + trade;
  }

  @Test
  void everythingIsPaidExactlyOnceAndEveryCallerLearnsTheTruth() throws Exception {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      play(seed);
    }
  }

  private void play(long seed) throws Exception {
    GroupLedger ledger = new GroupLedger(new SeededFate(seed));
    SplittableRandom random = new SplittableRandom(seed * 31);
    List<Gateway> gateways = new ArrayList<>();
    List<CompletableFuture<Outcome>> begun = new ArrayList<>();
    for (int i = 0; i < GATEWAYS; i++) {
      gateways.add(new Gateway(folder.resolve("seed-" + seed + "-gateway-" + i), ledger));
    }
    try {
      for (int restart = 0; restart < RESTARTS; restart++) {
        for (int i = 0; i < TRADES; i++) {
          begun.add(begin(gateways.get(random.nextInt(GATEWAYS)), random.nextInt(TRADES)));
        }
        Gateway unlucky = gateways.get(random.nextInt(GATEWAYS));
        unlucky.close();
        unlucky.open();
      }
      Map<String, Outcome> outcomes = new HashMap<>();
      for (int trade = 0; trade < TRADES; trade++) {
        for (Gateway gateway : gateways) {
          outcomes.put(id(trade), end(seed, begin(gateway, trade)));
        }
      }
      outcomes.forEach(
          (id, outcome) -> {
            boolean paid = ledger.payments(id) == 1;
            assertThat(outcome instanceof Outcome.Refused)
                .as("seed %d: what the caller of %s was told", seed, id)
                .isEqualTo(!paid);
          });
      assertThat(begun)
          .as("seed %d: who was not cut off by a restart was answered", seed)
          .anyMatch(CompletableFuture::isDone);
      assertThat(ledger.payments())
          .as("seed %d: payments", seed)
          .hasSize(TRADES - TRADES / 10)
          .allSatisfy((id, times) -> assertThat(times).isOne());
    } finally {
      gateways.forEach(Gateway::close);
    }
  }

  private static CompletableFuture<Outcome> begin(Gateway gateway, int trade) throws Exception {
    return gateway.groups.accept(
        new Contribution(
            "pay:" + id(trade), HASH, LANE, List.of("{\"id\":\"" + id(trade) + "\"}"), List.of()),
        trade % 4);
  }

  private static Outcome end(long seed, CompletableFuture<Outcome> outcome) throws Exception {
    try {
      return outcome.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("no outcome with seed " + seed, e);
    }
  }
}
