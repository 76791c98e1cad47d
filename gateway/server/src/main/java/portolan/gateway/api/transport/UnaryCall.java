// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import com.google.protobuf.Message;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.MessageSizeOverflowException;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.call.Failures;
import portolan.gateway.api.call.GroupedRpc;

/** One call with one request; the message is read, and answered, on a thread of its own. */
final class UnaryCall<Q extends Message, R extends Message> {
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);

  private final String name;
  private final GroupedRpc<Q, R> rpc;
  private final MessageReader<Q> reader;
  private final GrpcServerResponse<Q, R> response;
  private final HttpConnection connection;
  private final Duration deadline;
  private final Callers.Exchange exchange;
  private final Callers.Place place;
  private final Context context;
  private final ExecutorService threads;

  // Of the event loop alone.
  private GrpcMessage message;
  private boolean ended;

  private UnaryCall(
      String name,
      GroupedRpc<Q, R> rpc,
      MessageReader<Q> reader,
      GrpcServerRequest<Q, R> request,
      Callers.Exchange exchange,
      Callers.Place place,
      Context context,
      ExecutorService threads) {
    this.name = name;
    this.rpc = rpc;
    this.reader = reader;
    this.response = request.response();
    this.connection = request.connection();
    this.exchange = exchange;
    this.place = place;
    this.context = context;
    this.threads = threads;
    Duration asked =
        request.timeout() > 0 ? Duration.ofMillis(request.timeout()) : DEFAULT_DEADLINE;
    Duration longest = exchange.limits().deadline();
    this.deadline = asked.compareTo(longest) < 0 ? asked : longest;
  }

  /** Serves a call that has just begun; call it on its event loop. */
  static <Q extends Message, R extends Message> void serve(
      String name,
      GroupedRpc<Q, R> rpc,
      MessageReader<Q> reader,
      GrpcServerRequest<Q, R> request,
      Callers.Exchange exchange,
      Context context,
      ExecutorService threads) {
    Callers.Place place;
    try {
      place = exchange.take();
    } catch (ApiException e) {
      Responses.fail(request.response(), e);
      exchange.refused();
      return;
    }
    UnaryCall<Q, R> call =
        new UnaryCall<>(name, rpc, reader, request, exchange, place, context, threads);
    Duration within = exchange.limits().message();
    exchange.expect(
        within,
        () ->
            call.fail(
                ApiException.deadline(
                    "expected the whole message within %d s; nothing was accepted"
                        .formatted(within.toSeconds()))));
    request.invalidMessageHandler(call::invalid);
    request.messageHandler(call::take);
    request.endHandler(v -> call.begin());
  }

  private void invalid(InvalidMessageException e) {
    fail(
        e instanceof MessageSizeOverflowException o
            ? MessageReader.tooLarge(
                exchange.limits().messageBytes(), "%,d".formatted(o.messageSize()))
            : ApiException.invalid("", "the message cannot be read"));
  }

  private void take(GrpcMessage its) {
    if (message != null) {
      fail(ApiException.invalid("", "expected one message"));
    }
    message = its;
  }

  private void begin() {
    if (ended) {
      return;
    }
    if (message == null) {
      fail(ApiException.invalid("", "expected one message, found none"));
      return;
    }
    exchange.expectNothing();
    place.hold();
    try {
      threads.execute(this::answer);
    } catch (RuntimeException e) {
      place.release();
      throw e;
    }
  }

  private void answer() {
    try {
      R answer = rpc.call(reader.read(message), new Call(deadline, connection));
      context.runOnContext(v -> end(answer));
    } catch (Throwable e) {
      // Also an error, such as a stack that overflowed: somebody waits for an answer.
      ApiException failure = Failures.of(name, e);
      context.runOnContext(v -> fail(failure));
    } finally {
      place.release();
    }
  }

  private void end(R answer) {
    if (!ended) {
      ended = true;
      exchange.answered();
      Responses.finish(response, () -> response.end(answer));
    }
  }

  private void fail(ApiException e) {
    if (!ended) {
      ended = true;
      exchange.refused();
      Responses.fail(response, e);
    }
  }
}
