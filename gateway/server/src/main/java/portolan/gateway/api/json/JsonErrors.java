// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import java.util.Map;
import java.util.TreeMap;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.gateway.api.call.ApiException;

/**
 * Errors as HTTP tells them: a status and {@code
 * {"error":{"code","status","reason","field"?,"message","details"?}}}, with what gRPC tells.
 */
final class JsonErrors {
  private static final String FIELD = "field";

  private JsonErrors() {}

  /** The status of HTTP. */
  static int status(ApiException e) {
    return switch (e.code()) {
      case OK -> 200;
      case INVALID_ARGUMENT, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case FAILED_PRECONDITION -> 412;
      case RESOURCE_EXHAUSTED -> e.reason().equals("MESSAGE_TOO_LARGE") ? 413 : 429;
      case CANCELLED, UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> 500;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
    };
  }

  /** Whether the same request may succeed in a moment. */
  static boolean isWorthAnotherTry(int status) {
    return status == 429 || status == 503;
  }

  /** The body of an error of the API. */
  static JsonObject body(ApiException e) {
    Map<String, String> details = new TreeMap<>(details(e));
    details.remove(FIELD);
    return body(status(e), e.code(), e.reason(), e.field(), e.getMessage(), details);
  }

  /** The body of an error of HTTP. */
  static JsonObject body(int status, Code code, String reason, String message) {
    return body(status, code, reason, "", message, Map.of());
  }

  private static JsonObject body(
      int status,
      Code code,
      String reason,
      String field,
      String message,
      Map<String, String> details) {
    JsonObject.Builder error =
        Json.object().put("code", status).put("status", code.name()).put("reason", reason);
    if (!field.isEmpty()) {
      error.put(FIELD, field);
    }
    error.put("message", message);
    if (!details.isEmpty()) {
      JsonObject.Builder more = Json.object();
      details.forEach(more::put);
      error.put("details", more.build());
    }
    return Json.object().put("error", error.build()).build();
  }

  private static Map<String, String> details(ApiException e) {
    for (Any detail : e.toStatus().getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getMetadataMap();
        } catch (InvalidProtocolBufferException broken) {
          throw new IllegalStateException(broken);
        }
      }
    }
    return Map.of();
  }
}
