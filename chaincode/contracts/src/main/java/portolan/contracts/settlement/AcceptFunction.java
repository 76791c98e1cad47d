package portolan.contracts.settlement;

import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.instruction.AcceptGoods;

/** {@code accept}: the funder accepts the goods, or withdraws its claim. */
final class AcceptFunction extends PhaseFunction<AcceptGoods> {

  AcceptFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected AcceptGoods read(Item item) {
    return AcceptGoods.fromJson(item.fields());
  }

  @Override
  String escrowId(AcceptGoods item) {
    return item.escrowId();
  }

  @Override
  protected Accepted apply(AcceptGoods item) {
    requireCaller(escrow(item).fundedBy(), "the funder");
    EscrowState gate = gate(item);
    return moved(item, gate, gate.accept());
  }
}
