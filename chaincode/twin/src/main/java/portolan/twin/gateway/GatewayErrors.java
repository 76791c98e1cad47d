// SPDX-License-Identifier: Apache-2.0
package portolan.twin.gateway;

import com.google.protobuf.Any;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import portolan.twin.peer.Peer;

/** Errors as Fabric's gateway gives them: a gRPC status with a detail for each peer. */
final class GatewayErrors {
  private static final String TYPE_PREFIX = "type.googleapis.com/";

  private GatewayErrors() {}

  static StatusRuntimeException error(Status.Code code, String message) {
    return code.toStatus().withDescription(message).asRuntimeException();
  }

  static StatusRuntimeException error(Status.Code code, String message, List<ErrorDetail> details) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(message);
    details.forEach(d -> status.addDetails(Any.pack(d, TYPE_PREFIX)));
    return StatusProto.toStatusRuntimeException(status.build());
  }

  static ErrorDetail detail(Peer peer, String message) {
    return ErrorDetail.newBuilder()
        .setAddress(peer.address())
        .setMspId(peer.mspId())
        .setMessage(message)
        .build();
  }
}
