package portolan.gateway.api;

import com.google.protobuf.Message;
import io.vertx.core.Context;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One open stream of a caller. The next message is read when the items of the one before have found
 * room and few enough of the caller's items are unanswered; answers that are there at the same time
 * go out together.
 */
final class AnsweringStream<Q extends Message, A, R extends Message> {
  /** Unanswered items of one stream at which reading stops: a few groups of the largest size. */
  private static final int MAX_UNANSWERED = 4_000;

  private final StreamRpc<Q, A, R> rpc;
  private final GrpcServerRequest<Q, R> request;
  private final GrpcServerResponse<Q, R> response;
  private final ExecutorService threads;
  private final Context context;
  private final Queue<A> answers = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final Runnable whenOver;

  // Of the event loop alone.
  private int unanswered;
  private boolean reading;
  private boolean beginning;
  private boolean callerEnded;
  private boolean over;

  private AnsweringStream(
      StreamRpc<Q, A, R> rpc,
      GrpcServerRequest<Q, R> request,
      ExecutorService threads,
      Context context,
      Runnable whenOver) {
    this.rpc = rpc;
    this.request = request;
    this.response = request.response();
    this.threads = threads;
    this.context = context;
    this.whenOver = whenOver;
  }

  /** Serves a stream that has just been opened; call it on the stream's event loop. */
  static <Q extends Message, A, R extends Message> void serve(
      StreamRpc<Q, A, R> rpc,
      GrpcServerRequest<Q, R> request,
      ExecutorService threads,
      Context context,
      Runnable whenOver) {
    AnsweringStream<Q, A, R> stream =
        new AnsweringStream<>(rpc, request, threads, context, whenOver);
    request.pause();
    request.handler(stream::take);
    request.endHandler(
        v -> {
          stream.callerEnded = true;
          stream.endIfDone();
        });
    request.exceptionHandler(e -> stream.over());
    stream.readOn();
  }

  private void readOn() {
    if (!reading && !beginning && !callerEnded && !over && unanswered < MAX_UNANSWERED) {
      reading = true;
      request.fetch(1);
    }
  }

  private void take(Q message) {
    reading = false;
    beginning = true;
    threads.execute(
        () -> {
          try {
            List<CompletableFuture<A>> begun = rpc.begin(message, this);
            context.runOnContext(
                v -> {
                  unanswered += begun.size();
                  beginning = false;
                  // Counted before any of them is answered.
                  for (CompletableFuture<A> each : begun) {
                    var unused = each.thenAccept(this::answered);
                  }
                  readOn();
                });
          } catch (Exception e) {
            ApiException failure = ApiServer.failure("a stream failed", e);
            context.runOnContext(v -> fail(failure));
          }
        });
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
      response.drainHandler(v -> write());
      return;
    }
    writing.set(false);
    List<A> ready = new ArrayList<>();
    for (A answer = answers.poll(); answer != null; answer = answers.poll()) {
      ready.add(answer);
    }
    unanswered -= ready.size();
    for (R message : rpc.pack(ready)) {
      response.write(message);
    }
    endIfDone();
    readOn();
  }

  private void endIfDone() {
    // What was asked for before the caller ended never comes.
    if (callerEnded && !beginning && unanswered == 0 && !over) {
      response.end();
      over();
    }
  }

  private void fail(ApiException e) {
    if (!over) {
      ApiServer.fail(response, e);
      over();
    }
  }

  private void over() {
    if (!over) {
      over = true;
      whenOver.run();
    }
  }
}
