// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import portolan.gateway.store.SmallDisk;

/** What an outbox does when its disk is full, and when it is so no longer. */
class FullDiskTest {
  private static final Duration AWHILE = Duration.ofSeconds(60);

  @RegisterExtension final SmallDisk disk = new SmallDisk(24);

  private static Submission large(String key) {
    Submission small = Submissions.of(key);
    return new Submission(
        key,
        small.requestHash(),
        small.chaincode(),
        small.function(),
        "{\"items\":[{\"note\":\"" + "x".repeat(200_000) + "\"}]}",
        Optional.empty(),
        small.endorsers(),
        Optional.empty());
  }

  private Path folder() {
    return disk.folder().resolve("gateway");
  }

  @Test
  void nothingThatWasAcceptedIsLostAndTheOutboxGoesOnByItself() throws Exception {
    FaultyLedger ledger = new FaultyLedger(new FaultyLedger.Faults() {});
    try (RestartableOutbox box = new RestartableOutbox(ledger, folder())) {
      List<Submission> accepted = new ArrayList<>();
      accepted.add(large("before"));
      box.submit(accepted.getFirst());

      disk.fill();
      Submission refused = large("meanwhile");
      assertThatThrownBy(() -> box.outbox().accept(refused))
          .isInstanceOf(java.sql.SQLException.class)
          .hasMessageContaining("the outbox in " + folder().resolve("outbox.mv.db"))
          .hasMessageContaining("No space left on device");
      assertThat(box.outbox().trouble()).get().asString().contains("No space left on device");
      assertThatThrownBy(() -> box.outbox().accept(large("again")))
          .as("it is still closed")
          .isInstanceOf(java.sql.SQLException.class)
          .hasMessageContaining("No space left on device");

      disk.free();
      await().atMost(AWHILE).until(() -> box.outbox().trouble().isEmpty());
      assertThat(box.outbox().find("meanwhile", refused.requestHash()))
          .as("its caller was told that it was not accepted")
          .isEmpty();
      assertThat(box.outcome(accepted.getFirst())).isInstanceOf(Outcome.Committed.class);
      assertThat(box.submit(refused)).isInstanceOf(Outcome.Committed.class);
      box.restart();
      assertThat(box.outcome(refused)).isInstanceOf(Outcome.Committed.class);
    }
  }

  @Test
  void whatIsUnderWayWhenTheDiskFillsUpIsBroughtToItsEndAndDoneOnce() throws Exception {
    GroupLedger ledger = new GroupLedger();
    Grouping grouping = new Grouping(10, 1_000_000, 2, Duration.ofMillis(5), 100);
    try (Outbox outbox = new Outbox(ledger.connect(), folder(), 100);
        GroupCommit groups = new GroupCommit(outbox, grouping)) {
      Lane lane = new Lane("settlement", "confirm", Submissions.BANK_AND_ONE, false);
      ledger.hold();
      var outcome =
          groups.accept(
              new Contribution(
                  "pay:E1", "0a".repeat(32), lane, List.of("{\"id\":\"E1\"}"), List.of()),
              "caller");
      await().atMost(AWHILE).until(() -> !ledger.groups().isEmpty());
      disk.fill();
      ledger.letGo();
      await().atMost(AWHILE).until(() -> outbox.trouble().isPresent());
      var refused =
          groups.accept(
              new Contribution(
                  "pay:E2", "0a".repeat(32), lane, List.of("{\"id\":\"E2\"}"), List.of()),
              "caller");
      assertThatThrownBy(() -> refused.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(java.sql.SQLException.class);

      disk.free();

      assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Committed.class);
      assertThat(outbox.trouble()).isEmpty();
      assertThat(ledger.payments()).containsOnlyKeys("E1").containsEntry("E1", 1);
      assertThat(groups.unfinished()).isZero();
    }
  }
}
