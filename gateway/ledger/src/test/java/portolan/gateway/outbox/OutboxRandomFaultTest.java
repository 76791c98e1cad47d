// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many submissions at once on a ledger where everything goes wrong, the process's own death
 * included. What must come out is computed by itself: of each submission exactly one transaction
 * takes effect, of those that the contract refuses none.
 */
class OutboxRandomFaultTest {
  private static final int SCHEDULES = 200;
  private static final int AT_ONCE = 24;
  private static final int REQUESTS = 8;

  @TempDir Path folder;

  private final AtomicInteger deaths = new AtomicInteger();
  private final AtomicInteger conflicts = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger handedOverAgain = new AtomicInteger();

  /** The same faults for the same seed, whatever the order of the calls of different keys. */
  private final class SeededFaults implements FaultyLedger.Faults {
    private static final int FAULTY_CALLS = 5;

    private final long seed;

    SeededFaults(long seed) {
      this.seed = seed;
    }

    private int percent(String step, String key, int call) {
      return new SplittableRandom(seed * 1_000_003 + (step + key).hashCode() * 31L + call)
          .nextInt(100);
    }

    @Override
    public Endorsing endorsing(String key, int call) {
      int p = percent("endorse", key, call);
      if (call >= FAULTY_CALLS || p >= 20) {
        return Endorsing.NONE;
      }
      return p < 7 ? Endorsing.CRASH : Endorsing.UNAVAILABLE;
    }

    @Override
    public String answer(String key, int call) throws LedgerRefusedException {
      if (isRefused(key)) {
        throw new LedgerRefusedException("WRONG_SECRET", "secret", "not the secret");
      }
      return FaultyLedger.Faults.super.answer(key, call);
    }

    boolean isRefused(String key) {
      return percent("contract", key, 0) < 15;
    }

    @Override
    public Submitting submitting(String key, int call) {
      int p = percent("submit", key, call);
      if (call >= FAULTY_CALLS || p >= 65) {
        return Submitting.NONE;
      }
      if (p < 5) {
        return Submitting.CRASH_BEFORE;
      } else if (p < 10) {
        return Submitting.CRASH_AFTER;
      } else if (p < 20) {
        return Submitting.NOT_TAKEN;
      } else if (p < 35) {
        return Submitting.LOST;
      } else if (p < 45) {
        return Submitting.TAKEN_WITH_ERROR;
      } else if (p < 55) {
        return Submitting.ORDERED_LATE;
      }
      return Submitting.ORDERED_LATE_WITH_ERROR;
    }

    @Override
    public Awaiting awaiting(String key, int call) {
      int p = percent("await", key, call);
      if (call >= FAULTY_CALLS || p >= 50) {
        return Awaiting.NONE;
      }
      if (p < 6) {
        return Awaiting.CRASH;
      } else if (p < 16) {
        return Awaiting.UNAVAILABLE;
      } else if (p < 36) {
        return Awaiting.TOO_LATE;
      }
      return Awaiting.DUPLICATE;
    }

    @Override
    public TxValidationCode validating(String key, int transaction) {
      int p = percent("validate", key, transaction);
      if (transaction >= FAULTY_CALLS || p >= 25) {
        return TxValidationCode.VALID;
      }
      conflicts.incrementAndGet();
      return p < 15 ? TxValidationCode.MVCC_READ_CONFLICT : TxValidationCode.PHANTOM_READ_CONFLICT;
    }
  }

  @Test
  void whateverGoesWrongEveryAcceptedSubmissionTakesEffectExactlyOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      Map<Long, Future<?>> schedules = new LinkedHashMap<>();
      for (long seed = 1; seed <= SCHEDULES; seed++) {
        long s = seed;
        schedules.put(seed, threads.submit(() -> play(s)));
      }
      for (Map.Entry<Long, Future<?>> schedule : schedules.entrySet()) {
        assertThat(schedule.getValue())
            .as("seed " + schedule.getKey())
            .succeedsWithin(java.time.Duration.ofMinutes(3));
      }
    }
    // The faults really happened.
    assertThat(deaths.get()).isGreaterThan(SCHEDULES);
    assertThat(conflicts.get()).isGreaterThan(SCHEDULES);
    assertThat(refused.get()).isGreaterThan(SCHEDULES);
    assertThat(handedOverAgain.get()).isGreaterThan(SCHEDULES);
  }

  private Void play(long seed) throws Exception {
    SeededFaults faults = new SeededFaults(seed);
    FaultyLedger ledger = new FaultyLedger(faults);
    List<List<Submission>> requests = requests(seed);
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder.resolve("seed-" + seed))) {
      for (List<Submission> request : requests) {
        box.begin(request.toArray(Submission[]::new));
        if (box.connection().isDead()) {
          restart(box);
        }
      }
      box.awaitIdleOrDeath();
      while (box.connection().isDead()) {
        restart(box);
        box.awaitIdleOrDeath();
      }
      ledger.orderWhatIsLate();
      check(requests, faults, ledger, box);
      box.restart();
      check(requests, faults, ledger, box);
    }
    return null;
  }

  private void restart(RestartableOutbox box) throws Exception {
    deaths.incrementAndGet();
    box.restart();
  }

  /** Requests with none, one or two followers. */
  private static List<List<Submission>> requests(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<Submission>> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      String key = "escrow:" + i;
      List<Submission> request = new ArrayList<>(List.of(Submissions.of(key)));
      int followers = random.nextInt(3);
      for (int f = 0; f < followers; f++) {
        request.add(Submissions.after(key, "advise:" + i + "." + f));
      }
      requests.add(request);
    }
    return requests;
  }

  private void check(
      List<List<Submission>> requests,
      SeededFaults faults,
      FaultyLedger ledger,
      RestartableOutbox box)
      throws Exception {
    assertThat(ledger.violations()).isEmpty();
    assertThat(box.outbox().unfinished()).isZero();
    for (List<Submission> request : requests) {
      String first = request.getFirst().key();
      for (Submission submission : request) {
        String key = submission.key();
        boolean mustBeRefused = faults.isRefused(first) || faults.isRefused(key);
        assertThat(ledger.effects(key)).as(key).isEqualTo(mustBeRefused ? 0 : 1);
        var outcome = box.outbox().find(key, submission.requestHash());
        if (mustBeRefused) {
          assertThat(outcome).as(key).isEmpty();
          refused.incrementAndGet();
          continue;
        }
        assertThat(RestartableOutbox.end(outcome.orElseThrow()))
            .as(key)
            .isInstanceOfSatisfying(
                Outcome.Committed.class,
                c -> assertThat(c.blockNumber()).isEqualTo(ledger.blockOfEffect(key)));
        if (!key.equals(first)) {
          assertThat(ledger.blockOfEffect(key)).isGreaterThan(ledger.blockOfEffect(first));
        }
        handedOverAgain.addAndGet(ledger.log("submit " + key + " ").size() - 1);
      }
    }
  }
}
