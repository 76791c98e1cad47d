package portolan.gateway.fabric;

import io.grpc.StatusRuntimeException;
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
import org.hyperledger.fabric.client.GatewayRuntimeException;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.protos.peer.FilteredBlock;
import org.hyperledger.fabric.protos.peer.FilteredTransaction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.gateway.outbox.Ledger.Commit;

/**
 * What became of transactions, from the stream of the own peer's blocks. It goes on where it broke
 * off; while it is broken, and before its first block, it knows nothing and says so.
 */
final class CommitStream implements AutoCloseable {
  private static final int REMEMBERED = 20_000;
  private static final long UNKNOWN = -1;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Logger LOG = Logger.getLogger(CommitStream.class.getName());

  private final Network network;
  private final Runnable whenBlock;
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

  /**
   * Does nothing until it is started.
   *
   * @param whenBlock told of each block
   */
  CommitStream(Network network, Runnable whenBlock) {
    this.network = network;
    this.whenBlock = whenBlock;
    thread = Thread.ofVirtual().name("blocks of " + network.getName()).unstarted(this::follow);
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
    while (!closed) {
      try {
        readBlocks();
      } catch (GatewayRuntimeException | StatusRuntimeException e) {
        if (!closed) {
          LOG.log(Level.FINE, e, () -> "the blocks of " + network.getName() + " broke off");
        }
      }
      following = false;
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void readBlocks() {
    FilteredBlockEventsRequest.Builder request = network.newFilteredBlockEventsRequest();
    if (next != UNKNOWN) {
      request.startBlock(next);
    }
    try (CloseableIterator<FilteredBlock> coming = request.build().getEvents()) {
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
