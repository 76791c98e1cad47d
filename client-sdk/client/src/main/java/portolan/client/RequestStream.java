// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Requests sent without waiting for the answers, by many threads; each is answered by itself, in
 * any order. When the connection breaks, what is unanswered fails with UNAVAILABLE, and the next
 * request opens a new stream: send again what failed so, a request takes effect once however often
 * it is sent.
 *
 * <pre>{@code
 * try (RequestStream<ReleaseRequest, ReleaseResponse> releases =
 *     client.customs().releaseDeclarations()) {
 *   for (String id : assessed) {
 *     releases
 *         .send(ReleaseRequest.newBuilder().setDeclarationId(id).build())
 *         .thenAccept(released -> notify(id, released.getReceipt()));
 *   }
 * }
 * }</pre>
 *
 * @param <Q> request
 * @param <P> response
 */
public final class RequestStream<Q, P> implements AutoCloseable {
  /** Most requests that are unanswered at a time. */
  public static final int MAX_UNANSWERED = 1_000;

  private static final long CLOSE_SECONDS = 70;

  private final Semaphore room = new Semaphore(MAX_UNANSWERED);
  private final Function<Sent<P>, StreamObserver<Q>> opening;
  private Sent<P> sent;
  private StreamObserver<Q> requests;
  private boolean closed;

  /** How a message of the gateway says what was answered. */
  record Reading<R, P>(
      ToLongFunction<R> number, Function<R, Optional<Status>> error, Function<R, P> response) {}

  private RequestStream(Function<Sent<P>, StreamObserver<Q>> opening) {
    this.opening = opening;
  }

  /**
   * Streams of this method.
   *
   * @param rpc opens one
   */
  static <Q, R, P> RequestStream<Q, P> of(
      Function<StreamObserver<R>, StreamObserver<Q>> rpc, Reading<R, P> reading) {
    return new RequestStream<>(sent -> rpc.apply(new Answers<>(reading, sent)));
  }

  /**
   * Sends a request. Waits while {@value #MAX_UNANSWERED} others are unanswered.
   *
   * @return the response; ends with a {@link PortolanException} if the request was refused or the
   *     stream broke
   * @throws IllegalStateException if this was closed
   */
  public CompletableFuture<P> send(Q request) throws InterruptedException {
    room.acquire();
    CompletableFuture<P> answer = new CompletableFuture<>();
    var unused = answer.whenComplete((response, failure) -> room.release());
    synchronized (this) {
      if (closed) {
        answer.cancel(false);
        throw new IllegalStateException("closed");
      }
      if (sent == null || !sent.add(answer)) {
        sent = new Sent<>();
        requests = opening.apply(sent);
        if (!sent.add(answer)) {
          return answer;
        }
      }
      // Numbers follow the order of sending.
      requests.onNext(request);
    }
    return answer;
  }

  /** Waits until everything is answered, and ends the stream. */
  @Override
  public void close() {
    Sent<P> last;
    synchronized (this) {
      closed = true;
      last = sent;
      if (last != null && !last.over.isDone()) {
        requests.onCompleted();
      }
    }
    if (last != null && !last.awaitEnd()) {
      last.end(
          PortolanException.of(
              io.grpc.Status.UNAVAILABLE
                  .withDescription("the gateway did not end the stream; send again")
                  .asRuntimeException()));
    }
  }

  /** What was sent on one stream and is not answered. */
  private static final class Sent<P> {
    final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<P>> unanswered = new HashMap<>();
    private long next;

    /** Returns false if the stream is over. */
    synchronized boolean add(CompletableFuture<P> answer) {
      if (over.isDone()) {
        return false;
      }
      unanswered.put(next++, answer);
      return true;
    }

    synchronized Optional<CompletableFuture<P>> take(long number) {
      return Optional.ofNullable(unanswered.remove(number));
    }

    /**
     * Returns false if it does not end in time; the gateway answers each request within a minute.
     */
    boolean awaitEnd() {
      try {
        over.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (ExecutionException | TimeoutException e) {
        return false;
      }
    }

    void end(PortolanException why) {
      List<CompletableFuture<P>> left;
      synchronized (this) {
        over.complete(null);
        left = List.copyOf(unanswered.values());
        unanswered.clear();
      }
      left.forEach(each -> each.completeExceptionally(why));
    }
  }

  private record Answers<R, P>(Reading<R, P> reading, Sent<P> sent) implements StreamObserver<R> {
    @Override
    public void onNext(R message) {
      sent.take(reading.number().applyAsLong(message))
          .ifPresent(
              answer ->
                  reading
                      .error()
                      .apply(message)
                      .map(StatusProto::toStatusRuntimeException)
                      .map(PortolanException::of)
                      .ifPresentOrElse(
                          answer::completeExceptionally,
                          () -> answer.complete(reading.response().apply(message))));
    }

    @Override
    public void onError(Throwable e) {
      sent.end(PortolanException.of(io.grpc.Status.fromThrowable(e).asRuntimeException()));
    }

    @Override
    public void onCompleted() {
      onError(
          io.grpc.Status.UNAVAILABLE
              .withDescription("the gateway ended the stream; send again")
              .asRuntimeException());
    }
  }
}
