// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.gateway.outbox.FaultyLedger.Faults;

/** Submissions that follow from another one. */
class OutboxFollowerTest {
  private static final Submission FUND = Submissions.of("escrow:1");
  private static final Submission ADVISE_SUPPLIER = Submissions.after("escrow:1", "advise:1");
  private static final Submission ADVISE_CARRIER = Submissions.after("escrow:1", "advise:2");

  @TempDir Path folder;

  @Test
  void followersComeToTheLedgerAfterTheirPredecessor() throws Exception {
    FaultyLedger ledger = new FaultyLedger(new Faults() {});
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      box.begin(FUND, ADVISE_SUPPLIER, ADVISE_CARRIER);
      box.awaitIdle();

      for (Submission submission : List.of(FUND, ADVISE_SUPPLIER, ADVISE_CARRIER)) {
        assertThat(box.outcome(submission)).isInstanceOf(Outcome.Committed.class);
        assertThat(ledger.effects(submission.key())).isEqualTo(1);
      }
      assertThat(ledger.log().indexOf("await escrow:1 tx-0"))
          .isLessThan(indexOfEndorsement(ledger, "advise:1"))
          .isLessThan(indexOfEndorsement(ledger, "advise:2"));
    }
  }

  private static int indexOfEndorsement(FaultyLedger ledger, String key) {
    return ledger.log().indexOf(ledger.log("endorse " + key).getFirst());
  }

  @Test
  void followersOfWhatWasRefusedAreRefusedAndNeverEndorsed() throws Exception {
    FaultyLedger ledger =
        new FaultyLedger(
            new Faults() {
              @Override
              public TxValidationCode validating(String key, int transaction) {
                return TxValidationCode.ENDORSEMENT_POLICY_FAILURE;
              }
            });
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      box.begin(FUND, ADVISE_SUPPLIER);
      box.awaitIdle();

      assertThat(ledger.log("endorse advise")).isEmpty();
      assertThat(box.outbox().find("advise:1", ADVISE_SUPPLIER.requestHash())).isEmpty();
      box.restart();
      assertThat(box.outbox().unfinished()).isZero();
    }
  }

  @Test
  void followersFollowTheOneThatComesFirstInTheSameRequest() throws Exception {
    try (RestartableOutbox box = new RestartableOutbox(new FaultyLedger(new Faults() {}), folder)) {
      assertThatThrownBy(() -> box.begin(FUND, Submissions.of("advise:1")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> box.begin(FUND, Submissions.after("escrow:2", "advise:1")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(box.outbox().unfinished()).isZero();
      assertThat(box.outbox().find("escrow:1", FUND.requestHash())).isEmpty();
    }
  }

  /** A request that is tried again at once must not meet what is left of the refused one. */
  @Test
  void aRefusedRequestTriedAgainAtOnceBringsItsNewFollowers() throws Exception {
    AtomicInteger fundings = new AtomicInteger();
    FaultyLedger ledger =
        new FaultyLedger(
            new Faults() {
              @Override
              public String answer(String key, int call) throws LedgerRefusedException {
                if (key.startsWith("escrow") && fundings.getAndIncrement() % 2 == 0) {
                  throw new LedgerRefusedException("INVALID_ARGUMENT", "", "not yet");
                }
                return Faults.super.answer(key, call);
              }
            });
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      for (int round = 0; round < 200; round++) {
        Submission fund = Submissions.of("escrow:" + round);
        List<Submission> all =
            List.of(
                fund,
                Submissions.after(fund.key(), "advise:" + round + ".1"),
                Submissions.after(fund.key(), "advise:" + round + ".2"));
        assertThat(RestartableOutbox.end(box.outbox().accept(all)))
            .isInstanceOf(Outcome.Refused.class);
        assertThat(RestartableOutbox.end(box.outbox().accept(all)))
            .isInstanceOf(Outcome.Committed.class);
        box.awaitIdle();
        for (Submission submission : all) {
          assertThat(ledger.effects(submission.key())).as(submission.key()).isEqualTo(1);
          assertThat(box.outcome(submission)).isInstanceOf(Outcome.Committed.class);
        }
      }
      assertThat(ledger.violations()).isEmpty();
      assertThat(box.outbox().unfinished()).isZero();
    }
  }

  /** Dies when the given key is endorsed for the first time. */
  private static FaultyLedger dyingWhenEndorsing(String key) {
    return new FaultyLedger(
        new Faults() {
          @Override
          public Endorsing endorsing(String k, int call) {
            return k.equals(key) && call == 0 ? Endorsing.CRASH : Endorsing.NONE;
          }
        });
  }

  @Test
  void followersAreNotForgottenWhenTheProcessDiesBeforeOrAfterTheirPredecessor() throws Exception {
    for (String death : List.of("escrow:1", "advise:1")) {
      FaultyLedger ledger = dyingWhenEndorsing(death);
      try (RestartableOutbox box =
          new RestartableOutbox(ledger, folder.resolve(death.replace(':', '-')))) {
        box.begin(FUND, ADVISE_SUPPLIER, ADVISE_CARRIER);
        box.restartAfterDeath();
        box.awaitIdle();

        for (Submission submission : List.of(FUND, ADVISE_SUPPLIER, ADVISE_CARRIER)) {
          assertThat(box.outcome(submission)).isInstanceOf(Outcome.Committed.class);
          assertThat(ledger.effects(submission.key())).isEqualTo(1);
        }
        assertThat(ledger.violations()).isEmpty();
      }
    }
  }

  @Test
  void followersOfWhatWasRefusedBeforeTheProcessDiedAreRefusedByTheNext() throws Exception {
    try (OutboxStore store = new OutboxStore(folder)) {
      store.insert(List.of(FUND, ADVISE_SUPPLIER), System.currentTimeMillis());
      store.finished(
          FUND.key(), new Outcome.Refused("WRONG", "", "no", ""), System.currentTimeMillis());
    }
    FaultyLedger ledger = new FaultyLedger(new Faults() {});
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder)) {
      box.awaitIdle();

      assertThat(ledger.log()).isEmpty();
    }
    try (OutboxStore store = new OutboxStore(folder)) {
      assertThat(store.find(ADVISE_SUPPLIER.key()).orElseThrow().outcome().orElseThrow())
          .isEqualTo(new Outcome.Refused("PREDECESSOR_REFUSED", "", "escrow:1 was refused", ""));
    }
  }
}
