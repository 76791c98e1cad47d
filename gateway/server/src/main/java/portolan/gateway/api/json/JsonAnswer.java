// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import com.google.rpc.Code;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.transport.Callers;

/** The answer to one request; of its event loop alone. */
final class JsonAnswer {
  private static final Logger LOG = Logger.getLogger(JsonAnswer.class.getName());
  private static final String REQUEST_ID = "X-Request-Id";
  private static final int MAX_REQUEST_ID = 64;
  private static final int WORTH_PACKING = 1_024;
  private static final int TAG_DIGITS = 32;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Callers.Exchange exchange;
  private boolean ended;

  JsonAnswer(HttpServerRequest request, Callers.Exchange exchange) {
    this.request = request;
    this.response = request.response();
    this.exchange = exchange;
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

  /** Ends it with JSON; a reader that has the same already is told so. */
  void end(byte[] json) {
    if (ended) {
      return;
    }
    if (request.method().name().equals("GET")) {
      String tag = "\"" + Sha256.hex(json).substring(0, TAG_DIGITS) + "\"";
      response.putHeader(HttpHeaders.ETAG, tag);
      if (tag.equals(request.headers().get(HttpHeaders.IF_NONE_MATCH))) {
        ended = true;
        exchange.answered();
        finish(response.setStatusCode(304)::end);
        return;
      }
    }
    exchange.answered();
    write(200, json);
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
    String accepted = request.headers().get(HttpHeaders.ACCEPT_ENCODING);
    boolean isPacked =
        json.length >= WORTH_PACKING && accepted != null && accepted.contains("gzip");
    if (isPacked) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
      response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }
    Buffer body = Buffer.buffer(isPacked ? packed(json) : json);
    finish(() -> response.end(body));
  }

  private static byte[] packed(byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void finish(Runnable end) {
    try {
      end.run();
    } catch (IllegalStateException e) {
      LOG.log(Level.FINE, e, () -> "nobody waits for " + request.path());
    }
  }
}
