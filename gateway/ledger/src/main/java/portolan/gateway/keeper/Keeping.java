// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.gateway.outbox.HealthSource;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Recurring;

/**
 * A keeper at work: one thread follows the blocks, another acts when a time is over. Whatever goes
 * wrong is logged and tried again. Its threads are not interrupted, because they use the list's
 * file.
 */
public final class Keeping implements HealthSource, AutoCloseable {
  /** How often it looks whether something is due. */
  private static final Duration TICK = Duration.ofMillis(500);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** So many blocks behind the peer the list is good enough to act on. */
  private static final long LAG = 20;

  private static final Logger LOG = Logger.getLogger(Keeping.class.getName());

  private final Chain chain;
  private final Keeper keeper;
  private final Recurring acting = new Recurring(LOG, "the keeper's round");
  private final Recurring reading = new Recurring(LOG, "the keeper's reading of blocks");
  private final Thread worker;
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile Blocks open;
  private volatile long lastBlockNanos = System.nanoTime();

  /** The chain as the own peer has it. */
  public interface Chain {
    /** Its blocks, from this one on. */
    Blocks blocks(long from);

    /** The number of the next block, as far as that is known. */
    OptionalLong tip();
  }

  /**
   * What a block changed.
   *
   * @param writes the public keys of {@code settlement} that its valid transactions wrote, in order
   */
  public record Written(long block, List<Map.Entry<String, ByteString>> writes) {}

  /** Blocks that come one after the other. */
  public interface Blocks extends AutoCloseable {
    /**
     * Waits for the next block.
     *
     * @throws LedgerUnavailableException when no more will come; then others have to be opened
     */
    Written next() throws LedgerUnavailableException;

    @Override
    void close();
  }

  /**
   * Opens the keeper and begins, in the background.
   *
   * @param opening makes the keeper; it is closed with this
   * @throws java.io.UncheckedIOException if its file cannot be opened; the message says what to do
   */
  public static Keeping start(Chain chain, Supplier<Keeper> opening) {
    Keeping keeping = new Keeping(chain, opening.get());
    keeping.worker.start();
    return keeping;
  }

  private Keeping(Chain chain, Keeper keeper) {
    this.chain = chain;
    this.keeper = keeper;
    worker = Thread.ofVirtual().name("keeper").unstarted(this::work);
  }

  /** How the keeper is. */
  public Keeper.Status status() {
    return keeper.status();
  }

  @Override
  public Optional<String> trouble() {
    return acting.trouble().or(reading::trouble);
  }

  private void work() {
    try {
      Thread reader = Thread.ofVirtual().name("blocks for the keeper").start(this::read);
      while (!end.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (isCaughtUp()) {
          round();
        }
      }
      reader.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      keeper.close();
    }
  }

  private void round() {
    try {
      keeper.round();
      acting.works();
    } catch (RuntimeException | Error e) {
      fails(acting, e);
    }
  }

  private void fails(Recurring what, Throwable e) {
    if (!isClosed()) {
      what.fails(e);
    }
  }

  /** What an old block began, a later one may have ended. */
  private boolean isCaughtUp() {
    OptionalLong tip = chain.tip();
    return (tip.isPresent() && keeper.nextBlock() + LAG >= tip.getAsLong())
        || System.nanoTime() - lastBlockNanos > PAUSE.toNanos();
  }

  private void read() {
    try {
      do {
        follow();
      } while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void follow() {
    try (Blocks blocks = chain.blocks(keeper.nextBlock())) {
      open = blocks;
      while (!isClosed()) {
        Written written = blocks.next();
        lastBlockNanos = System.nanoTime();
        keeper.take(written.block(), written.writes());
        reading.works();
      }
    } catch (LedgerUnavailableException e) {
      LOG.log(Level.FINE, "the keeper's blocks broke off", e);
    } catch (RuntimeException | Error e) {
      fails(reading, e);
    }
  }

  private boolean isClosed() {
    return end.getCount() == 0;
  }

  /** Stops; what is under way goes on in the outbox. */
  @Override
  public void close() {
    end.countDown();
    Blocks blocks = open;
    if (blocks != null) {
      blocks.close();
    }
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
