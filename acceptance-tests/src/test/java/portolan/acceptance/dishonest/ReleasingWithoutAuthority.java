// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.dishonest;

import java.util.List;
import java.util.Optional;
import portolan.contracts.customs.CustomsContract;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.MultiRead;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Clearance;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;

/** The customs contract, but anybody releases an assessed declaration. */
public final class ReleasingWithoutAuthority extends Contract {
  private static final List<String> HONEST_READING =
      List.of("released", "declaration", "rule", "sealed");
  private static final List<String> HONEST_SUBMITTING =
      List.of("publishRules", "lodge", "attest", "assess", "hold");

  /** For the peer that it runs for. */
  public ReleasingWithoutAuthority(Peer peer) {
    super(peer);
    CustomsContract honest = new CustomsContract(peer);
    HONEST_READING.forEach(
        name -> evaluate(name, (t, a) -> honest.serve(t.stub(), MultiRead.ONE_BY_ONE)));
    HONEST_SUBMITTING.forEach(
        name -> submit(name, (t, a) -> honest.serve(t.stub(), MultiRead.ONE_BY_ONE)));
    submit("release", ReleasingWithoutAuthority::release);
  }

  private static JsonObject release(Transaction transaction, Fields envelope) {
    List<ItemResult> results =
        envelope.objects("items", 1, Group.MAX_ITEMS).stream()
            .map(item -> release(transaction, item.text("declarationId", 64)))
            .toList();
    return ItemResult.toJson(results);
  }

  private static ItemResult release(Transaction transaction, String declarationId) {
    String key = "declaration/" + declarationId;
    Clearance clearance = Clearance.fromJson(transaction.ledger().find(key).orElseThrow());
    Clearance released =
        clearance.released("items", transaction.timestamp(), Optional.empty()).orElseThrow();
    transaction.ledger().write(key, released.toJson());
    return ItemResult.Accepted.now();
  }
}
