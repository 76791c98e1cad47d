package portolan.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import portolan.network.Consortium.Member;

/**
 * The first transaction on a ledger: it writes the members and their roles to the registry. A
 * second time changes nothing.
 *
 * @param argument the founding document in canonical form: keys in order, no white space
 * @param endorsers MSP ids
 */
public record RegistryFounding(
    String chaincode, String function, String argument, List<String> endorsers) {
  private static final int ENDORSERS = 2;

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
        "provenance",
        "found",
        json.toString(),
        consortium.members().stream().limit(ENDORSERS).map(Member::mspId).toList());
  }
}
