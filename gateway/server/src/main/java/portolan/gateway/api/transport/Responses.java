// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import com.google.rpc.Status;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.Base64;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.gateway.api.call.ApiException;

/** How a response ends. */
public final class Responses {
  private static final Logger LOG = Logger.getLogger(Responses.class.getName());

  private Responses() {}

  /** Ends a response with an error. */
  public static void fail(GrpcServerResponse<?, ?> response, ApiException e) {
    Status status = e.toStatus();
    finish(
        response,
        () -> {
          response
              .trailers()
              .set(
                  "grpc-status-details-bin",
                  Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()));
          response.status(GrpcStatus.valueOf(status.getCode())).statusMessage(status.getMessage());
          response.end();
        });
  }

  /** Ends a response unless the caller has gone, or its deadline has ended it before. */
  public static void finish(GrpcServerResponse<?, ?> response, Runnable end) {
    try {
      end.run();
    } catch (IllegalStateException e) {
      LOG.log(Level.FINE, e, () -> "nobody waits for " + response);
    }
  }
}
