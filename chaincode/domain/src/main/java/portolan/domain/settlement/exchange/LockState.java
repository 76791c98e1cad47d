// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.LockOutcome;
import portolan.domain.worldstate.RefusalCode;

/**
 * Where a lock stands: LOCKED, then exactly one of EXECUTED and EXPIRED. The one key that ending it
 * reads and writes.
 */
public sealed interface LockState {
  /** The name of a state on the ledger. */
  enum Name {
    /** See {@link Locked}. */
    LOCKED,
    /** See {@link Executed}. */
    EXECUTED,
    /** See {@link Expired}. */
    EXPIRED
  }

  /**
   * Both amounts are set aside.
   *
   * @param deadline until when it can be executed, and from when on it can expire
   */
  record Locked(Instant deadline) implements LockState {}

  /**
   * Both amounts changed hands.
   *
   * @param executedBy the member that said so
   * @param executedAt timestamp of the transaction
   */
  record Executed(String executedBy, Instant executedAt) implements LockState {}

  /**
   * The deadline passed and both amounts went back.
   *
   * @param expiredBy the member that noticed
   * @param expiredAt timestamp of the transaction
   */
  record Expired(String expiredBy, Instant expiredAt) implements LockState {}

  /**
   * Has both amounts change hands.
   *
   * @param peerNow what the peer's clock says: it must agree that the deadline has not passed
   * @return the state after it; this very one when it was executed before
   */
  default LockState execute(Executed execution, Instant peerNow) {
    return switch (this) {
      case Executed before -> this;
      case Expired expired ->
          throw refusal(
              RefusalCode.NOT_LOCKED, "expected a lock that stands; this one has expired");
      case Locked(Instant deadline)
          when !execution.executedAt().isBefore(deadline) || !peerNow.isBefore(deadline) ->
          throw refusal(
              RefusalCode.LOCK_EXPIRED,
              "expected an execution before " + Timestamp.format(deadline));
      case Locked locked -> execution;
    };
  }

  /**
   * Lets both amounts go back after the deadline.
   *
   * @param peerNow what the peer's clock says: it must agree that the deadline has passed
   * @return the state after it; this very one when it had expired before
   */
  default LockState expire(Expired expiry, Instant peerNow) {
    return switch (this) {
      case Expired before -> this;
      case Executed executed ->
          throw refusal(
              RefusalCode.NOT_LOCKED, "expected a lock that stands; this one was executed");
      case Locked(Instant deadline)
          when expiry.expiredAt().isBefore(deadline) || peerNow.isBefore(deadline) ->
          throw refusal(
              RefusalCode.NOT_YET_EXPIRED,
              "expected an expiry no earlier than " + Timestamp.format(deadline));
      case Locked locked -> expiry;
    };
  }

  private static RuntimeException refusal(RefusalCode code, String message) {
    return new Refusal(code, "lockId", message).toException();
  }

  /** The name of this state. */
  default Name name() {
    return switch (this) {
      case Locked locked -> Name.LOCKED;
      case Executed executed -> Name.EXECUTED;
      case Expired expired -> Name.EXPIRED;
    };
  }

  /** How the lock ended, if it did. */
  default Optional<LockOutcome> outcome() {
    return switch (this) {
      case Locked locked -> Optional.empty();
      case Executed executed -> Optional.of(LockOutcome.EXECUTED);
      case Expired expired -> Optional.of(LockOutcome.EXPIRED);
    };
  }

  /** From when on time alone ends it; empty if it has ended. */
  default Optional<Instant> endsBy() {
    return switch (this) {
      case Locked locked -> Optional.of(locked.deadline());
      case Executed executed -> Optional.empty();
      case Expired expired -> Optional.empty();
    };
  }

  /** Reads a state. */
  static LockState fromJson(Fields fields) {
    return switch (fields.choice("state", Name.class)) {
      case LOCKED -> new Locked(fields.timestamp("deadline"));
      case EXECUTED ->
          new Executed(fields.text("executedBy", Format.MEMBER), fields.timestamp("executedAt"));
      case EXPIRED ->
          new Expired(fields.text("expiredBy", Format.MEMBER), fields.timestamp("expiredAt"));
    };
  }

  /** The form on the ledger: {@code "state"} and what belongs to it. */
  default JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("state", name().name());
    switch (this) {
      case Locked locked -> json.put("deadline", Timestamp.format(locked.deadline()));
      case Executed executed ->
          json.put("executedBy", executed.executedBy())
              .put("executedAt", Timestamp.format(executed.executedAt()));
      case Expired expired ->
          json.put("expiredBy", expired.expiredBy())
              .put("expiredAt", Timestamp.format(expired.expiredAt()));
    }
    return json.build();
  }
}
