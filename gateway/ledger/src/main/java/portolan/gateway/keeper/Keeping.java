// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Logger;
import portolan.gateway.health.HealthSource;
import portolan.gateway.health.Recurring;

/**
 * A keeper at work: a thread acts when a time is over. Whatever goes wrong is logged and tried
 * again. The thread is not interrupted, because it uses the list's file.
 */
public final class Keeping implements HealthSource, AutoCloseable {
  /** How often it looks whether something is due. */
  private static final Duration TICK = Duration.ofMillis(500);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** So many blocks behind the peer the list is good enough to act on. */
  private static final long LAG = 20;

  private static final Logger LOG = Logger.getLogger(Keeping.class.getName());

  private final Supplier<OptionalLong> tip;
  private final Keeper keeper;
  private final Recurring acting = new Recurring(LOG, "the keeper's round");
  private final Thread worker;
  private final CountDownLatch end = new CountDownLatch(1);

  // Of the thread alone.
  private long seen = -1;
  private long seenNanos;

  /**
   * Begins, in the background.
   *
   * @param tip the number of the next block, as far as that is known
   */
  public static Keeping start(Keeper keeper, Supplier<OptionalLong> tip) {
    Keeping keeping = new Keeping(keeper, tip);
    keeping.worker.start();
    return keeping;
  }

  private Keeping(Keeper keeper, Supplier<OptionalLong> tip) {
    this.tip = tip;
    this.keeper = keeper;
    worker = Thread.ofVirtual().name("keeper").unstarted(this::work);
  }

  /** How the keeper is. */
  public Keeper.Status status() {
    return keeper.status();
  }

  @Override
  public Optional<String> trouble() {
    return acting.trouble();
  }

  private void work() {
    try {
      while (!end.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (isCaughtUp()) {
          round();
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void round() {
    try {
      keeper.round();
      acting.works();
    } catch (RuntimeException | Error e) {
      if (end.getCount() > 0) {
        acting.fails(e);
      }
    }
  }

  /** What an old block began, a later one may have ended. */
  private boolean isCaughtUp() {
    long next = keeper.status().nextBlock();
    if (next != seen) {
      seen = next;
      seenNanos = System.nanoTime();
    }
    OptionalLong all = tip.get();
    return (all.isPresent() && next + LAG >= all.getAsLong())
        || System.nanoTime() - seenNanos > PAUSE.toNanos();
  }

  /** Stops; what is under way goes on in the outbox. */
  @Override
  public void close() {
    end.countDown();
    boolean interrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
