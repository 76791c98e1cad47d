// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** An outbox in a folder, which can die and be opened again. */
final class RestartableOutbox implements AutoCloseable {
  private final FaultyLedger ledger;
  private final Path folder;
  private final int capacity;
  private FaultyLedger.Connection connection;
  private Outbox outbox;

  RestartableOutbox(FaultyLedger ledger, Path folder, int capacity) throws SQLException {
    this.ledger = ledger;
    this.folder = folder;
    this.capacity = capacity;
    open(capacity);
  }

  RestartableOutbox(FaultyLedger ledger, Path folder) throws SQLException {
    this(ledger, folder, 1_000);
  }

  private void open(int withCapacity) throws SQLException {
    connection = ledger.connect();
    outbox = new Outbox(connection, folder, withCapacity);
  }

  Outbox outbox() {
    return outbox;
  }

  /** The ledger as the process sees it that runs now. */
  FaultyLedger.Connection connection() {
    return connection;
  }

  /** Closes and opens again. */
  void restart() throws SQLException {
    restart(capacity);
  }

  void restart(int withCapacity) throws SQLException {
    outbox.close();
    open(withCapacity);
  }

  /** Waits for a fault that kills the process, and opens again what it left. */
  void restartAfterDeath() throws SQLException, InterruptedException {
    connection.awaitDeath();
    restart();
  }

  /** What became of a submission, once it has ended. */
  static Outcome end(CompletableFuture<Outcome> outcome) throws InterruptedException {
    try {
      return outcome.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("no outcome", e);
    }
  }

  /** Submits and waits for the end. */
  Outcome submit(Submission submission) throws Exception {
    return end(outbox.accept(submission));
  }

  /** Submits, without waiting for the end. */
  void begin(Submission... submissions) throws Exception {
    CompletableFuture<Outcome> outcome = outbox.accept(List.of(submissions));
    if (outcome.isCompletedExceptionally()) {
      throw new AssertionError("an outcome is never an exception");
    }
  }

  /** What became of a submission that an earlier process accepted. */
  Outcome outcome(Submission submission) throws Exception {
    return end(outbox.find(submission.key(), submission.requestHash()).orElseThrow());
  }

  void awaitIdle() {
    await(() -> outbox.unfinished() == 0);
  }

  /** Waits until all has ended or a fault has killed the process. */
  void awaitIdleOrDeath() {
    await(() -> connection.isDead() || outbox.unfinished() == 0);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(condition);
  }

  @Override
  public void close() {
    outbox.close();
  }
}
