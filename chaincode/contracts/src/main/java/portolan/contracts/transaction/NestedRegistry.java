// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.membership.Member;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.ProvenanceFunction;

/**
 * The registry as other chaincodes see it: by a nested call to {@code provenance}. The caller's own
 * roles cost one call; a function that asks about other members too costs one more, whatever their
 * number.
 */
final class NestedRegistry implements Registry {
  private static final int MAX_MEMBERS = 10_000;
  private static final Format WORD = Format.of("a role", "[a-z]+", 16);

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

  private Set<Role> ask(String mspId) {
    Fields answer =
        transaction.call(ProvenanceFunction.ROLES, Json.object().put("mspId", mspId).build());
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : answer.texts("roles", 0, Role.values().length, WORD)) {
      Role.ofWord(word).ifPresent(roles::add);
    }
    return Collections.unmodifiableSet(roles);
  }

  private void askForAll() {
    Fields answer = transaction.call(ProvenanceFunction.MEMBERS, Json.object().build());
    for (Fields fields : answer.objects("members", 0, MAX_MEMBERS)) {
      Member member = Member.fromJson(fields);
      known.put(member.mspId(), member.roles());
    }
    all = true;
  }
}
