// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.util.concurrent.CompletableFuture;

/** A request of a group that has no outcome yet. */
sealed interface Unfinished permits Waiting, Unfinished.Earlier {
  String requestHash();

  CompletableFuture<Outcome> outcome();

  /** Of a group that an earlier process has formed. */
  record Earlier(String requestHash, CompletableFuture<Outcome> outcome) implements Unfinished {}

  /**
   * What becomes of it, for whoever sends it again.
   *
   * @throws KeyInUseException if this is another request of the same key
   */
  default CompletableFuture<Outcome> sameRequest(String key, String hash) throws KeyInUseException {
    if (!hash.equals(requestHash())) {
      throw new KeyInUseException(key);
    }
    return outcome();
  }
}
