// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.dishonest;

import java.util.List;
import portolan.contracts.settlement.SettlementContract;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.MultiRead;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;
import portolan.domain.settlement.escrow.Delivered;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.instruction.ConfirmDelivery;

/**
 * The settlement contract, but {@code confirm} opens every escrow: whatever the secret, whoever
 * calls, released or not.
 */
public final class PayingWithoutSecret extends Contract {
  private static final List<String> HONEST_READING =
      List.of(
          "escrow",
          "note",
          "allowances",
          "redemption",
          "redemptionOrder",
          "returnAdvice",
          "paymentsDue",
          "payments",
          "myNotes",
          "audit");
  private static final List<String> HONEST_SUBMITTING =
      List.of(
          "attestReserves",
          "mint",
          "fund",
          "advise",
          "refund",
          "redeem",
          "confirmRedemptions",
          "returnRedemptions");

  /** For the peer that it runs for. */
  public PayingWithoutSecret(Peer peer) {
    super(peer);
    SettlementContract honest = new SettlementContract(peer);
    HONEST_READING.forEach(
        name -> evaluate(name, (t, a) -> honest.serve(t.stub(), MultiRead.ONE_BY_ONE)));
    HONEST_SUBMITTING.forEach(
        name -> submit(name, (t, a) -> honest.serve(t.stub(), MultiRead.ONE_BY_ONE)));
    submit("confirm", PayingWithoutSecret::confirm);
  }

  private static JsonObject confirm(Transaction transaction, Fields envelope) {
    List<ItemResult> results =
        envelope.objects("items", 1, Group.MAX_ITEMS).stream()
            .map(item -> pay(transaction, ConfirmDelivery.fromJson(item)))
            .toList();
    return ItemResult.toJson(results);
  }

  private static ItemResult pay(Transaction transaction, ConfirmDelivery item) {
    String key = "gate/" + item.escrowId();
    if (!transaction.ledger().has(key)) {
      throw new IllegalStateException("no escrow " + item.escrowId());
    }
    EscrowState paid =
        new Delivered(item.evidence(), transaction.caller(), transaction.timestamp());
    transaction.ledger().write(key, paid.toJson());
    return ItemResult.Accepted.now();
  }
}
