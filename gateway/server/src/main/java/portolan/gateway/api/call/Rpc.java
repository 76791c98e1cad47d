// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import com.google.protobuf.Message;
import java.time.Duration;

/**
 * One method of the public API. Runs on a virtual thread and may block.
 *
 * @param <Q> request
 * @param <R> response
 */
@FunctionalInterface
public interface Rpc<Q extends Message, R extends Message> {

  /**
   * Answers a request.
   *
   * @param remaining what is left of the caller's deadline; a method that waits gives up before
   */
  R call(Q request, Duration remaining) throws ApiException, InterruptedException;
}
