package portolan.contracts.settlement;

import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Escrow;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.instruction.ExpirePhase;

/** {@code expire}: says that the time of a phase is over. Anybody may. */
final class ExpireFunction extends PhaseFunction<ExpirePhase> {

  ExpireFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected ExpirePhase read(Item item) {
    return ExpirePhase.fromJson(item.fields());
  }

  @Override
  String escrowId(ExpirePhase item) {
    return item.escrowId();
  }

  @Override
  protected Accepted apply(ExpirePhase item) {
    Escrow escrow = escrow(item);
    EscrowState gate = gate(item);
    return moved(
        item,
        gate,
        gate.expire(
            transaction.caller(),
            transaction.timestamp(),
            transaction.peer().clock().instant(),
            rules(escrow)));
  }
}
