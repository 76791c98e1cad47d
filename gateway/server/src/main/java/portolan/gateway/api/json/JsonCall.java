// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Code;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.call.Failures;
import portolan.gateway.api.transport.Callers;

/** One call by HTTP/JSON; the request is read, and answered, on a thread of its own. */
final class JsonCall {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Lists are there when they are empty, and numbers when they are 0. */
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();

  private final HttpServerRequest request;
  private final Callers.Exchange exchange;
  private final Callers.Place place;
  private final HttpRoutes.Route route;
  private final Map<FieldDescriptor, String> path;
  private final JsonAnswer answer;
  private final int maxBytes;
  private final Buffer body = Buffer.buffer();

  JsonCall(
      HttpServerRequest request,
      Callers.Exchange exchange,
      Callers.Place place,
      HttpRoutes.Route route,
      Map<FieldDescriptor, String> path,
      JsonAnswer answer,
      int maxBytes) {
    this.request = request;
    this.exchange = exchange;
    this.place = place;
    this.route = route;
    this.path = path;
    this.answer = answer;
    this.maxBytes = maxBytes;
  }

  /** Serves a call that has just begun; call it on its event loop. */
  void serve(Context context, ExecutorService threads) {
    Duration within = exchange.limits().message();
    exchange.expect(
        within,
        () ->
            answer.refuse(
                408,
                Code.DEADLINE_EXCEEDED,
                "DEADLINE_EXCEEDED",
                "expected the whole request within %d s; nothing was accepted"
                    .formatted(within.toSeconds())));
    request.handler(this::take);
    request.endHandler(v -> begin(context, threads));
    if (isLongerThanTaken(request.headers().get(HttpHeaders.CONTENT_LENGTH))) {
      refuseLength();
    } else if ("100-continue".equalsIgnoreCase(request.headers().get(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
  }

  private boolean isLongerThanTaken(String length) {
    return length != null && length.matches("[0-9]{1,18}") && Long.parseLong(length) > maxBytes;
  }

  private void refuseLength() {
    answer.fail(
        ApiException.tooLarge(
            "expected a body of at most %,d bytes".formatted(maxBytes), maxBytes));
  }

  private void take(Buffer part) {
    if (answer.hasEnded()) {
      return;
    }
    if (body.length() + part.length() > maxBytes) {
      refuseLength();
    } else {
      body.appendBuffer(part);
    }
  }

  private void begin(Context context, ExecutorService threads) {
    if (answer.hasEnded()) {
      return;
    }
    exchange.expectNothing();
    place.hold();
    try {
      threads.execute(() -> answer(context));
    } catch (RuntimeException e) {
      place.release();
      throw e;
    }
  }

  private void answer(Context context) {
    try {
      JsonContent content = answer.content(json());
      context.runOnContext(v -> answer.end(content));
    } catch (Throwable e) {
      // Also an error, such as a stack that overflowed: somebody waits for an answer.
      ApiException failure = Failures.of(route.call().method().getFullName(), e);
      context.runOnContext(v -> answer.fail(failure));
    } finally {
      place.release();
    }
  }

  private byte[] json() throws ApiException, InterruptedException, InvalidProtocolBufferException {
    Message prototype = route.call().prototype();
    if (route.hasBody() && request.query() != null && !request.query().isEmpty()) {
      throw ApiException.invalid("", "expected no parameters: the body has all fields");
    }
    if (!route.hasBody() && body.length() > 0) {
      throw ApiException.invalid("", "expected no body: parameters have all fields");
    }
    Message message =
        route.hasBody()
            ? JsonRequest.ofBody(body.getBytes(), path, prototype)
            : JsonRequest.ofParameters(parameters(), path, prototype);
    Duration longest = exchange.limits().deadline();
    Call call =
        new Call(DEADLINE.compareTo(longest) < 0 ? DEADLINE : longest, request.connection());
    return PRINTER.print(route.call().answer(message, call)).getBytes(StandardCharsets.UTF_8);
  }

  private List<Map.Entry<String, String>> parameters() throws ApiException {
    String query = request.query();
    return PercentEncoding.parameters(query == null ? "" : query)
        .orElseThrow(
            () -> ApiException.invalid("", "expected parameters in percent encoding of UTF-8"));
  }
}
