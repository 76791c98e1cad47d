package portolan.contracts.settlement;

import java.util.List;
import java.util.function.Function;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.Escrow;
import portolan.domain.settlement.EscrowState;

/**
 * A function that takes an escrow from one phase to the next.
 *
 * @param <T> an item
 */
abstract class PhaseFunction<T> extends GroupFunction<T> {

  PhaseFunction(Transaction transaction) {
    super(transaction);
  }

  /** The escrow that an item is about. */
  abstract String escrowId(T item);

  @Override
  protected List<String> keys(T item) {
    return List.of(Keys.escrow(escrowId(item)), Keys.gate(escrowId(item)));
  }

  /** Where the escrow stands. */
  final Standing standing(T item) {
    return new Standing(
        transaction,
        found(Keys.escrow(escrowId(item)), Escrow::fromJson),
        found(Keys.gate(escrowId(item)), EscrowState::fromJson));
  }

  private <E> E found(String key, Function<Fields, E> reading) {
    return transaction
        .ledger()
        .find(key)
        .map(reading)
        .orElseThrow(
            () ->
                new Refusal(Refusal.NOT_FOUND, "escrowId", "expected a funded escrow")
                    .toException());
  }
}
