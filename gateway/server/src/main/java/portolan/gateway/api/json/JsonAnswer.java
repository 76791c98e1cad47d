// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import com.google.rpc.Code;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.encoding.JsonObject;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.transport.Callers;

/** The answer to one request; of its event loop alone, but for {@link #content}. */
final class JsonAnswer {
  private static final Logger LOG = Logger.getLogger(JsonAnswer.class.getName());
  private static final String REQUEST_ID = "X-Request-Id";
  private static final int MAX_REQUEST_ID = 64;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Callers.Exchange exchange;
  private final boolean isReading;
  private final boolean isGzipTaken;
  private boolean ended;

  JsonAnswer(HttpServerRequest request, Callers.Exchange exchange) {
    this.request = request;
    this.response = request.response();
    this.exchange = exchange;
    this.isReading =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    this.isGzipTaken =
        JsonContent.isGzipTaken(request.headers().getAll(HttpHeaders.ACCEPT_ENCODING));
    response.putHeader(REQUEST_ID, requestId(request.headers().get(REQUEST_ID)));
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  /** The caller's own, or a new one. */
  private static String requestId(String its) {
    return its != null && its.length() <= MAX_REQUEST_ID && its.matches("[!-~]+")
        ? its
        : UUID.randomUUID().toString();
  }

  boolean hasEnded() {
    return ended;
  }

  /** The content of an answer, in the form that this caller takes. */
  JsonContent content(byte[] json) {
    return isGzipTaken ? JsonContent.of(json) : JsonContent.plain(json);
  }

  /** Ends it with JSON; a reader that has the same already is told so. */
  void end(JsonContent content) {
    if (ended) {
      return;
    }
    exchange.answered();
    response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (isReading) {
      response.putHeader(HttpHeaders.ETAG, content.tag());
      if (content.isOneOf(request.headers().getAll(HttpHeaders.IF_NONE_MATCH))) {
        ended = true;
        finish(response.setStatusCode(304)::end);
        return;
      }
    }
    boolean isPacked = isGzipTaken && content.packed().isPresent();
    if (isPacked) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    write(200, isPacked ? content.packed().get() : content.plain());
  }

  /** Ends it with an error of the API. */
  void fail(ApiException e) {
    refuse(JsonErrors.status(e), JsonErrors.body(e));
  }

  /** Ends it with an error of HTTP. */
  void refuse(int status, Code code, String reason, String message) {
    refuse(status, JsonErrors.body(status, code, reason, message));
  }

  private void refuse(int status, JsonObject body) {
    if (ended) {
      return;
    }
    exchange.refused();
    if (JsonErrors.isWorthAnotherTry(status)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    write(status, body.canonicalBytes());
  }

  private void write(int status, byte[] json) {
    ended = true;
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(json.length));
      finish(response::end);
    } else {
      Buffer body = Buffer.buffer(json);
      finish(() -> response.end(body));
    }
  }

  private void finish(Runnable end) {
    try {
      end.run();
    } catch (IllegalStateException e) {
      LOG.log(Level.FINE, e, () -> "nobody waits for " + request.path());
    }
  }
}
