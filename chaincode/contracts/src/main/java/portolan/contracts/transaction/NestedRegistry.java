// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.Role;
import portolan.domain.membership.RolesQuestion;
import portolan.domain.worldstate.ProvenanceFunction;

/**
 * The registry as other chaincodes see it: by a nested call to {@code provenance}. The caller's own
 * roles cost one call; a function that asks about other members too costs one more, whatever their
 * number.
 */
final class NestedRegistry implements Registry {
  private final Transaction transaction;
  private final Map<String, Set<Role>> known = new HashMap<>();
  private boolean all;

  NestedRegistry(Transaction transaction) {
    this.transaction = transaction;
  }

  @Override
  public Set<Role> roles(String mspId) {
    if (!known.containsKey(mspId) && !all) {
      if (known.isEmpty()) {
        known.put(mspId, ask(mspId));
      } else {
        askForAll();
      }
    }
    return known.getOrDefault(mspId, Set.of());
  }

  @Override
  public void learn(String mspId, Set<Role> roles) {
    known.put(mspId, roles);
  }

  private Set<Role> ask(String mspId) {
    return RolesQuestion.roles(
        transaction.call(ProvenanceFunction.ROLES, new RolesQuestion(mspId).toJson()));
  }

  private void askForAll() {
    Fields answer = transaction.call(ProvenanceFunction.MEMBERS, Json.object().build());
    for (Member member : Consortium.registered(answer)) {
      known.put(member.mspId(), member.roles());
    }
    all = true;
  }
}
