// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import com.google.protobuf.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A method of the public API that answers the items of a stream, each once, in any order.
 *
 * @param <Q> message of the caller; holds items
 * @param <A> answer to one item
 * @param <R> message to the caller; holds answers
 */
public interface StreamRpc<Q extends Message, A, R extends Message> {

  /**
   * Begins to answer the items of a message; blocks while there is no room for them, and is
   * interrupted when the stream is over. An answer that ends exceptionally ends the stream.
   *
   * @param caller the stream, so that streams take turns
   */
  List<CompletableFuture<A>> begin(Q message, Object caller)
      throws ApiException, InterruptedException;

  /** Packs answers that are there into as few messages as possible. */
  List<R> pack(List<A> answers);

  /** Whether a thread is at work for each item until it is answered. */
  default boolean occupiesThreads() {
    return false;
  }
}
