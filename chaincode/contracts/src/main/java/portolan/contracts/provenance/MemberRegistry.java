// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.List;
import java.util.Set;
import portolan.contracts.transaction.KeyPolicy;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.Parties;
import portolan.domain.membership.PartiesBallots;
import portolan.domain.membership.Role;
import portolan.domain.membership.RolesQuestion;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;

/**
 * The registry: {@code registry} holds all members, {@code member/<mspId>} each one for the point
 * reads of role checks. Roles decide what members may do in every chaincode, so once founded, more
 * than half of the members must endorse a change of these keys; two could else give themselves a
 * role. {@code parties-ballots} has the changes of GS1 numbers that members want.
 */
final class MemberRegistry {
  private MemberRegistry() {}

  /**
   * Founds the consortium, once; by anybody, since two members have to endorse it. Who founds it
   * again with the same members changes nothing: the GS1 numbers of the registry have their own way
   * to change, {@link ChangingParties}.
   */
  static JsonObject found(Transaction transaction, Fields argument) {
    Ledger ledger = transaction.ledger();
    Consortium consortium = Consortium.fromJson(argument);
    boolean existing = ledger.has(ProvenanceKeys.REGISTRY);
    if (existing && !consortium.hasTheMembersOf(consortium(transaction))) {
      throw argument.refuse(
          RefusalCode.ALREADY_EXISTS, "members", "this channel was founded with other members");
    }
    if (!existing) {
      KeyPolicy policy = policy(consortium);
      ledger.write(ProvenanceKeys.REGISTRY, consortium.toJson(), policy);
      // From the beginning: two members could else write ballots of others.
      ledger.write(ProvenanceKeys.PARTIES_BALLOTS, PartiesBallots.NONE.toJson(), policy);
      consortium
          .members()
          .forEach(
              member ->
                  ledger.write(ProvenanceKeys.member(member.mspId()), member.toJson(), policy));
    }
    return Json.object().put("existing", existing).build();
  }

  /** More than half of the members must endorse a change of the registry. */
  static KeyPolicy policy(Consortium consortium) {
    return KeyPolicy.majority(consortium.members().stream().map(Member::mspId).toList());
  }

  /** All members, none before the founding. */
  static JsonObject members(Transaction transaction, Fields argument) {
    argument.end();
    return transaction.ledger().read(ProvenanceKeys.REGISTRY).orElseGet(Consortium::none);
  }

  /** The roles of one member, none if it is unknown. */
  static JsonObject roles(Transaction transaction, Fields argument) {
    return RolesQuestion.answer(roles(transaction, RolesQuestion.fromJson(argument).mspId()));
  }

  /** The members, in the order of the founding; nobody before it. */
  static Consortium consortium(Transaction transaction) {
    return new Consortium(
        transaction
            .ledger()
            .find(ProvenanceKeys.REGISTRY)
            .map(Consortium::registered)
            .orElse(List.of()));
  }

  /** Who is behind GS1 numbers; nobody before the founding. */
  static Parties parties(Transaction transaction) {
    return new Parties(consortium(transaction).members());
  }

  static Set<Role> roles(Transaction transaction, String mspId) {
    return transaction
        .ledger()
        .find(ProvenanceKeys.member(mspId))
        .map(fields -> Member.fromJson(fields).roles())
        .orElse(Set.of());
  }
}
