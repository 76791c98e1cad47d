// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import com.google.protobuf.Message;

/**
 * As {@link Rpc}, for requests that share transactions with those of other callers.
 *
 * @param <Q> request
 * @param <R> response
 */
@FunctionalInterface
public interface GroupedRpc<Q extends Message, R extends Message> {

  /** Answers a request. */
  R call(Q request, Call call) throws ApiException, InterruptedException;
}
