// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted, what is refused, and how an outcome is found again. */
class OutboxTest {
  private static final String EXISTING = "{\"results\":[{\"existing\":true}]}";
  private static final String NEW_AND_REFUSED =
      "{\"results\":[{\"refused\":{\"code\":\"WRONG_SECRET\",\"field\":\"items[0].secret\",\"message\":\"no\"}},"
          + "{}]}";
  private static final String EXISTING_AND_REFUSED =
      "{\"results\":[{\"existing\":true},"
          + "{\"refused\":{\"code\":\"WRONG_SECRET\",\"field\":\"items[1].secret\",\"message\":\"no\"}}]}";

  @TempDir Path folder;

  private static FaultyLedger answering(String answer) {
    return new FaultyLedger(
        new FaultyLedger.Faults() {
          @Override
          public String answer(String key, int call) {
            return answer;
          }
        });
  }

  /** Refuses the first calls of every key, then answers well. */
  private static FaultyLedger refusing(int times, LedgerRefusedException refusal) {
    return new FaultyLedger(
        new FaultyLedger.Faults() {
          @Override
          public String answer(String key, int call) throws LedgerRefusedException {
            if (call < times) {
              throw refusal;
            }
            return FaultyLedger.Faults.super.answer(key, call);
          }
        });
  }

  private static FaultyLedger honest() {
    return new FaultyLedger(new FaultyLedger.Faults() {});
  }

  /** Never answers a call, so that nothing that is accepted ends. */
  private static FaultyLedger stuck() {
    return new FaultyLedger(
        new FaultyLedger.Faults() {
          @Override
          public Endorsing endorsing(String key, int call) {
            return Endorsing.CRASH;
          }
        });
  }

  @Test
  void aSubmissionIsEndorsedHandedOverAndCommittedOnce() throws Exception {
    FaultyLedger ledger = honest();
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      Outcome outcome = box.submit(Submissions.of("escrow:1"));

      assertThat(outcome).isInstanceOf(Outcome.Committed.class);
      Outcome.Committed committed = (Outcome.Committed) outcome;
      assertThat(committed.transactionId()).isEqualTo("tx-0");
      assertThat(committed.blockNumber()).isEqualTo(ledger.blockOfEffect("escrow:1"));
      assertThat(committed.endorsers()).containsExactly("BankMSP", "PlatformMSP");
      assertThat(committed.result()).isEqualTo(FaultyLedger.WRITES);
      assertThat(committed.elapsedMillis()).isNotNegative();
      assertThat(ledger.log())
          .containsExactly(
              "endorse escrow:1 by BankMSP,PlatformMSP",
              "submit escrow:1 tx-0",
              "await escrow:1 tx-0");
    }
  }

  @Test
  void theSameRequestAgainGivesTheSameOutcomeAndIsNotSentAgain() throws Exception {
    FaultyLedger ledger = honest();
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      Outcome first = box.submit(Submissions.of("escrow:1"));

      assertThat(box.submit(Submissions.of("escrow:1"))).isEqualTo(first);
      assertThat(box.outcome(Submissions.of("escrow:1"))).isEqualTo(first);
      box.restart();
      assertThat(box.outcome(Submissions.of("escrow:1"))).isEqualTo(first);
      assertThat(box.submit(Submissions.of("escrow:1"))).isEqualTo(first);

      assertThat(ledger.effects("escrow:1")).isEqualTo(1);
      assertThat(ledger.log("endorse")).hasSize(1);
    }
  }

  @Test
  void theSameRequestWhileTheFirstIsUnderWayWaitsForTheSameOutcome() throws Exception {
    try (RestartableOutbox box = new RestartableOutbox(stuck(), folder)) {
      CompletableFuture<Outcome> first = box.outbox().accept(Submissions.of("escrow:1"));

      assertThat(box.outbox().accept(Submissions.of("escrow:1"))).isSameAs(first);
      assertThat(box.outbox().find("escrow:1", "hash of escrow:1").orElseThrow()).isSameAs(first);
      assertThat(first).isNotDone();
      assertThat(box.outbox().unfinished()).isEqualTo(1);
    }
  }

  @Test
  void anotherRequestUnderTheSameKeyIsRefusedBeforeAndAfterTheEndAndARestart() throws Exception {
    Submission other = Submissions.of("escrow:1", "another hash");
    FaultyLedger ledger = honest();
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      box.submit(Submissions.of("escrow:1"));
      refusesAsInUse(box, other);
      box.restart();
      refusesAsInUse(box, other);
      assertThat(ledger.log("endorse")).hasSize(1);
    }
    Path second = folder.resolve("second");
    try (RestartableOutbox box = new RestartableOutbox(stuck(), second)) {
      box.begin(Submissions.of("escrow:1"));
      refusesAsInUse(box, other);
      box.restart();
      refusesAsInUse(box, other);
    }
  }

  private static void refusesAsInUse(RestartableOutbox box, Submission other) {
    assertThatThrownBy(() -> box.outbox().accept(other))
        .isInstanceOf(KeyInUseException.class)
        .hasMessageContaining("escrow:1");
    assertThatThrownBy(() -> box.outbox().find(other.key(), other.requestHash()))
        .isInstanceOf(KeyInUseException.class);
  }

  @Test
  void nothingIsKnownOfAKeyThatWasNeverUsed() throws Exception {
    try (RestartableOutbox box = new RestartableOutbox(honest(), folder)) {
      assertThat(box.outbox().find("escrow:1", "hash")).isEmpty();
    }
  }

  @Test
  void manyCallersWithOneKeyAtOnceGetOneOutcome() throws Exception {
    FaultyLedger ledger = honest();
    int callers = 8;
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder);
        ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      for (int round = 0; round < 100; round++) {
        Submission submission = Submissions.of("escrow:" + round);
        CountDownLatch start = new CountDownLatch(1);
        Callable<Outcome> call =
            () -> {
              start.await();
              var before = box.outbox().find(submission.key(), submission.requestHash());
              return RestartableOutbox.end(
                  before.isPresent() ? before.get() : box.outbox().accept(submission));
            };
        List<Future<Outcome>> outcomes =
            IntStream.range(0, callers).mapToObj(i -> threads.submit(call)).toList();
        start.countDown();
        List<Outcome> all = new ArrayList<>();
        for (Future<Outcome> outcome : outcomes) {
          all.add(outcome.get());
        }
        assertThat(all).containsOnly(all.getFirst());
        assertThat(ledger.effects(submission.key())).isEqualTo(1);
      }
    }
  }

  @Test
  void whatIsOnTheLedgerAlreadyIsNotHandedOver() throws Exception {
    FaultyLedger ledger = answering(EXISTING);
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      assertThat(box.submit(Submissions.of("escrow:1"))).isEqualTo(new Outcome.Existing(EXISTING));
      box.restart();
      assertThat(box.outcome(Submissions.of("escrow:1"))).isEqualTo(new Outcome.Existing(EXISTING));
      assertThat(ledger.log("submit")).isEmpty();
    }
  }

  @Test
  void aGroupIsHandedOverWhenOneItemOfItIsNewAndNotOtherwise() throws Exception {
    FaultyLedger mixed = answering(NEW_AND_REFUSED);
    try (RestartableOutbox box = new RestartableOutbox(mixed, folder.resolve("1"))) {
      assertThat(box.submit(Submissions.of("group:1"))).isInstanceOf(Outcome.Committed.class);
      assertThat(mixed.effects("group:1")).isEqualTo(1);
    }
    FaultyLedger nothingNew = answering(EXISTING_AND_REFUSED);
    try (RestartableOutbox box = new RestartableOutbox(nothingNew, folder.resolve("2"))) {
      assertThat(box.submit(Submissions.of("group:1")))
          .isEqualTo(
              new Outcome.Refused("WRONG_SECRET", "items[1].secret", "no", EXISTING_AND_REFUSED));
      assertThat(nothingNew.log("submit")).isEmpty();
    }
  }

  @Test
  void aRefusalThatNoBlockCanCureIsBelievedAtOnce() throws Exception {
    FaultyLedger ledger =
        refusing(
            1, new LedgerRefusedException("INVALID_ARGUMENT", "items[0].amount", "expected more"));
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      assertThat(box.submit(Submissions.of("escrow:1")))
          .isEqualTo(
              new Outcome.Refused("INVALID_ARGUMENT", "items[0].amount", "expected more", ""));
      assertThat(ledger.log()).hasSize(1);
    }
  }

  @Test
  void aRefusalThatABlockCanCureIsBelievedOnlyWhenRepeated() throws Exception {
    LedgerRefusedException notFound = new LedgerRefusedException("NOT_FOUND", "noteId", "no note");
    FaultyLedger cured = refusing(LaggingPeer.PAUSES.size(), notFound);
    try (RestartableOutbox box = new RestartableOutbox(cured, folder.resolve("1"))) {
      assertThat(box.submit(Submissions.of("escrow:1"))).isInstanceOf(Outcome.Committed.class);
      assertThat(cured.effects("escrow:1")).isEqualTo(1);
    }
    FaultyLedger repeated = refusing(Integer.MAX_VALUE, notFound);
    try (RestartableOutbox box = new RestartableOutbox(repeated, folder.resolve("2"))) {
      assertThat(box.submit(Submissions.of("escrow:1")))
          .isEqualTo(new Outcome.Refused("NOT_FOUND", "noteId", "no note", ""));
      assertThat(repeated.log("endorse")).hasSize(1 + LaggingPeer.PAUSES.size());
    }
  }

  @Test
  void aRefusedKeyMayBeTriedAgainWithTheSameOrAnotherRequest() throws Exception {
    FaultyLedger ledger =
        refusing(2, new LedgerRefusedException("WRONG_SECRET", "secret", "not the secret"));
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      assertThat(box.submit(Submissions.of("escrow:1"))).isInstanceOf(Outcome.Refused.class);
      assertThat(box.outbox().find("escrow:1", "hash of escrow:1")).isEmpty();
      assertThat(box.submit(Submissions.of("escrow:1"))).isInstanceOf(Outcome.Refused.class);
      box.restart();
      assertThat(box.outbox().find("escrow:1", "right secret")).isEmpty();
      assertThat(box.submit(Submissions.of("escrow:1", "right secret")))
          .isInstanceOf(Outcome.Committed.class);
      refusesAsInUse(box, Submissions.of("escrow:1"));
      assertThat(ledger.effects("escrow:1")).isEqualTo(1);
    }
  }

  @Test
  void aRefusalOfAnyLengthEndsTheSubmission() throws Exception {
    FaultyLedger ledger =
        refusing(
            Integer.MAX_VALUE,
            new LedgerRefusedException(
                "INVALID_ARGUMENT" + "_X".repeat(500), "f".repeat(50_000), "m".repeat(50_000)));
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      Outcome.Refused refused = (Outcome.Refused) box.submit(Submissions.of("escrow:1"));

      assertThat(refused.message()).startsWith("mmm").hasSizeLessThan(5_000);
      assertThat(box.outbox().unfinished()).isZero();
    }
  }

  @Test
  void anAnswerThatCannotBeUnderstoodIsARefusalAndNotHandedOver() throws Exception {
    for (String answer :
        List.of(
            "",
            "{}",
            "not JSON",
            "{\"results\":[]}",
            "{\"results\":[{\"refused\":{\"code\":\"lower case\",\"message\":\"no\"}}]}",
            "{\"results\":[{\"existing\":\"yes\"}]}")) {
      FaultyLedger ledger = answering(answer);
      try (RestartableOutbox box =
          new RestartableOutbox(ledger, folder.resolve(Integer.toHexString(answer.hashCode())))) {
        Outcome outcome = box.submit(Submissions.of("escrow:1"));

        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused) outcome).code()).isEqualTo("INTERNAL");
        assertThat(ledger.log("submit")).isEmpty();
      }
    }
  }

  @Test
  void aFullOutboxRefusesAndHasRoomAgainWhenSomethingEnds() throws Exception {
    try (RestartableOutbox box = new RestartableOutbox(stuck(), folder.resolve("1"), 2)) {
      box.begin(Submissions.of("a"));
      refusesAsFull(box, List.of(Submissions.of("b"), Submissions.after("b", "c")));
      assertThat(box.outbox().find("b", "hash of b")).as("all or none").isEmpty();
      box.begin(Submissions.of("b"));
      refusesAsFull(box, List.of(Submissions.of("c")));
      assertThat(box.outbox().unfinished()).isEqualTo(2);
      assertThat(box.outbox().accept(Submissions.of("a"))).as("accepted before").isNotDone();
    }
    try (RestartableOutbox box = new RestartableOutbox(honest(), folder.resolve("2"), 2)) {
      for (int i = 0; i < 20; i++) {
        box.submit(Submissions.of("key " + i));
        box.awaitIdle();
      }
      assertThat(box.outbox().capacity()).isEqualTo(2);
    }
  }

  private static void refusesAsFull(RestartableOutbox box, List<Submission> submissions) {
    assertThatThrownBy(() -> box.outbox().accept(submissions))
        .isInstanceOf(OutboxFullException.class)
        .hasMessageContaining("2");
  }

  @Test
  void whatWasAcceptedStaysAcceptedWhenTheCapacityIsLowered() throws Exception {
    try (RestartableOutbox box = new RestartableOutbox(stuck(), folder, 3)) {
      for (String key : List.of("a", "b", "c")) {
        box.begin(Submissions.of(key));
      }
      box.restart(2);
      assertThat(box.outbox().unfinished()).isEqualTo(3);
      refusesAsFull(box, List.of(Submissions.of("d")));
    }
    FaultyLedger ledger = honest();
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder, 2)) {
      box.awaitIdle();
      for (String key : List.of("a", "b", "c")) {
        assertThat(ledger.effects(key)).isEqualTo(1);
      }
      assertThat(box.submit(Submissions.of("d"))).isInstanceOf(Outcome.Committed.class);
    }
  }

  @Test
  void aClosedOutboxAcceptsNothing() throws Exception {
    RestartableOutbox box = new RestartableOutbox(honest(), folder);
    box.close();

    assertThatThrownBy(() -> box.outbox().accept(Submissions.of("a")))
        .isInstanceOf(Exception.class);
  }

  @Test
  void whatCannotBeStoredForWhateverReasonTakesNoRoomForEver() throws Exception {
    FaultyLedger ledger = honest();
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder, 2)) {
      for (int i = 0; i < 5; i++) {
        Submission whole = Submissions.of("escrow:broken" + i);
        Submission broken =
            new Submission(
                whole.key(),
                whole.requestHash(),
                whole.chaincode(),
                whole.function(),
                whole.argument(),
                whole.sealed(),
                null,
                whole.after());
        assertThatThrownBy(() -> box.outbox().accept(broken)).isInstanceOf(RuntimeException.class);
      }
      assertThat(box.outbox().unfinished()).isZero();
      assertThat(box.submit(Submissions.of("escrow:1"))).isInstanceOf(Outcome.Committed.class);
    }
  }
}
