// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** What a gateway tells of an error beside its status. */
final class ErrorDetails {
  private ErrorDetails() {}

  static ErrorInfo of(StatusRuntimeException e) {
    Status status = StatusProto.fromThrowable(e);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            return detail.unpack(ErrorInfo.class);
          } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
          }
        }
      }
    }
    throw new AssertionError("no ErrorInfo in " + status, e);
  }
}
