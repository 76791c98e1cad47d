// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import portolan.api.v1.DeliveryResult;

/** A request that the gateway refused or could not answer. */
public final class PortolanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Status.Code code;
  private final String reason;
  private final String field;

  private PortolanException(
      Status.Code code, String reason, String field, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
    this.field = field;
  }

  static PortolanException of(StatusRuntimeException e) {
    String reason = "";
    String field = "";
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            ErrorInfo info = detail.unpack(ErrorInfo.class);
            reason = info.getReason();
            field = info.getMetadataOrDefault("field", "");
          } catch (InvalidProtocolBufferException malformed) {
            e.addSuppressed(malformed);
          }
        }
      }
    }
    String text = e.getStatus().getDescription();
    return new PortolanException(
        e.getStatus().getCode(),
        reason,
        field,
        e.getStatus().getCode()
            + (reason.isEmpty() ? "" : " " + reason)
            + (text == null ? "" : ": " + text),
        e);
  }

  /** Why one delivery of a stream was refused. */
  static PortolanException of(DeliveryResult result) {
    return new PortolanException(
        Status.fromCodeValue(result.getStatus()).getCode(),
        result.getReason(),
        result.getField(),
        Status.fromCodeValue(result.getStatus()).getCode()
            + " "
            + result.getReason()
            + ": "
            + result.getMessage(),
        null);
  }

  /** The gRPC status. */
  public Status.Code code() {
    return code;
  }

  /**
   * Why, in capitals, e.g. {@code WRONG_SECRET}; empty if the answer did not come from a gateway.
   */
  public String reason() {
    return reason;
  }

  /** The field of the request to blame; empty if there is none. */
  public String field() {
    return field;
  }
}
