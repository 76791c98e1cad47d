// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.escrow.DeclaredGoods;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Funded;
import portolan.domain.settlement.escrow.Refunded;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/** {@code refund}: lets the money of an escrow go back after its deadline. Anybody may say so. */
final class RefundFunction extends GroupFunction<RefundEscrow> {
  /** The goods that customs released, by declaration; only those of milestones. */
  private Map<String, DeclaredGoods> released = Map.of();

  RefundFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected RefundEscrow read(Item item) {
    return RefundEscrow.fromJson(item.fields());
  }

  @Override
  protected List<String> keys(RefundEscrow item) {
    return List.of(SettlementKeys.gate(item.escrowId()));
  }

  /** A milestone may have been reached. */
  @Override
  protected void prepare(List<RefundEscrow> items) {
    released =
        CustomsGoods.released(
            transaction,
            items.stream()
                .flatMap(
                    item -> gate(item.escrowId()).flatMap(EscrowState::awaitsDelivery).stream())
                .filter(funded -> funded.trigger().isMilestone())
                .map(Funded::declarationId)
                .toList());
  }

  @Override
  protected Accepted apply(RefundEscrow item) {
    String id = item.escrowId();
    EscrowState gate =
        gate(id)
            .orElseThrow(
                () ->
                    new Refusal(RefusalCode.NOT_FOUND, "escrowId", "expected a funded escrow")
                        .toException());
    EscrowState refunded =
        gate.refund(
            new Refunded(transaction.caller(), transaction.timestamp()),
            transaction.peer().clock().instant(),
            gate.awaitsDelivery().map(funded -> released.get(funded.declarationId())));
    if (refunded.equals(gate)) {
      return Accepted.before(result(refunded));
    }
    transaction.ledger().write(SettlementKeys.gate(id), refunded.toJson());
    return Accepted.now(result(refunded));
  }

  private Optional<EscrowState> gate(String escrowId) {
    return transaction.ledger().find(SettlementKeys.gate(escrowId)).map(EscrowState::fromJson);
  }

  private static JsonObject result(EscrowState gate) {
    Refunded refund = (Refunded) gate;
    return Json.object()
        .put("refundedBy", refund.refundedBy())
        .put("refundedAt", Timestamp.format(refund.refundedAt()))
        .build();
  }
}
