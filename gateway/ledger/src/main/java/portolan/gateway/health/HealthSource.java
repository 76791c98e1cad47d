// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.health;

import java.util.Optional;

/** A part of the gateway that writes need, and that knows by itself whether it works. */
@FunctionalInterface
public interface HealthSource {

  /**
   * What is wrong with it, for the operator: "the outbox cannot be written: no space left", say.
   * Empty while it works. Does not block.
   */
  Optional<String> trouble();
}
