// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;

/**
 * The stream between a chaincode's shim and its peer, with the writes of a transaction collected
 * and sent as batches at its end. To be put between the two in a subclass of the shim's {@link
 * org.hyperledger.fabric.shim.ChaincodeBase}:
 *
 * <pre>{@code
 * @Override
 * protected StreamObserver<ChaincodeMessage> connectToPeer(StreamObserver<ChaincodeMessage> toPeer)
 *     throws IOException {
 *   return BatchedStream.connect(toPeer, super::connectToPeer);
 * }
 * }</pre>
 *
 * <p>A contract notices nothing of it but speed. It sees none of its own writes, with batches as
 * without, so their order among its reads makes no difference; the order of the writes stays.
 * Writes are public and private puts and deletes, purges, and metadata such as a key's endorsement
 * policy. Other differences:
 *
 * <ul>
 *   <li>What the peer has against a write (an unknown collection, a write after a query that must
 *       not be followed by one) is not thrown by the write but fails the transaction at its end,
 *       with the peer's words or yours. A contract cannot go on after a refused write.
 *   <li>Of a transaction that fails (status 400 or above, or an exception) the peer gets no writes.
 *       Where a contract goes on after a failed call of another chaincode, the shim by itself
 *       leaves the other's writes in the transaction. Endorsers must therefore agree on batches if
 *       a contract does that; it had better fail.
 *   <li>When the stream ends, each call that waits for the peer fails at once, with batches or
 *       without; the shim by itself lets it wait for a minute.
 * </ul>
 *
 * <p>Limits: a batch has at most as many records as the peer offers and 2 MiB, a single larger
 * write excepted. A transaction with more than 2 MiB of writes sends what it has before it goes on,
 * so not more is held for each call that is open; a write is refused at that point at the earliest.
 *
 * <p>Each stream keeps its own transactions: several chaincodes in one process, which by nested
 * calls take part in one transaction under one id, do not see each other's.
 */
public final class BatchedStream {
  /** What the contract is told when the stream has ended. */
  static final String GONE = "the stream to the peer has ended";

  private static final Logger LOG = Logger.getLogger(BatchedStream.class.getName());

  /** Connects a shim with the peer, see {@code ChaincodeBase.connectToPeer}. */
  @FunctionalInterface
  public interface Shim {
    /**
     * Registers with the peer.
     *
     * @param toPeer takes what the shim sends
     * @return takes what the peer sends
     * @throws IOException when the shim cannot be set up
     */
    StreamObserver<ChaincodeMessage> connect(StreamObserver<ChaincodeMessage> toPeer)
        throws IOException;
  }

  private record Id(String channel, String transaction) {
    static Id of(ChaincodeMessage message) {
      return new Id(message.getChannelId(), message.getTxid());
    }
  }

  private final Map<Id, OpenTransaction> transactions = new ConcurrentHashMap<>();
  private final StreamObserver<ChaincodeMessage> toPeer;
  private final UnaryOperator<String> wording;
  private final Object sending = new Object();
  private volatile StreamObserver<ChaincodeMessage> toShim = new Outside();
  private volatile PeerOffer offer = PeerOffer.NONE;
  private volatile boolean ended;

  private BatchedStream(StreamObserver<ChaincodeMessage> toPeer, UnaryOperator<String> wording) {
    this.toPeer = toPeer;
    this.wording = wording;
  }

  /**
   * As {@link #connect(StreamObserver, Shim, UnaryOperator)}; a client is told the peer's own
   * reason for refusing a write.
   */
  public static StreamObserver<ChaincodeMessage> connect(
      StreamObserver<ChaincodeMessage> toPeer, Shim shim) throws IOException {
    return connect(toPeer, shim, UnaryOperator.identity());
  }

  /**
   * Connects shim and peer.
   *
   * @param toPeer takes what the chaincode sends
   * @param shim usually {@code super::connectToPeer}
   * @param wording what the client is told of a transaction that fails at its end, given the peer's
   *     reason; the reason itself is logged
   * @return takes what the peer sends
   * @throws IOException what the shim throws
   */
  public static StreamObserver<ChaincodeMessage> connect(
      StreamObserver<ChaincodeMessage> toPeer, Shim shim, UnaryOperator<String> wording)
      throws IOException {
    BatchedStream stream = new BatchedStream(toPeer, wording);
    stream.toShim = shim.connect(stream.new FromShim());
    return stream.new FromPeer();
  }

  /** Messages of the shim. It sends them in the thread of the contract, and under a lock. */
  private final class FromShim implements StreamObserver<ChaincodeMessage> {
    @Override
    public void onNext(ChaincodeMessage message) {
      try {
        OpenTransaction transaction = transactions.get(Id.of(message));
        ChaincodeMessage request = MultiGet.expand(message, offer);
        if (transaction != null) {
          perform(transaction.fromChaincode(request), transaction);
        } else if (!ended || Messages.isLast(message)) {
          send(request);
        } else {
          toShim.onNext(Messages.error(message, GONE));
        }
      } catch (RuntimeException e) {
        // The shim would never release its lock.
        giveUp(e);
      }
    }

    @Override
    public void onError(Throwable t) {
      toPeer.onError(t);
    }

    @Override
    public void onCompleted() {
      toPeer.onCompleted();
    }
  }

  /** Messages of the peer, one after another. */
  private final class FromPeer implements StreamObserver<ChaincodeMessage> {
    @Override
    public void onNext(ChaincodeMessage message) {
      switch (message.getType()) {
        case READY -> offer = PeerOffer.of(message);
        case INIT, TRANSACTION -> open(message);
        case RESPONSE, ERROR -> {
          OpenTransaction transaction = transactions.get(Id.of(message));
          if (transaction != null) {
            perform(transaction.fromPeer(message), transaction);
            return;
          }
        }
        default -> {
          // The shim's business alone.
        }
      }
      toShim.onNext(message);
    }

    @Override
    public void onError(Throwable t) {
      end();
      toShim.onError(t);
    }

    @Override
    public void onCompleted() {
      end();
      toShim.onCompleted();
    }
  }

  private void open(ChaincodeMessage call) {
    OpenTransaction transaction = new OpenTransaction(offer);
    transactions.put(Id.of(call), transaction);
    if (ended) {
      perform(transaction.peerGone(), transaction);
    }
  }

  private void perform(Step step, OpenTransaction transaction) {
    switch (step) {
      case Step.None none -> {
        // Somebody else will go on.
      }
      case Step.Ask ask -> send(ask.message());
      case Step.Answer answer -> toShim.onNext(answer.message());
      case Step.End end -> conclude(end.message(), transaction);
      case Step.Refuse refuse -> {
        ChaincodeMessage error = refuse.error();
        String reason = error.getPayload().toStringUtf8();
        LOG.severe(() -> "transaction " + error.getTxid() + " fails at its end: " + reason);
        conclude(Messages.failed(error, wording.apply(reason)), transaction);
      }
    }
  }

  private void conclude(ChaincodeMessage last, OpenTransaction transaction) {
    // Before the peer can call again under this id.
    transactions.remove(Id.of(last), transaction);
    send(last);
  }

  /** Never throws: a failed send is the end of the stream. */
  private void send(ChaincodeMessage message) {
    if (ended) {
      return;
    }
    try {
      synchronized (sending) {
        toPeer.onNext(message);
      }
    } catch (RuntimeException e) {
      giveUp(e);
    }
  }

  /** The peer is told, if it can be: it connects anew for the next call. */
  private void giveUp(RuntimeException cause) {
    LOG.log(Level.WARNING, "the stream to the peer is given up", cause);
    end();
    try {
      synchronized (sending) {
        toPeer.onError(cause);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "the stream to the peer had ended", e);
    }
  }

  /** Whoever waits for the peer is told, so that the shim's threads end. */
  private void end() {
    ended = true;
    transactions.values().forEach(open -> perform(open.peerGone(), open));
  }

  /** In the place of the shim until it is connected; nothing is sent to it before. */
  private static final class Outside implements StreamObserver<ChaincodeMessage> {
    @Override
    public void onNext(ChaincodeMessage message) {}

    @Override
    public void onError(Throwable t) {}

    @Override
    public void onCompleted() {}
  }
}
