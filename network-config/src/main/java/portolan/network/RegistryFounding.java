// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.network.Consortium.Member;

/**
 * The first transaction on a ledger: it writes the members and their roles to the registry. A
 * second time changes nothing. Endorsed by as many members as every later change needs: more than
 * half.
 *
 * @param argument the founding document in canonical form: keys in order, no white space
 * @param endorsers MSP ids
 */
public record RegistryFounding(
    String chaincode, String function, String argument, List<String> endorsers) {
  public RegistryFounding {
    endorsers = List.copyOf(endorsers);
  }

  /** Founds the registry of this consortium. */
  public static RegistryFounding of(Consortium consortium) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    ArrayNode members = json.putArray("members");
    for (Member member : consortium.members()) {
      ObjectNode each = members.addObject().put("mspId", member.mspId()).put("name", member.name());
      ArrayNode roles = each.putArray("roles");
      member.roles().forEach(r -> roles.add(r.word()));
    }
    return new RegistryFounding(
        Consortium.REGISTRY,
        ProvenanceFunction.FOUND.functionName(),
        json.toString(),
        consortium.members().stream()
            .limit(consortium.members().size() / 2 + 1)
            .map(Member::mspId)
            .toList());
  }
}
