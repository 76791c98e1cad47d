// SPDX-License-Identifier: Apache-2.0
package portolan.twin.gateway;

import io.grpc.stub.ServerCallStreamObserver;
import org.hyperledger.fabric.protos.common.Block;
import portolan.twin.peer.Peer;

/** Sends something for every block of a peer, as fast as the client takes it. */
abstract class BlockStream {
  private final Peer peer;
  private final ServerCallStreamObserver<?> observer;
  private long next;
  private boolean waiting;
  private boolean ended;

  BlockStream(Peer peer, ServerCallStreamObserver<?> observer) {
    this.peer = peer;
    this.observer = observer;
  }

  /** Sends what belongs to a block; false ends the stream. */
  abstract boolean send(Block block);

  /** Begins with a block, which may still have to come. */
  void begin(long first) {
    next = first;
    advance();
  }

  /** Goes on, because the client is ready or a block came. */
  synchronized void advance() {
    while (!ended && !waiting && !observer.isCancelled() && observer.isReady()) {
      if (next >= peer.height()) {
        waiting = true;
        peer.whenBlock(
            next,
            () -> {
              synchronized (this) {
                waiting = false;
              }
              advance();
            });
        return;
      }
      Block block = peer.block(next).orElseThrow();
      next++;
      if (!send(block)) {
        ended = true;
      }
    }
  }

  /** The number of the block that is sent next. */
  synchronized long next() {
    return next;
  }
}
