// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code executeLock} and {@code expireLock}: one written key ends a lock, and with it all notes of
 * one outcome can be spent and none of the other. Anybody may say so: who gets what was agreed when
 * it was locked.
 */
final class EndLockFunction extends GroupFunction<EndLock> {

  @FunctionalInterface
  private interface Transition {
    LockState after(LockState before, Transaction transaction);
  }

  private final Transition transition;

  private EndLockFunction(Transaction transaction, Transition transition) {
    super(transaction);
    this.transition = transition;
  }

  static EndLockFunction execute(Transaction transaction) {
    return new EndLockFunction(
        transaction,
        (lock, t) ->
            lock.execute(
                new LockState.Executed(t.caller(), t.timestamp()), t.peer().clock().instant()));
  }

  static EndLockFunction expire(Transaction transaction) {
    return new EndLockFunction(
        transaction,
        (lock, t) ->
            lock.expire(
                new LockState.Expired(t.caller(), t.timestamp()), t.peer().clock().instant()));
  }

  @Override
  protected EndLock read(Item item) {
    return EndLock.fromJson(item.fields());
  }

  @Override
  protected List<String> keys(EndLock item) {
    return List.of(SettlementKeys.lockGate(item.lockId()));
  }

  @Override
  protected Accepted apply(EndLock item) {
    String key = SettlementKeys.lockGate(item.lockId());
    LockState before =
        transaction
            .ledger()
            .find(key)
            .map(LockState::fromJson)
            .orElseThrow(
                () ->
                    new Refusal(RefusalCode.NOT_FOUND, "lockId", "expected a lock").toException());
    LockState after = transition.after(before, transaction);
    if (after.equals(before)) {
      return Accepted.before(after.toJson());
    }
    transaction.ledger().write(key, after.toJson());
    return Accepted.now(after.toJson());
  }
}
