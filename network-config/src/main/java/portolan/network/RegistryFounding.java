// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.network.Consortium.Member;

/**
 * The first transaction on a ledger: it writes the members, their roles and GS1 numbers to the
 * registry. A second time changes nothing. Endorsed by as many members as every later change needs:
 * more than half.
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
    return new RegistryFounding(
        Consortium.REGISTRY,
        ProvenanceFunction.FOUND.functionName(),
        consortium(consortium.members()).toJson().canonical(),
        consortium.members().stream()
            .limit(consortium(consortium.members()).majority())
            .map(Member::mspId)
            .toList());
  }

  /** The members as the registry knows them. */
  static portolan.domain.membership.Consortium consortium(List<Member> members) {
    return new portolan.domain.membership.Consortium(
        members.stream().map(RegistryFounding::registered).toList());
  }

  private static portolan.domain.membership.Member registered(Member member) {
    return new portolan.domain.membership.Member(
        member.mspId(),
        member.name(),
        member.roles().stream()
            .map(role -> portolan.domain.membership.Role.ofWord(role.word()).orElseThrow())
            .collect(Collectors.toSet()),
        member.companyPrefixes().stream()
            .map(CompanyPrefix::new)
            .collect(Collectors.toCollection(TreeSet::new)),
        member.glns().stream().map(Gln::new).collect(Collectors.toCollection(TreeSet::new)));
  }
}
