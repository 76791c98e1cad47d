package portolan.contracts.settlement;

import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.instruction.AgreeToSplit;

/** {@code agree}: the seller agrees to the split that the funder offers. */
final class AgreeFunction extends PhaseFunction<AgreeToSplit> {

  AgreeFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected AgreeToSplit read(Item item) {
    return AgreeToSplit.fromJson(item.fields());
  }

  @Override
  String escrowId(AgreeToSplit item) {
    return item.escrowId();
  }

  @Override
  protected Accepted apply(AgreeToSplit item) {
    requireCaller(rules(escrow(item)).seller(), "the seller");
    EscrowState gate = gate(item);
    return moved(
        item,
        gate,
        gate.agree(
            new EscrowState.Split(item.offerId(), transaction.caller(), transaction.timestamp())));
  }
}
