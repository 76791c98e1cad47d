// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.timing;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.RefundEscrow;

/**
 * What anybody may bring about from a moment on. It is read from the gate alone, which is public:
 * who keeps a list of the gates knows all timers.
 *
 * @param call what is to be called
 * @param id the escrow, or the lock
 * @param at from when on
 */
public record Timer(Call call, String id, Instant at) {
  /** How the keys of escrows' gates begin; the escrow's id follows. */
  public static final String ESCROW_GATES = "gate/";

  /** How the keys of locks' gates begin; the lock's id follows. */
  public static final String LOCK_GATES = "lock-gate/";

  /** A function of {@code settlement} that any member may call when a time is over. */
  public enum Call {
    /** The time for the delivery is over. */
    REFUND("refund"),
    /** The time of a later phase of an escrow is over. */
    EXPIRE("expire"),
    /** The time to execute a lock is over. */
    EXPIRE_LOCK("expireLock");

    private final String function;

    Call(String function) {
      this.function = function;
    }

    /** Name of the contract function. */
    public String function() {
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

  /** Whether a key of {@code settlement} is that of a gate. */
  public static boolean isGate(String key) {
    return key.startsWith(ESCROW_GATES) || key.startsWith(LOCK_GATES);
  }

  /** The escrow, or the lock, of a gate, with its owner. */
  public static String idOf(String gate) {
    return gate.substring(gate.indexOf('/') + 1);
  }

  /**
   * The timer of a gate; nothing if time does not move it.
   *
   * @param key for which {@link #isGate} holds
   * @param state what is stored under it
   * @throws portolan.domain.encoding.RefusedException if that is no state of a gate
   */
  public static Optional<Timer> of(String key, byte[] state) {
    if (key.startsWith(LOCK_GATES)) {
      return LockState.fromJson(Fields.parse(key, state))
          .endsBy()
          .map(at -> new Timer(Call.EXPIRE_LOCK, idOf(key), at));
    }
    EscrowState escrow = EscrowState.fromJson(Fields.parse(key, state));
    Call call = escrow instanceof EscrowState.Funded ? Call.REFUND : Call.EXPIRE;
    return escrow.endsBy().map(at -> new Timer(call, idOf(key), at));
  }
}
