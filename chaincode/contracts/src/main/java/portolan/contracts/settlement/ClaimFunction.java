package portolan.contracts.settlement;

import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Escrow;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.instruction.ClaimDefect;

/** {@code claim}: the funder stops the payouts of a delivery that is inspected. */
final class ClaimFunction extends PhaseFunction<ClaimDefect> {

  ClaimFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected ClaimDefect read(Item item) {
    return ClaimDefect.fromJson(item.fields());
  }

  @Override
  String escrowId(ClaimDefect item) {
    return item.escrowId();
  }

  @Override
  protected Accepted apply(ClaimDefect item) {
    Escrow escrow = escrow(item);
    requireCaller(escrow.fundedBy(), "the funder");
    EscrowState gate = gate(item);
    return moved(item, gate, gate.claim(item.reason(), transaction.timestamp(), rules(escrow)));
  }
}
