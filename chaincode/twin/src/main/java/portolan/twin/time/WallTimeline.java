// SPDX-License-Identifier: Apache-2.0
package portolan.twin.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The machine's clock; events run on one thread, in order. */
public final class WallTimeline implements Timeline {
  private static final Logger LOG = Logger.getLogger(WallTimeline.class.getName());

  private final ScheduledThreadPoolExecutor thread;

  /** Starts the thread. */
  public WallTimeline() {
    thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("twin-ordering").daemon(true).factory());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable event) {
    schedule(Duration.ZERO, event);
  }

  @Override
  public void schedule(Duration delay, Runnable event) {
    try {
      // run() reports failures itself
      var unused = thread.schedule(() -> run(event), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "the ledger is closed", e);
    }
  }

  private static void run(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.SEVERE, "an event of the ledger failed", e);
      throw e;
    }
  }

  @Override
  public boolean passUntil(BooleanSupplier condition, Duration atMost) {
    return false;
  }

  @Override
  public boolean isVirtual() {
    return false;
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
