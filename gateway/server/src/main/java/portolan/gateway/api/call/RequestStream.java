// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/**
 * A stream whose messages are requests, each answered as if it had come alone: with a response or
 * with an error, and with its place in the stream. Made for one stream.
 *
 * @param <Q> request
 * @param <P> response to a request
 * @param <R> message that holds the response
 */
public final class RequestStream<Q extends Message, P extends Message, R extends Message>
    implements StreamRpc<Q, R, R> {

  /** How long a request of a stream may take: it has no deadline of its own. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** How answers are told. */
  public interface Wrapping<P, R> {
    /** It was answered. */
    R response(long number, P response);

    /** It failed. */
    R error(long number, Status error);
  }

  private final String name;
  private final GroupedRpc<Q, P> rpc;
  private final Wrapping<P, R> wrapping;
  private final ExecutorService threads;
  private long next;

  /** For the requests of one stream. */
  public RequestStream(
      String name, GroupedRpc<Q, P> rpc, Wrapping<P, R> wrapping, ExecutorService threads) {
    this.name = name;
    this.rpc = rpc;
    this.wrapping = wrapping;
    this.threads = threads;
  }

  /** Messages are begun one after the other, so requests are numbered as they were sent. */
  @Override
  public List<CompletableFuture<R>> begin(Q request, Object caller) {
    long number = next++;
    CompletableFuture<R> answer = new CompletableFuture<>();
    threads.execute(() -> complete(answer, number, request, caller));
    return List.of(answer);
  }

  private void complete(CompletableFuture<R> answer, long number, Q request, Object caller) {
    try {
      answer.complete(answer(number, request, caller));
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
  }

  @Override
  public boolean occupiesThreads() {
    return true;
  }

  private R answer(long number, Q request, Object caller) {
    try {
      return wrapping.response(number, rpc.call(request, new Call(DEADLINE, caller)));
    } catch (Throwable e) {
      // Also an error, such as a stack that overflowed: the caller waits for each answer.
      return wrapping.error(number, Failures.of(name, e).toStatus());
    }
  }

  @Override
  public List<R> pack(List<R> answers) {
    return answers;
  }
}
