// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.WriteBatchState;
import org.hyperledger.fabric.protos.peer.WriteRecord;

/**
 * A transaction between the peer's call and the chaincode's last word: its writes that have not
 * been sent, and who waits for the peer's answer. The peer takes one request of a transaction at a
 * time, so there is never more than one to wait for.
 *
 * <p>Decides only. To send is left to the caller, which by then holds no lock of this object: the
 * shim takes locks of its own.
 */
final class OpenTransaction {
  /**
   * Most bytes of writes that are kept back, and most in one batch unless a single write is larger.
   * Half of what gRPC takes as one message where nobody has raised its limit.
   */
  static final int MAX_BYTES = 2 << 20;

  private static final ByteString TWO_AT_ONCE =
      ByteString.copyFromUtf8("a contract may not use its stub in two threads at a time");

  private enum Awaiting {
    /** Nobody waits. */
    NOTHING,
    /** The contract waits for the answer to its own request. */
    ANSWER,
    /** The contract waits in a write until those before it, and it, have been sent. */
    ROOM,
    /** The contract has ended well; its last message waits until all writes have been sent. */
    LAST_BATCH
  }

  private final PeerOffer offer;
  private final Deque<WriteRecord> writes = new ArrayDeque<>();
  private long bytes;
  private Awaiting awaiting = Awaiting.NOTHING;
  private ChaincodeMessage request = ChaincodeMessage.getDefaultInstance();
  private Optional<ByteString> refused = Optional.empty();
  private boolean peerGone;

  OpenTransaction(PeerOffer offer) {
    this.offer = offer;
  }

  /** The chaincode sends a message about this transaction. */
  synchronized Step fromChaincode(ChaincodeMessage message) {
    boolean last = Messages.isLast(message);
    if (awaiting != Awaiting.NOTHING) {
      // The peer would not take it, and answers could reach the wrong thread.
      refused = Optional.of(TWO_AT_ONCE);
      if (!last) {
        return new Step.Answer(error(message));
      }
    }
    request = message;
    if (last) {
      return message.getType() == ChaincodeMessage.Type.COMPLETED
          ? completed(message)
          : end(message);
    }
    if (peerGone) {
      return new Step.Answer(Messages.error(message, BatchedStream.GONE));
    }
    Optional<WriteRecord> write = offer.takesBatches() ? Messages.write(message) : Optional.empty();
    if (write.isPresent()) {
      return written(write.get());
    }
    awaiting = Awaiting.ANSWER;
    return new Step.Ask(message);
  }

  private Step written(WriteRecord write) {
    if (refused.isPresent()) {
      return new Step.Answer(error(request));
    }
    writes.add(write);
    bytes += write.getSerializedSize();
    if (bytes < MAX_BYTES) {
      return new Step.Answer(done());
    }
    awaiting = Awaiting.ROOM;
    return nextBatch();
  }

  private Step completed(ChaincodeMessage message) {
    if (peerGone || Messages.isFailure(message)) {
      return end(message);
    }
    if (refused.isPresent()) {
      return refuse();
    }
    awaiting = Awaiting.LAST_BATCH;
    return nextBatch();
  }

  /** What the peer, or this, has against the transaction. */
  private ChaincodeMessage error(ChaincodeMessage about) {
    return Messages.about(about, ChaincodeMessage.Type.ERROR, refused.orElseThrow());
  }

  private Step end(ChaincodeMessage last) {
    writes.clear();
    awaiting = Awaiting.NOTHING;
    return new Step.End(last);
  }

  private Step refuse() {
    writes.clear();
    awaiting = Awaiting.NOTHING;
    return new Step.Refuse(error(request));
  }

  private ChaincodeMessage done() {
    return Messages.about(request, ChaincodeMessage.Type.RESPONSE, ByteString.EMPTY);
  }

  private Step nextBatch() {
    if (writes.isEmpty()) {
      if (awaiting == Awaiting.LAST_BATCH) {
        return end(request);
      }
      awaiting = Awaiting.NOTHING;
      return new Step.Answer(done());
    }
    WriteBatchState.Builder batch = WriteBatchState.newBuilder();
    long size = 0;
    do {
      WriteRecord write = writes.remove();
      batch.addRec(write);
      size += write.getSerializedSize();
    } while (!writes.isEmpty()
        && batch.getRecCount() < offer.maxWrites()
        && size + writes.peek().getSerializedSize() <= MAX_BYTES);
    bytes -= size;
    return new Step.Ask(
        Messages.about(
            request, ChaincodeMessage.Type.WRITE_BATCH_STATE, batch.build().toByteString()));
  }

  /** The peer answers, with RESPONSE or ERROR. */
  synchronized Step fromPeer(ChaincodeMessage answer) {
    Awaiting awaited = awaiting;
    boolean good = answer.getType() == ChaincodeMessage.Type.RESPONSE;
    switch (awaited) {
      case NOTHING -> {
        // The contract was told already that the peer is gone; its next request has another answer.
        return Step.NONE;
      }
      case ANSWER -> {
        awaiting = Awaiting.NOTHING;
        return new Step.Answer(answer);
      }
      case ROOM, LAST_BATCH -> {
        if (good) {
          return nextBatch();
        }
      }
    }
    // The peer has done a part of the batch: whatever the contract makes of it, nothing of the
    // transaction may be endorsed.
    refused = Optional.of(answer.getPayload());
    writes.clear();
    bytes = 0;
    if (awaited == Awaiting.LAST_BATCH) {
      return refuse();
    }
    awaiting = Awaiting.NOTHING;
    return new Step.Answer(answer);
  }

  /** The peer will not answer any more. */
  synchronized Step peerGone() {
    peerGone = true;
    return switch (awaiting) {
      case NOTHING -> Step.NONE;
      case ANSWER, ROOM -> {
        awaiting = Awaiting.NOTHING;
        yield new Step.Answer(Messages.error(request, BatchedStream.GONE));
      }
      case LAST_BATCH -> end(request);
    };
  }
}
