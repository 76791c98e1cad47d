// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.stream.Stream;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.escrow.Held;
import portolan.domain.settlement.escrow.Hold;
import portolan.domain.settlement.escrow.Holds;
import portolan.domain.worldstate.SettlementKeys;

/**
 * A function that holds a payment, or lifts a reason for which it is held. What an escrow remembers
 * of earlier holds has a key of its own, since a delivery need not read it.
 *
 * @param <T> an item
 */
abstract class HoldFunction<T> extends PhaseFunction<T> {

  HoldFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected List<String> keys(T item) {
    return Stream.concat(super.keys(item).stream(), Stream.of(SettlementKeys.holds(escrowId(item))))
        .toList();
  }

  /** What holds the payment. */
  final Hold payment(T item, Standing at) {
    return Hold.of(
        at.gate(),
        transaction
            .ledger()
            .find(SettlementKeys.holds(escrowId(item)))
            .map(Holds::fromJson)
            .orElse(Holds.NONE));
  }

  /** Writes what has changed. */
  final void write(Standing at, Hold before, Hold after) {
    if (!after.equals(before)) {
      write(at, after.gate());
      String escrowId = at.escrow().terms().escrowId();
      after
          .remembered()
          .ifPresent(
              holds -> transaction.ledger().write(SettlementKeys.holds(escrowId), holds.toJson()));
    }
  }

  /** Writes what has changed, and answers with the state. */
  final Accepted changed(Standing at, Hold before, Hold after) {
    write(at, before, after);
    JsonObject result = result(after).build();
    return after.equals(before) ? Accepted.before(result) : Accepted.now(result);
  }

  /** What is said of it: {@code {"state","number"}}, the number while it is held. */
  static JsonObject.Builder result(Hold payment) {
    JsonObject.Builder result = Json.object().put("state", payment.gate().name().name());
    if (payment.gate() instanceof Held held) {
      result.put("number", held.holds().number());
    }
    return result;
  }
}
