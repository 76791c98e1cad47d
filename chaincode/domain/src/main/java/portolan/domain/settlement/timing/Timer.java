// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.timing;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Funded;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.domain.worldstate.SettlementFunction;
import portolan.domain.worldstate.SettlementKeys;

/**
 * What anybody may bring about from a moment on. It is read from the gate alone, which is public:
 * who keeps a list of the gates knows all timers.
 *
 * @param call what is to be called
 * @param id the escrow, or the lock
 * @param at from when on
 */
public record Timer(Call call, String id, Instant at) {
  /** A function of {@code settlement} that any member may call when a time is over. */
  public enum Call {
    /** The time for the delivery is over. */
    REFUND(SettlementFunction.REFUND),
    /** The time of a later phase of an escrow is over. */
    EXPIRE(SettlementFunction.EXPIRE),
    /** The time to execute a lock is over. */
    EXPIRE_LOCK(SettlementFunction.EXPIRE_LOCK);

    private final SettlementFunction function;

    Call(SettlementFunction function) {
      this.function = function;
    }

    /** The contract function. */
    public SettlementFunction function() {
      return function;
    }

    /** An item of the function. */
    public JsonObject item(String id) {
      return switch (this) {
        case REFUND -> new RefundEscrow(id).toJson();
        case EXPIRE -> new ExpirePhase(id).toJson();
        case EXPIRE_LOCK -> new EndLock(id).toJson();
      };
    }
  }

  /**
   * The timer of a gate; nothing if time does not move it.
   *
   * @param key for which {@link SettlementKeys#isGate} holds
   * @param state what is stored under it
   * @throws portolan.domain.encoding.RefusedException if that is no state of a gate
   */
  public static Optional<Timer> of(String key, byte[] state) {
    if (key.startsWith(SettlementKeys.LOCK_GATES)) {
      return LockState.fromJson(Fields.parse(key, state))
          .endsBy()
          .map(at -> new Timer(Call.EXPIRE_LOCK, SettlementKeys.idOfGate(key), at));
    }
    EscrowState escrow = EscrowState.fromJson(Fields.parse(key, state));
    Call call = escrow instanceof Funded ? Call.REFUND : Call.EXPIRE;
    return escrow.endsBy().map(at -> new Timer(call, SettlementKeys.idOfGate(key), at));
  }
}
