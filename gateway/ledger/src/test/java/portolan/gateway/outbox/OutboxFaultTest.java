// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import portolan.gateway.outbox.FaultyLedger.Faults;
import portolan.gateway.outbox.FaultyLedger.Faults.Awaiting;
import portolan.gateway.outbox.FaultyLedger.Faults.Endorsing;
import portolan.gateway.outbox.FaultyLedger.Faults.Submitting;

/** Each fault of the ledger by itself. */
class OutboxFaultTest {
  private static final Submission SUBMISSION = Submissions.of("escrow:1");

  @TempDir Path folder;

  /** Faults of the first calls, in order; after them all is well. */
  private record Script(
      List<Endorsing> endorsing,
      List<Submitting> submitting,
      List<Awaiting> awaiting,
      List<TxValidationCode> codes)
      implements Faults {

    static Script of(Endorsing... faults) {
      return new Script(List.of(faults), List.of(), List.of(), List.of());
    }

    static Script of(Submitting... faults) {
      return new Script(List.of(), List.of(faults), List.of(), List.of());
    }

    static Script of(Awaiting... faults) {
      return new Script(List.of(), List.of(), List.of(faults), List.of());
    }

    static Script of(TxValidationCode... codes) {
      return new Script(List.of(), List.of(), List.of(), List.of(codes));
    }

    Script awaiting(Awaiting... faults) {
      return new Script(endorsing, submitting, List.of(faults), codes);
    }

    @Override
    public Endorsing endorsing(String key, int call) {
      return call < endorsing.size() ? endorsing.get(call) : Endorsing.NONE;
    }

    @Override
    public Submitting submitting(String key, int call) {
      return call < submitting.size() ? submitting.get(call) : Submitting.NONE;
    }

    @Override
    public Awaiting awaiting(String key, int call) {
      return call < awaiting.size() ? awaiting.get(call) : Awaiting.NONE;
    }

    @Override
    public TxValidationCode validating(String key, int transaction) {
      return transaction < codes.size() ? codes.get(transaction) : TxValidationCode.VALID;
    }
  }

  /** Plays the script; the submission must take effect exactly once. */
  private FaultyLedger commits(Script script) throws Exception {
    FaultyLedger ledger = new FaultyLedger(script);
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      Outcome outcome = box.submit(SUBMISSION);

      assertThat(outcome).isInstanceOf(Outcome.Committed.class);
      assertThat(((Outcome.Committed) outcome).blockNumber())
          .isEqualTo(ledger.blockOfEffect("escrow:1"));
      assertThat(ledger.effects("escrow:1")).isEqualTo(1);
      assertThat(ledger.violations()).isEmpty();
    }
    return ledger;
  }

  @Test
  void anAcknowledgedEnvelopeThatNeverAppearsIsHandedOverAgain() throws Exception {
    FaultyLedger ledger = commits(Script.of(Submitting.LOST, Submitting.LOST));

    assertThat(ledger.log("endorse")).hasSize(1);
    assertThat(ledger.log("submit"))
        .containsExactly("submit escrow:1 tx-0", "submit escrow:1 tx-0", "submit escrow:1 tx-0");
  }

  @Test
  void theCommitStatusIsAskedForBeforeEveryRepetition() throws Exception {
    FaultyLedger ledger = commits(Script.of(Submitting.LOST));

    assertThat(ledger.log())
        .containsExactly(
            "endorse escrow:1 by BankMSP,PlatformMSP",
            "submit escrow:1 tx-0",
            "await escrow:1 tx-0",
            "await escrow:1 tx-0",
            "submit escrow:1 tx-0",
            "await escrow:1 tx-0");
  }

  @Test
  void anErrorOfATransactionThatWasTakenDoesNotRepeatIt() throws Exception {
    FaultyLedger ledger = commits(Script.of(Submitting.TAKEN_WITH_ERROR));

    assertThat(ledger.log("submit")).hasSize(1);
    assertThat(ledger.log("endorse")).hasSize(1);
  }

  @Test
  void anOrdererThatTakesNothingIsTriedUntilItDoes() throws Exception {
    FaultyLedger ledger =
        commits(Script.of(Submitting.NOT_TAKEN, Submitting.NOT_TAKEN, Submitting.NOT_TAKEN));

    assertThat(ledger.log("submit")).hasSize(4);
    assertThat(ledger.log("endorse")).hasSize(1);
  }

  @Test
  void withoutCommitStatusNothingIsEndorsedAgain() throws Exception {
    FaultyLedger ledger =
        commits(Script.of(Awaiting.UNAVAILABLE, Awaiting.UNAVAILABLE, Awaiting.UNAVAILABLE));

    assertThat(ledger.log("endorse")).hasSize(1);
    assertThat(ledger.log("submit")).as("not without knowing how the first went").hasSize(1);
  }

  @Test
  void theCodeOfTheFirstCopyCountsNotThatOfTheSecond() throws Exception {
    FaultyLedger ledger =
        commits(
            Script.of(Submitting.NONE, Submitting.NONE)
                .awaiting(Awaiting.TOO_LATE, Awaiting.TOO_LATE, Awaiting.DUPLICATE, Awaiting.NONE));

    assertThat(ledger.log("endorse")).hasSize(1);
    assertThat(ledger.log("submit")).hasSize(2);
  }

  @Test
  void aTransactionThatIsOrderedLateMakesNoSecondOne() throws Exception {
    for (Submitting late : List.of(Submitting.ORDERED_LATE, Submitting.ORDERED_LATE_WITH_ERROR)) {
      FaultyLedger ledger = new FaultyLedger(Script.of(late));
      try (RestartableOutbox box = new RestartableOutbox(ledger, folder.resolve(late.name()))) {
        assertThat(box.submit(SUBMISSION)).isInstanceOf(Outcome.Committed.class);
        assertThat(ledger.effects("escrow:1")).isEqualTo(1);
        assertThat(ledger.log("endorse")).hasSize(1);
        assertThat(ledger.violations()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TxValidationCode.class,
      names = {
        "MVCC_READ_CONFLICT",
        "PHANTOM_READ_CONFLICT",
        "EXPIRED_CHAINCODE",
        "CHAINCODE_VERSION_CONFLICT"
      })
  void aTransactionThatLostARaceIsEndorsedAnew(TxValidationCode code) throws Exception {
    FaultyLedger ledger = commits(Script.of(code, code));

    assertThat(ledger.log("endorse")).hasSize(3);
    assertThat(ledger.log("submit"))
        .containsExactly("submit escrow:1 tx-0", "submit escrow:1 tx-1", "submit escrow:1 tx-2");
  }

  @Test
  void whoLosesEveryRaceIsRefusedAtLast() throws Exception {
    FaultyLedger ledger =
        new FaultyLedger(
            Script.of(
                IntStream.range(0, 1_000)
                    .mapToObj(i -> TxValidationCode.MVCC_READ_CONFLICT)
                    .toArray(TxValidationCode[]::new)));
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      Outcome outcome = box.submit(SUBMISSION);

      assertThat(outcome).isInstanceOf(Outcome.Refused.class);
      assertThat(((Outcome.Refused) outcome).code()).isEqualTo("CONFLICT");
      assertThat(ledger.log("endorse")).hasSize(50);
      assertThat(ledger.violations()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TxValidationCode.class,
      mode = Mode.EXCLUDE,
      names = {
        "VALID",
        "DUPLICATE_TXID",
        "MVCC_READ_CONFLICT",
        "PHANTOM_READ_CONFLICT",
        "EXPIRED_CHAINCODE",
        "CHAINCODE_VERSION_CONFLICT",
        "UNRECOGNIZED"
      })
  void anInvalidTransactionIsRefusedWithItsCodeAndTheKeyIsFree(TxValidationCode code)
      throws Exception {
    FaultyLedger ledger = new FaultyLedger(Script.of(code));
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      Outcome outcome = box.submit(SUBMISSION);

      assertThat(outcome).isInstanceOf(Outcome.Refused.class);
      assertThat(((Outcome.Refused) outcome).code()).isEqualTo(code.name());
      assertThat(ledger.log("endorse")).hasSize(1);
      assertThat(box.submit(SUBMISSION)).isInstanceOf(Outcome.Committed.class);
      assertThat(ledger.effects("escrow:1")).isEqualTo(1);
    }
  }

  @Test
  void whenAMemberIsDownTheNextPartnerIsAsked() throws Exception {
    FaultyLedger ledger = commits(Script.of(Endorsing.UNAVAILABLE, Endorsing.UNAVAILABLE));

    assertThat(ledger.log("endorse"))
        .containsExactly(
            "endorse escrow:1 by BankMSP,PlatformMSP",
            "endorse escrow:1 by BankMSP,CustomsMSP",
            "endorse escrow:1 by BankMSP,PlatformMSP");
  }

  /** Where a process dies, and the most that may be done for its submission altogether. */
  private record Death(String where, Script script, int endorsements, int handOvers) {
    @Override
    public String toString() {
      return where;
    }
  }

  static Stream<Death> deaths() {
    return Stream.of(
        new Death("while endorsing", Script.of(Endorsing.CRASH), 2, 1),
        new Death("before handing over", Script.of(Submitting.CRASH_BEFORE), 1, 2),
        new Death("after handing over", Script.of(Submitting.CRASH_AFTER), 1, 1),
        new Death("while waiting for the commit", Script.of(Awaiting.CRASH), 1, 1),
        new Death(
            "while waiting for a lost one",
            Script.of(Submitting.LOST).awaiting(Awaiting.CRASH),
            1,
            2),
        new Death(
            "while waiting for a late one",
            Script.of(Submitting.ORDERED_LATE).awaiting(Awaiting.CRASH),
            1,
            2),
        new Death(
            "after an error although taken",
            Script.of(Submitting.TAKEN_WITH_ERROR).awaiting(Awaiting.CRASH),
            1,
            1));
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void whoeverDiesIsSucceededByOneWhoGoesOnWithTheSameEnvelope(Death death) throws Exception {
    FaultyLedger ledger = new FaultyLedger(death.script());
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      box.begin(SUBMISSION);
      box.restartAfterDeath();

      Outcome outcome = box.outcome(SUBMISSION);

      assertThat(outcome).isInstanceOf(Outcome.Committed.class);
      Outcome.Committed committed = (Outcome.Committed) outcome;
      assertThat(committed.blockNumber()).isEqualTo(ledger.blockOfEffect("escrow:1"));
      assertThat(committed.endorsers()).containsExactly("BankMSP", "PlatformMSP");
      assertThat(committed.result()).isEqualTo(FaultyLedger.WRITES);
      assertThat(ledger.effects("escrow:1")).isEqualTo(1);
      assertThat(ledger.log("endorse")).hasSize(death.endorsements());
      assertThat(ledger.log("submit").stream().distinct()).hasSize(1);
      assertThat(ledger.log("submit")).hasSizeLessThanOrEqualTo(death.handOvers());
      assertThat(ledger.violations()).isEmpty();
    }
  }

  @Test
  void whoeverSucceedsReadsTheBlocksFromWhereTheOldestUnfinishedTransactionCanBe()
      throws Exception {
    FaultyLedger ledger = new FaultyLedger(Script.of(Awaiting.CRASH));
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      long next = ledger.height();
      box.begin(SUBMISSION);
      box.restartAfterDeath();
      box.outcome(SUBMISSION);
      box.awaitIdle();
      box.restart();

      assertThat(ledger.followed())
          .as("a new outbox, one with a transaction under way, one with nothing")
          .containsExactly(OptionalLong.empty(), OptionalLong.of(next), OptionalLong.empty());
      assertThat(ledger.blockOfEffect("escrow:1")).isGreaterThanOrEqualTo(next);
    }
  }

  @Test
  void whoeverDiesAfterALostRaceDoesNotHandOverTheLosingEnvelopeAgain() throws Exception {
    FaultyLedger ledger =
        new FaultyLedger(
            new Script(
                List.of(Endorsing.NONE, Endorsing.CRASH),
                List.of(),
                List.of(),
                List.of(TxValidationCode.MVCC_READ_CONFLICT)));
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      box.begin(SUBMISSION);
      box.restartAfterDeath();

      assertThat(box.outcome(SUBMISSION)).isInstanceOf(Outcome.Committed.class);
      assertThat(ledger.log("submit"))
          .containsExactly("submit escrow:1 tx-0", "submit escrow:1 tx-1");
      assertThat(ledger.violations()).isEmpty();
    }
  }

  @Test
  void aSubmissionSurvivesAnyNumberOfDeaths() throws Exception {
    FaultyLedger ledger =
        new FaultyLedger(
            new Script(
                List.of(Endorsing.CRASH, Endorsing.CRASH),
                List.of(Submitting.CRASH_BEFORE, Submitting.LOST, Submitting.CRASH_AFTER),
                List.of(Awaiting.CRASH, Awaiting.TOO_LATE, Awaiting.NONE, Awaiting.CRASH),
                List.of()));
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      box.begin(SUBMISSION);
      int deaths = 0;
      while (ledger.effects("escrow:1") == 0 || box.connection().isDead()) {
        box.restartAfterDeath();
        deaths++;
        assertThat(deaths).isLessThan(20);
        box.awaitIdleOrDeath();
      }
      assertThat(deaths).isGreaterThanOrEqualTo(4);
      assertThat(box.outcome(SUBMISSION)).isInstanceOf(Outcome.Committed.class);
      assertThat(ledger.effects("escrow:1")).isEqualTo(1);
      assertThat(ledger.violations()).isEmpty();
    }
  }
}
