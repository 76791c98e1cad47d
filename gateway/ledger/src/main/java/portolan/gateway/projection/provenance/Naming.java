// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * That an event names something.
 *
 * @param name of an object, class or lot in canonical form, of an order its id with its platform
 * @param amount of a class or lot; empty for an object, and if it is not said
 * @param unit code of UN/CEFACT Recommendation 20; empty for pieces
 */
record Naming(Role role, String name, Optional<BigDecimal> amount, Optional<String> unit) {
  static Naming of(Role role, String name) {
    return new Naming(role, name, Optional.empty(), Optional.empty());
  }
}
