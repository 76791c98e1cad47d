// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.FilteredBlockEventsRequest;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.protos.peer.FilteredBlock;
import org.hyperledger.fabric.protos.peer.FilteredTransaction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.gateway.health.HealthSource;
import portolan.gateway.health.Recurring;
import portolan.gateway.outbox.Ledger.Commit;

/**
 * What became of transactions, from the stream of the own peer's blocks. It goes on where it broke
 * off, whatever broke it; while it is broken, and before its first block, it knows nothing and says
 * so.
 */
final class CommitStream implements HealthSource, AutoCloseable {
  private static final int REMEMBERED = 20_000;
  private static final long UNKNOWN = -1;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Logger LOG = Logger.getLogger(CommitStream.class.getName());

  private final Source source;
  private final Reason reason;
  private final Runnable whenBlock;
  private final Recurring reading;
  private final Thread thread;
  private final Map<String, CompletableFuture<Commit>> awaited = new ConcurrentHashMap<>();
  private final Map<String, Commit> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Commit> eldest) {
          return size() > REMEMBERED;
        }
      };
  private volatile boolean following;
  private volatile boolean closed;
  private volatile CloseableIterator<FilteredBlock> blocks;
  private volatile long next = UNKNOWN;

  /** Where the blocks are from. */
  @FunctionalInterface
  interface Source {
    /** Those from this one on or, if none is named, from the next one. */
    CloseableIterator<FilteredBlock> from(OptionalLong block);
  }

  /** Says in a sentence why the blocks broke off, as far as that can be found out. */
  @FunctionalInterface
  interface Reason {
    String of(Throwable failure);
  }

  /**
   * Does nothing until it is started.
   *
   * @param whenBlock told of each block
   */
  CommitStream(String name, Source source, Reason reason, Runnable whenBlock) {
    this.source = source;
    this.reason = reason;
    this.whenBlock = whenBlock;
    reading = new Recurring(LOG, "following the blocks of " + name);
    thread = Thread.ofVirtual().name("blocks of " + name).unstarted(this::follow);
  }

  /** Of a channel, from the peer to which the network leads. */
  static Source source(Network network) {
    return block -> {
      FilteredBlockEventsRequest.Builder request = network.newFilteredBlockEventsRequest();
      block.ifPresent(request::startBlock);
      return request.build().getEvents();
    };
  }

  /** Begins with this block or, if none is named, with the next one. */
  void start(OptionalLong from) {
    next = from.orElse(UNKNOWN);
    thread.start();
  }

  /** The number of the next block that it will see; what is not in a block yet comes no earlier. */
  OptionalLong next() {
    long number = next;
    return following && number != UNKNOWN ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /** What became of a transaction, if its block has come. */
  Optional<Commit> seen(String transactionId) {
    synchronized (seen) {
      return Optional.ofNullable(seen.get(transactionId));
    }
  }

  /** Whether blocks are coming in. */
  boolean isFollowing() {
    return following;
  }

  /**
   * Waits for a transaction's block.
   *
   * @return empty if it did not come within the time; it may have come before this stream began
   */
  Optional<Commit> await(String transactionId, Duration atMost) throws InterruptedException {
    CompletableFuture<Commit> its =
        awaited.computeIfAbsent(transactionId, id -> new CompletableFuture<>());
    try {
      // After it is awaited, so that its block cannot come unnoticed in between.
      Optional<Commit> before = seen(transactionId);
      if (before.isPresent()) {
        return before;
      }
      return Optional.of(its.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      awaited.remove(transactionId, its);
    }
  }

  private void follow() {
    Duration pause = PAUSE;
    while (!closed) {
      long before = next;
      try {
        readBlocks();
      } catch (RuntimeException | Error e) {
        // Whatever it is: without this thread nobody learns of commits.
        if (!closed) {
          reading.fails(reasonOf(e));
          LOG.log(Level.FINE, "the blocks broke off", e);
        }
      }
      following = false;
      pause = next != before ? PAUSE : longer(pause);
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private String reasonOf(Throwable failure) {
    try {
      return reason.of(failure);
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "the reason cannot be found out", e);
      return failure.toString();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private void readBlocks() {
    // The last one once more: that it comes shows that the others will, however long they take.
    OptionalLong from =
        next == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(Math.max(0, next - 1));
    try (CloseableIterator<FilteredBlock> coming = source.from(from)) {
      blocks = coming;
      while (!closed && coming.hasNext()) {
        take(coming.next());
      }
    }
  }

  private void take(FilteredBlock block) {
    for (FilteredTransaction transaction : block.getFilteredTransactionsList()) {
      // Of a transaction that was submitted twice, what became of the first is what counts.
      if (transaction.getTxValidationCode() != TxValidationCode.DUPLICATE_TXID
          && !transaction.getTxid().isEmpty()) {
        Commit commit = new Commit(block.getNumber(), transaction.getTxValidationCode());
        synchronized (seen) {
          seen.put(transaction.getTxid(), commit);
        }
        CompletableFuture<Commit> waiting = awaited.get(transaction.getTxid());
        if (waiting != null) {
          waiting.complete(commit);
        }
      }
    }
    next = block.getNumber() + 1;
    following = true;
    whenBlock.run();
    reading.works();
  }

  /** Why no blocks are coming in, if something is wrong. */
  @Override
  public Optional<String> trouble() {
    return reading.trouble();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    CloseableIterator<FilteredBlock> open = blocks;
    if (open != null) {
      open.close();
    }
  }
}
