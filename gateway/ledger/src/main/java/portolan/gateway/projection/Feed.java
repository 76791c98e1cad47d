// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.block.LedgerBlocks;
import portolan.gateway.outbox.LedgerUnavailableException;

/**
 * Reads the own peer's blocks once and hands each to all projections. Every projection has a queue
 * and a thread of its own. One that fails at a block stands still, says why, and reads by itself
 * from its own position until it has come to where the others are; so does one that is made anew,
 * and one that is too slow. The others go on.
 *
 * <p>A queue that is full makes the reading wait while it is far behind the peer: then nobody
 * misses a new block, and each block is still read once. Close to the peer's last block it waits a
 * moment.
 */
public final class Feed implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LONG_PAUSE = Duration.ofSeconds(2);

  /** Blocks, and their bytes, that wait for a projection. */
  static final int QUEUE = 64;

  private static final long QUEUED_BYTES = 16L << 20;

  /** For room in a full queue, while the feed is far behind the peer, and when it is not. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration GRACE = Duration.ofMillis(200);

  private static final Logger LOG = Logger.getLogger(Feed.class.getName());

  private final String owner;
  private final LedgerBlocks ledger;
  private final Supplier<OptionalLong> tip;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread reader;

  // Guarded by the lock.
  private long next;
  private boolean closed;
  private Optional<LedgerBlocks.Reading> shared = Optional.empty();

  /**
   * Does nothing until it is started.
   *
   * @param owner MSP id of the member, for the log
   * @param tip number of the next block at the peer, as far as that is known
   */
  public Feed(String owner, LedgerBlocks ledger, Supplier<OptionalLong> tip) {
    this.owner = owner;
    this.ledger = ledger;
    this.tip = tip;
    reader = Thread.ofVirtual().name("blocks of " + owner).unstarted(this::read);
  }

  /** One more projection; only before the start. */
  public void add(Projection projection) {
    followers.add(new Follower(projection));
  }

  /**
   * How a projection stands.
   *
   * @param name of the projection
   * @param version of the projection
   * @param next number of the first block that is not in it
   * @param lag blocks that the peer has and the projection has not; empty while it is not known how
   *     many the peer has
   * @param standsStill before which block and why; empty while it goes on
   */
  public record Standing(
      String name, int version, long next, OptionalLong lag, Optional<String> standsStill) {}

  /** How each one stands, in the order in which they were added. Does not block. */
  public List<Standing> standings() {
    return followers.stream().map(Follower::standing).toList();
  }

  /** Begins. */
  public void start() {
    long first = followers.stream().mapToLong(Follower::position).max().orElse(0);
    // Those that are far behind catch up by themselves.
    next =
        followers.stream()
            .mapToLong(Follower::position)
            .filter(position -> first - position <= QUEUE)
            .min()
            .orElse(0);
    followers.forEach(Follower::start);
    reader.start();
  }

  private void read() {
    while (awaitSomebody()) {
      try {
        readShared();
      } catch (LedgerUnavailableException e) {
        LOG.log(Level.FINE, e, () -> "the blocks of " + owner + " broke off");
      } catch (RuntimeException | Error e) {
        // A block that cannot be read: each finds that out by itself, and says so.
        LOG.log(Level.FINE, e, () -> "a block of " + owner + " cannot be read");
        followers.forEach(Follower::leave);
      }
      pause(PAUSE);
    }
  }

  /** False when it is closed. */
  private boolean awaitSomebody() {
    lock.lock();
    try {
      while (!closed && followers.stream().noneMatch(f -> f.joined)) {
        changed.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void readShared() throws LedgerUnavailableException {
    long from;
    lock.lock();
    try {
      from = next;
    } finally {
      lock.unlock();
    }
    try (LedgerBlocks.Reading blocks = ledger.from(from)) {
      if (!opened(blocks)) {
        return;
      }
      while (awaitSomebody()) {
        handOut(blocks.next());
      }
    }
  }

  /** So that closing the feed ends it; false if that has been done. */
  private boolean opened(LedgerBlocks.Reading blocks) {
    lock.lock();
    try {
      shared = Optional.of(blocks);
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void handOut(CommittedBlock block) {
    lock.lock();
    try {
      if (block.number() != next) {
        throw new IllegalStateException("expected block " + next + ", found " + block.number());
      }
      awaitRoom(block.number());
      for (Follower follower : followers) {
        if (follower.joined && follower.position <= block.number()) {
          follower.queue.add(block);
          follower.queuedBytes += block.bytes();
        }
      }
      next = block.number() + 1;
      changed.signalAll();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      lock.unlock();
    }
  }

  /** Afterwards all that are still joined have room; the lock is held. */
  private void awaitRoom(long block) throws InterruptedException {
    for (Follower follower : followers) {
      long begun = System.nanoTime();
      while (!closed && follower.joined && follower.isFull()) {
        OptionalLong end = tip.get();
        boolean close = end.isPresent() && block + QUEUE >= end.getAsLong();
        long left = (close ? GRACE : PATIENCE).toNanos() - (System.nanoTime() - begun);
        if (left > 0) {
          long unused = changed.awaitNanos(left);
        } else {
          LOG.log(
              Level.INFO,
              "the {0} of {1} does not keep up and reads the blocks by itself",
              new Object[] {follower.projection.name(), owner});
          // What waits for it is taken first.
          follower.joined = false;
        }
      }
    }
  }

  private void pause(Duration pause) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      lock.unlock();
    }
  }

  /** A projection, its queue, and its thread. */
  private final class Follower {
    private final Projection projection;
    private final Thread thread;
    private volatile long position;
    private volatile String halted = "";

    // Guarded by the lock.
    private final ArrayDeque<CommittedBlock> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean joined;

    /** After a failure it may join when it has taken one block that it read by itself. */
    private boolean failed;

    private Optional<LedgerBlocks.Reading> own = Optional.empty();

    Follower(Projection projection) {
      this.projection = projection;
      position = projection.position();
      thread = Thread.ofVirtual().name(projection.name() + " of " + owner).unstarted(this::follow);
    }

    long position() {
      return position;
    }

    Standing standing() {
      OptionalLong end = tip.get();
      long its = position;
      return new Standing(
          projection.name(),
          projection.version(),
          its,
          end.isPresent()
              ? OptionalLong.of(Math.max(0, end.getAsLong() - its))
              : OptionalLong.empty(),
          Optional.of(halted).filter(why -> !why.isEmpty()));
    }

    void start() {
      join();
      thread.start();
    }

    boolean isFull() {
      return queue.size() >= QUEUE || queuedBytes >= QUEUED_BYTES;
    }

    private void follow() {
      while (!isClosed()) {
        Duration pause = PAUSE;
        try {
          if (join() || catchUp()) {
            takeShared();
          }
          continue;
        } catch (LedgerUnavailableException e) {
          LOG.log(Level.FINE, e, () -> "the blocks for the " + projection.name() + " broke off");
        } catch (MissingPrivateDataException | SQLException | RuntimeException | Error e) {
          leave();
          if (!isClosed()) {
            pause = LONG_PAUSE;
            halt(e);
          }
        }
        pause(pause);
      }
    }

    /** Whether it has all that was handed out before. */
    private boolean join() {
      lock.lock();
      try {
        if (!joined && !failed && position >= next) {
          joined = true;
          changed.signalAll();
        }
        return joined;
      } finally {
        lock.unlock();
      }
    }

    void leave() {
      lock.lock();
      try {
        joined = false;
        failed = true;
        queue.clear();
        queuedBytes = 0;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Reads by itself until it can join; false when it is closed. */
    private boolean catchUp()
        throws LedgerUnavailableException, MissingPrivateDataException, SQLException {
      try (LedgerBlocks.Reading blocks = ledger.from(position)) {
        if (!hasOpened(blocks)) {
          return false;
        }
        while (!isClosed()) {
          List<CommittedBlock> some = new ArrayList<>();
          long bytes = 0;
          for (long left = known(); left > 0 && bytes < QUEUED_BYTES; left--) {
            some.add(blocks.next());
            bytes += some.getLast().bytes();
          }
          apply(some);
          recovered();
          if (join()) {
            return true;
          }
        }
        return false;
      }
    }

    private void recovered() {
      lock.lock();
      try {
        failed = false;
      } finally {
        lock.unlock();
      }
    }

    private boolean hasOpened(LedgerBlocks.Reading blocks) {
      lock.lock();
      try {
        own = Optional.of(blocks);
        return !closed;
      } finally {
        lock.unlock();
      }
    }

    /** So many blocks can be read without waiting for one to come; one at least. */
    private long known() {
      lock.lock();
      try {
        return Math.clamp(next - position, 1, QUEUE);
      } finally {
        lock.unlock();
      }
    }

    /** Takes what is handed out until it is left out. */
    private void takeShared() throws MissingPrivateDataException, SQLException {
      while (true) {
        List<CommittedBlock> some = await();
        if (some.isEmpty()) {
          return;
        }
        apply(some);
      }
    }

    /** Nothing when it is not joined any more, or the feed is closed. */
    private List<CommittedBlock> await() {
      lock.lock();
      try {
        while (!closed && joined && queue.isEmpty()) {
          changed.awaitUninterruptibly();
        }
        List<CommittedBlock> some = closed ? List.of() : List.copyOf(queue);
        queue.clear();
        queuedBytes = 0;
        changed.signalAll();
        return some;
      } finally {
        lock.unlock();
      }
    }

    private void apply(List<CommittedBlock> blocks)
        throws MissingPrivateDataException, SQLException {
      try {
        applyTogether(blocks);
      } catch (MissingPrivateDataException | SQLException | RuntimeException e) {
        if (blocks.size() == 1) {
          throw e;
        }
        // Up to the one that fails.
        LOG.log(Level.FINE, e, () -> "the " + projection.name() + " takes blocks one by one");
        for (CommittedBlock block : blocks) {
          applyTogether(List.of(block));
        }
      }
    }

    private void applyTogether(List<CommittedBlock> blocks)
        throws MissingPrivateDataException, SQLException {
      projection.apply(blocks);
      position = projection.position();
      long last = blocks.getLast().number();
      if (position <= last) {
        throw new IllegalStateException(
            "it took block %d and its position is %d".formatted(last, position));
      }
      if (!halted.isEmpty()) {
        halted = "";
        projection.standsStill(Optional.empty());
        LOG.log(Level.WARNING, "the {0} of {1} goes on", new Object[] {projection.name(), owner});
      }
    }

    private void halt(Throwable e) {
      String why = "block " + position + ": " + e.getMessage();
      if (!why.equals(halted)) {
        halted = why;
        projection.standsStill(Optional.of(why));
        LOG.log(
            Level.WARNING,
            "the {0} of {1} stands still before {2}",
            new Object[] {projection.name(), owner, why});
        LOG.log(Level.FINE, "the cause", e);
      }
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it; what a projection has begun it ends. The projections stay open. */
  @Override
  public void close() {
    List<LedgerBlocks.Reading> open = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      shared.ifPresent(open::add);
      followers.forEach(follower -> follower.own.ifPresent(open::add));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    open.forEach(LedgerBlocks.Reading::close);
    boolean interrupted = join(reader);
    for (Follower follower : followers) {
      interrupted |= join(follower.thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the caller was interrupted meanwhile. */
  private static boolean join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}
