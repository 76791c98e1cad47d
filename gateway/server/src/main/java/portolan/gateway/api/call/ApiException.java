// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import portolan.domain.worldstate.RefusalCode;

/** A request that fails, with all that the caller is told about it. */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  // An answer's headers, with the message and its details, are let through up to 8 KiB.
  private static final int MAX_MESSAGE_BYTES = 1_000;
  private static final int MAX_FIELD_BYTES = 200;
  private static final String ELLIPSIS = "…";

  /** Reasons of the outbox that do not mean a wrong state of the ledger. */
  private static final Map<String, Code> OUTBOX =
      Map.of("CONFLICT", Code.ABORTED, "ENDORSEMENT_POLICY_FAILURE", Code.PERMISSION_DENIED);

  private final Code code;
  private final String reason;
  private final String field;
  private final transient Map<String, String> metadata;

  private ApiException(Code code, String reason, String field, String message) {
    this(code, reason, field, message, Map.of());
  }

  private ApiException(
      Code code, String reason, String field, String message, Map<String, String> metadata) {
    super(cut(message, MAX_MESSAGE_BYTES));
    this.code = code;
    this.reason = reason;
    this.field = cut(field, MAX_FIELD_BYTES);
    this.metadata = Map.copyOf(metadata);
  }

  /** At most so many bytes of UTF-8, whole characters. */
  private static String cut(String text, int bytes) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= bytes) {
      return text;
    }
    int end = bytes - ELLIPSIS.getBytes(StandardCharsets.UTF_8).length;
    while ((utf8[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8) + ELLIPSIS;
  }

  /** A field of the request that is missing or malformed. */
  public static ApiException invalid(String field, String message) {
    return new ApiException(Code.INVALID_ARGUMENT, "INVALID_ARGUMENT", field, message);
  }

  /** What a contract refused. */
  public static ApiException refused(String reason, String field, String message) {
    Code code =
        RefusalCode.of(reason)
            .map(ApiException::code)
            .orElseGet(() -> OUTBOX.getOrDefault(reason, Code.FAILED_PRECONDITION));
    return new ApiException(code, reason, field, message);
  }

  private static Code code(RefusalCode refusal) {
    return switch (refusal.about()) {
      case ARGUMENT -> Code.INVALID_ARGUMENT;
      case PERMISSION -> Code.PERMISSION_DENIED;
      case ABSENT -> Code.NOT_FOUND;
      case PRESENT -> Code.ALREADY_EXISTS;
      case STATE -> Code.FAILED_PRECONDITION;
      case FAULT -> Code.INTERNAL;
    };
  }

  /** The ledger cannot be reached: trying again may help. */
  public static ApiException unavailable(String message) {
    return new ApiException(Code.UNAVAILABLE, "LEDGER_UNAVAILABLE", "", message);
  }

  /** The caller's time is over. */
  public static ApiException deadline(String message) {
    return new ApiException(Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", "", message);
  }

  /** There is no place for another request. */
  public static ApiException full(String message) {
    return new ApiException(Code.RESOURCE_EXHAUSTED, "QUEUE_FULL", "", message);
  }

  /** A request message above the limit of bytes. */
  public static ApiException tooLarge(String message, int limit) {
    return new ApiException(
        Code.RESOURCE_EXHAUSTED,
        "MESSAGE_TOO_LARGE",
        "",
        message,
        Map.of("limit", Integer.toString(limit)));
  }

  /** What lay idle for too long and was ended; opening it again is no trouble. */
  public static ApiException idle(String message) {
    return new ApiException(Code.UNAVAILABLE, "IDLE", "", message);
  }

  /** Something that gRPC knows and this gateway does not. */
  public static ApiException unimplemented(String message) {
    return new ApiException(Code.UNIMPLEMENTED, "UNIMPLEMENTED", "", message);
  }

  /**
   * A fault of the gateway.
   *
   * @param reference under which it stands in the log
   */
  public static ApiException internal(String reference) {
    return new ApiException(
        Code.INTERNAL,
        "INTERNAL",
        "",
        "a fault of the gateway; its log has more under reference " + reference,
        Map.of("reference", reference));
  }

  /** The same, with a field that begins after this prefix, if it begins with it. */
  public ApiException withoutPrefix(String prefix) {
    return field.startsWith(prefix)
        ? new ApiException(code, reason, field.substring(prefix.length()), getMessage())
        : this;
  }

  /** Why, in capitals. */
  public String reason() {
    return reason;
  }

  /** The gRPC status. */
  public Code code() {
    return code;
  }

  /** The field to blame; may be empty. */
  public String field() {
    return field;
  }

  /** Whether the outbox has taken what was asked for and goes on with it. */
  public boolean isAccepted() {
    return code == Code.DEADLINE_EXCEEDED;
  }

  /** Whether what was asked for may still happen. */
  public boolean isUndecided() {
    return code == Code.DEADLINE_EXCEEDED || code == Code.UNAVAILABLE;
  }

  /** The gRPC status with its details. */
  public Status toStatus() {
    ErrorInfo.Builder info =
        ErrorInfo.newBuilder().setDomain("portolan").setReason(reason).putAllMetadata(metadata);
    if (!field.isEmpty()) {
      info.putMetadata("field", field);
    }
    Status.Builder status =
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(field.isEmpty() ? getMessage() : field + ": " + getMessage())
            .addDetails(Any.pack(info.build()));
    if (code == Code.INVALID_ARGUMENT && !field.isEmpty()) {
      status.addDetails(
          Any.pack(
              BadRequest.newBuilder()
                  .addFieldViolations(
                      BadRequest.FieldViolation.newBuilder()
                          .setField(field)
                          .setDescription(getMessage()))
                  .build()));
    }
    return status.build();
  }
}
