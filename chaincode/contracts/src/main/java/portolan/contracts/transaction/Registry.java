// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.Set;
import portolan.domain.membership.Role;

/** Who holds which roles. */
@FunctionalInterface
public interface Registry {

  /** The roles of a member, none if it is not registered. */
  Set<Role> roles(String mspId);

  /** Takes note of roles that have come with another answer, so that nobody asks for them again. */
  default void learn(String mspId, Set<Role> roles) {}
}
