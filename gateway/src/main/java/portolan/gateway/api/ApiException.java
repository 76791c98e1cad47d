package portolan.gateway.api;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.util.Map;

/** A request that fails, with all that the caller is told about it. */
final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Contract codes that do not mean a wrong state of the ledger. */
  private static final Map<String, Code> CODES =
      Map.of(
          "INVALID_ARGUMENT", Code.INVALID_ARGUMENT,
          "PERMISSION_DENIED", Code.PERMISSION_DENIED,
          "NOT_FOUND", Code.NOT_FOUND,
          "INTERNAL", Code.INTERNAL,
          "ALREADY_EXISTS", Code.ALREADY_EXISTS,
          "COMMITMENT_MISMATCH", Code.INVALID_ARGUMENT,
          "CONFLICT", Code.ABORTED,
          "ENDORSEMENT_POLICY_FAILURE", Code.PERMISSION_DENIED);

  private final Code code;
  private final String reason;
  private final String field;

  private ApiException(Code code, String reason, String field, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.field = field;
  }

  /** A field of the request that is missing or malformed. */
  static ApiException invalid(String field, String message) {
    return new ApiException(Code.INVALID_ARGUMENT, "INVALID_ARGUMENT", field, message);
  }

  /** What a contract refused. */
  static ApiException refused(String reason, String field, String message) {
    return new ApiException(
        CODES.getOrDefault(reason, Code.FAILED_PRECONDITION), reason, field, message);
  }

  static ApiException unavailable(String message) {
    return new ApiException(Code.UNAVAILABLE, "LEDGER_UNAVAILABLE", "", message);
  }

  static ApiException deadline(String message) {
    return new ApiException(Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", "", message);
  }

  static ApiException full(String message) {
    return new ApiException(Code.RESOURCE_EXHAUSTED, "QUEUE_FULL", "", message);
  }

  static ApiException internal(String message) {
    return new ApiException(Code.INTERNAL, "INTERNAL", "", message);
  }

  /** Why, in capitals. */
  String reason() {
    return reason;
  }

  /** Whether what was asked for may still happen. */
  boolean isUndecided() {
    return code == Code.DEADLINE_EXCEEDED || code == Code.UNAVAILABLE;
  }

  /** The gRPC status with its details. */
  Status toStatus() {
    ErrorInfo.Builder info = ErrorInfo.newBuilder().setDomain("portolan").setReason(reason);
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
