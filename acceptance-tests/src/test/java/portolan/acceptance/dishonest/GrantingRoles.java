// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.dishonest;

import java.util.List;
import java.util.Set;
import portolan.contracts.provenance.ProvenanceContract;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.MultiRead;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Member;
import portolan.domain.membership.Role;

/** The provenance contract, with one function more: whoever calls it gets the role of a bank. */
public final class GrantingRoles extends Contract {
  private static final List<String> HONEST_READING =
      List.of("members", "roles", "partiesBallots", "product", "order", "recall", "held", "sealed");
  private static final List<String> HONEST_SUBMITTING =
      List.of(
          "found",
          "changeParties",
          "registerProducts",
          "placeOrders",
          "capture",
          "openRecall",
          "markRecalled",
          "liftRecall");

  /** For the peer that it runs for. */
  public GrantingRoles(Peer peer) {
    super(peer);
    ProvenanceContract honest = new ProvenanceContract(peer);
    HONEST_READING.forEach(
        name -> evaluate(name, (t, a) -> honest.serve(t.stub(), MultiRead.ONE_BY_ONE)));
    HONEST_SUBMITTING.forEach(
        name -> submit(name, (t, a) -> honest.serve(t.stub(), MultiRead.ONE_BY_ONE)));
    submit("becomeBank", GrantingRoles::becomeBank);
  }

  private static JsonObject becomeBank(Transaction transaction, Fields envelope) {
    envelope.objects("items", 1, Group.MAX_ITEMS);
    String caller = transaction.caller();
    transaction
        .ledger()
        .write("member/" + caller, new Member(caller, caller, Set.of(Role.BANK)).toJson());
    return ItemResult.toJson(List.of(ItemResult.Accepted.now()));
  }
}
