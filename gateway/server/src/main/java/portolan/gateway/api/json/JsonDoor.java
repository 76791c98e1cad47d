// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import com.google.rpc.Code;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.transport.Callers;

/**
 * Answers requests that are not gRPC: the calls of the API under their paths, and {@code
 * /openapi.json}, which describes them.
 */
public final class JsonDoor implements Handler<HttpServerRequest> {
  private static final String DESCRIPTION = "/openapi.json";
  private static final String JSON = "application/json";

  private final HttpRoutes routes;
  private final Callers callers;
  private final ExecutorService threads;
  private final int maxBytes;
  private final JsonContent description;

  /**
   * Of one gateway.
   *
   * @param threads that answer
   * @param maxBytes of the body of a request
   */
  public JsonDoor(HttpRoutes routes, Callers callers, ExecutorService threads, int maxBytes) {
    this.routes = routes;
    this.callers = callers;
    this.threads = threads;
    this.maxBytes = maxBytes;
    this.description = description();
  }

  private static JsonContent description() {
    try (InputStream in = JsonDoor.class.getResourceAsStream("/portolan/openapi.json")) {
      return JsonContent.of(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("the description of the API cannot be read", e);
    }
  }

  @Override
  public void handle(HttpServerRequest request) {
    Callers.Exchange exchange = callers.arriving(request.connection());
    JsonAnswer answer = new JsonAnswer(request, exchange);
    switch (routes.match(verb(request), request.path())) {
      case HttpRoutes.Match.Found(HttpRoutes.Route route, var fields) -> {
        if (route.hasBody() && !saysJson(request)) {
          answer.refuse(
              415,
              Code.INVALID_ARGUMENT,
              "UNSUPPORTED_MEDIA_TYPE",
              "expected Content-Type: application/json, and no Content-Encoding");
          return;
        }
        try {
          new JsonCall(request, exchange, exchange.take(), route, fields, answer, maxBytes)
              .serve(Vertx.currentContext(), threads);
        } catch (ApiException e) {
          answer.fail(e);
        }
      }
      case HttpRoutes.Match.OtherMethods(var allowed) -> {
        request.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
        answer.refuse(
            405,
            Code.UNIMPLEMENTED,
            "METHOD_NOT_ALLOWED",
            "expected " + String.join(" or ", allowed) + " for " + request.path());
      }
      case HttpRoutes.Match.Nothing none -> {
        if (DESCRIPTION.equals(request.path()) && verb(request).equals("GET")) {
          describe(exchange, answer);
        } else {
          answer.refuse(
              404,
              Code.NOT_FOUND,
              "NO_SUCH_PATH",
              "expected a path of the API, found " + request.path() + "; see " + DESCRIPTION);
        }
      }
    }
  }

  /** Whoever reads the head alone is answered as by GET, without the body. */
  private static String verb(HttpServerRequest request) {
    String verb = request.method().name();
    return verb.equals("HEAD") ? "GET" : verb;
  }

  private void describe(Callers.Exchange exchange, JsonAnswer answer) {
    try {
      exchange.take();
      answer.end(description);
    } catch (ApiException e) {
      answer.fail(e);
    }
  }

  /** A body without a type is taken for JSON: there is no other. */
  private static boolean saysJson(HttpServerRequest request) {
    String type = request.headers().get(HttpHeaders.CONTENT_TYPE);
    String coding = request.headers().get(HttpHeaders.CONTENT_ENCODING);
    return (type == null || type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(JSON))
        && (coding == null || coding.equalsIgnoreCase("identity"));
  }
}
