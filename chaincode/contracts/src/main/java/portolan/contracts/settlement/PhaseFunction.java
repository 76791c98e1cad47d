package portolan.contracts.settlement;

import java.util.List;
import java.util.function.Function;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Escrow;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.Rulebook;

/**
 * A function that takes an escrow with a rulebook from one phase to the next: it writes the gate
 * and nothing else.
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

  /** The escrow as it was funded; it has a rulebook. */
  final Escrow escrow(T item) {
    Escrow escrow = found(Keys.escrow(escrowId(item)), Escrow::fromJson);
    if (escrow.terms().rulebook().isEmpty()) {
      throw refusal(
          EscrowState.WRONG_STATE,
          "escrowId",
          "expected an escrow with a rulebook; the payouts of this one are final when delivered");
    }
    return escrow;
  }

  static Rulebook rules(Escrow escrow) {
    return escrow.terms().rulebook().orElseThrow();
  }

  /** Where the escrow stands. */
  final EscrowState gate(T item) {
    return found(Keys.gate(escrowId(item)), EscrowState::fromJson);
  }

  private <E> E found(String key, Function<Fields, E> reading) {
    return transaction
        .ledger()
        .find(key)
        .map(reading)
        .orElseThrow(() -> refusal(Refusal.NOT_FOUND, "escrowId", "expected a funded escrow"));
  }

  /** Refuses everybody but this member. */
  final void requireCaller(String member, String who) {
    if (!transaction.caller().equals(member)) {
      throw refusal(
          Refusal.PERMISSION_DENIED, "escrowId", "expected " + who + " of the escrow, " + member);
    }
  }

  /** Writes the gate if it has changed. */
  final Accepted moved(T item, EscrowState before, EscrowState after) {
    JsonObject result = Json.object().put("state", after.name().name()).build();
    if (after.equals(before)) {
      return Accepted.before(result);
    }
    transaction.ledger().write(Keys.gate(escrowId(item)), after.toJson());
    return Accepted.now(result);
  }

  static RuntimeException refusal(String code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }
}
