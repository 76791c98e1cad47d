// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import com.google.protobuf.Message;
import io.vertx.core.Context;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.MessageSizeOverflowException;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Failures;
import portolan.gateway.api.call.StreamRpc;

/**
 * One open stream of a caller. The next message is read when the items of the one before have found
 * room and few enough of the caller's items are unanswered; answers that are there at the same time
 * go out together. It is over when it was answered, or failed, or its caller has gone.
 */
final class AnsweringStream<Q extends Message, A, R extends Message> {
  /** Unanswered items of one stream at which reading stops: a few groups of the largest size. */
  private static final int MAX_UNANSWERED = 4_000;

  private final String name;
  private final StreamRpc<Q, A, R> rpc;
  private final MessageReader<Q> reader;
  private final GrpcServerRequest<Q, R> request;
  private final GrpcServerResponse<Q, R> response;
  private final Callers.Exchange exchange;
  private final Callers.Place place;
  private final Context context;
  private final ExecutorService threads;
  private final Queue<A> answers = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writing = new AtomicBoolean();

  // Of the event loop alone.
  private int unanswered;
  private boolean reading;
  private boolean callerEnded;
  private boolean over;
  private Beginning beginning;

  /**
   * A message that is being taken up. Whoever claims it gives its hold of the place back: the
   * thread that begins it, or who cancels it before any thread has, since then none ever will.
   */
  private record Beginning(Future<?> task, AtomicBoolean claimed) {}

  private AnsweringStream(
      String name,
      StreamRpc<Q, A, R> rpc,
      MessageReader<Q> reader,
      GrpcServerRequest<Q, R> request,
      Callers.Exchange exchange,
      Callers.Place place,
      Context context,
      ExecutorService threads) {
    this.name = name;
    this.rpc = rpc;
    this.reader = reader;
    this.request = request;
    this.response = request.response();
    this.exchange = exchange;
    this.place = place;
    this.context = context;
    this.threads = threads;
  }

  /** Serves a stream that has just been opened; call it on the stream's event loop. */
  static <Q extends Message, A, R extends Message> void serve(
      String name,
      StreamRpc<Q, A, R> rpc,
      MessageReader<Q> reader,
      GrpcServerRequest<Q, R> request,
      Callers.Exchange exchange,
      Context context,
      ExecutorService threads) {
    Callers.Place place;
    try {
      place = exchange.take();
    } catch (ApiException e) {
      exchange.refused();
      Responses.fail(request.response(), e);
      return;
    }
    AnsweringStream<Q, A, R> stream =
        new AnsweringStream<>(name, rpc, reader, request, exchange, place, context, threads);
    request.pause();
    request.invalidMessageHandler(stream::invalid);
    request.messageHandler(stream::take);
    request.endHandler(
        v -> {
          stream.callerEnded = true;
          stream.endIfDone();
        });
    exchange.whenOver(stream::over);
    stream.readOn();
  }

  private void readOn() {
    if (!reading && beginning == null && !callerEnded && !over && unanswered < MAX_UNANSWERED) {
      reading = true;
      exchange.resume();
      request.fetch(1);
      awaitCaller();
    }
  }

  /** A stream of which nothing is unanswered must not lie open for ever. */
  private void awaitCaller() {
    if (unanswered == 0 && beginning == null) {
      exchange.expect(
          exchange.limits().idleStream(),
          () ->
              fail(
                  ApiException.idle(
                      "no message came within %d s, and nothing is unanswered; open another stream"
                          .formatted(exchange.limits().idleStream().toSeconds()))));
    } else {
      exchange.expectNothing();
    }
  }

  private void invalid(InvalidMessageException e) {
    fail(
        e instanceof MessageSizeOverflowException o
            ? MessageReader.tooLarge(
                exchange.limits().messageBytes(), "%,d".formatted(o.messageSize()))
            : ApiException.invalid("", "the message cannot be read"));
  }

  private void take(GrpcMessage packed) {
    if (over) {
      return;
    }
    reading = false;
    exchange.pause();
    exchange.expectNothing();
    place.hold();
    AtomicBoolean claimed = new AtomicBoolean();
    try {
      beginning =
          new Beginning(
              threads.submit(
                  () -> {
                    if (claimed.compareAndSet(false, true)) {
                      begin(packed);
                    }
                  }),
              claimed);
    } catch (RuntimeException e) {
      place.release();
      throw e;
    }
  }

  private void begin(GrpcMessage packed) {
    try {
      List<CompletableFuture<A>> begun = rpc.begin(reader.read(packed), this);
      if (rpc.occupiesThreads()) {
        for (CompletableFuture<A> each : begun) {
          place.hold();
          var unused = each.whenComplete((answer, failure) -> place.release());
        }
      }
      context.runOnContext(v -> begun(begun));
    } catch (Throwable e) {
      // Also an error, such as a stack that overflowed: the caller waits.
      ApiException failure = Failures.of(name, e);
      context.runOnContext(v -> fail(failure));
    } finally {
      place.release();
    }
  }

  private void begun(List<CompletableFuture<A>> begun) {
    unanswered += begun.size();
    beginning = null;
    // Counted before any of them is answered.
    for (CompletableFuture<A> each : begun) {
      var unused =
          each.whenComplete(
              (answer, failure) -> {
                if (failure == null) {
                  answered(answer);
                } else {
                  ApiException why = Failures.of(name, failure);
                  context.runOnContext(v -> fail(why));
                }
              });
    }
    endIfDone();
    readOn();
  }

  private void answered(A answer) {
    answers.add(answer);
    if (writing.compareAndSet(false, true)) {
      context.runOnContext(v -> write());
    }
  }

  private void write() {
    if (over) {
      return;
    }
    if (response.writeQueueFull()) {
      exchange.expect(exchange.limits().answer(), exchange::reset);
      response.drainHandler(
          v -> {
            awaitCaller();
            write();
          });
      return;
    }
    writing.set(false);
    List<A> ready = new ArrayList<>();
    for (A answer = answers.poll(); answer != null; answer = answers.poll()) {
      ready.add(answer);
    }
    unanswered -= ready.size();
    List<R> messages;
    try {
      messages = rpc.pack(ready);
    } catch (RuntimeException e) {
      fail(Failures.of(name, e));
      return;
    }
    try {
      messages.forEach(response::write);
    } catch (IllegalStateException e) {
      // Its deadline has ended it, or its caller has just gone.
      exchange.refused();
      over();
      return;
    }
    endIfDone();
    if (!over) {
      awaitCaller();
      readOn();
    }
  }

  private void endIfDone() {
    // What was asked for before the caller ended never comes.
    if (callerEnded && beginning == null && unanswered == 0 && !over) {
      exchange.answered();
      Responses.finish(response, response::end);
      over();
    }
  }

  private void fail(ApiException e) {
    if (!over) {
      exchange.refused();
      Responses.fail(response, e);
      over();
    }
  }

  private void over() {
    if (!over) {
      over = true;
      if (beginning != null) {
        // It may be waiting for room, on behalf of nobody.
        beginning.task().cancel(true);
        if (beginning.claimed().compareAndSet(false, true)) {
          place.release();
        }
      }
      answers.clear();
      // What its caller may still send is of no interest, and must not wait for somebody to read
      // it.
      exchange.resume();
      request.messageHandler(null).resume();
    }
  }
}
