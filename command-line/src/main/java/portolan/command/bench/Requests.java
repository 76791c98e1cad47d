// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the callers of a load ask for, one after the other. */
@FunctionalInterface
interface Requests {
  /**
   * Sends the next request.
   *
   * @return ends well when it is committed; empty if there is nothing left to ask for
   */
  Optional<CompletableFuture<?>> next() throws InterruptedException;
}
