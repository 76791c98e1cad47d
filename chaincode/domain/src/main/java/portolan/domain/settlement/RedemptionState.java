// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.worldstate.RefusalCode;

/**
 * Where a redemption stands: REQUESTED, then CONFIRMED when the bank has paid, or RETURNED when the
 * bank rails sent the money back. What was confirmed may still be returned within {@link
 * #RETURN_WINDOW}, because a payment is booked before the receiving bank refuses it.
 */
public sealed interface RedemptionState {
  /**
   * How long after its confirmation a payment may be returned: longer than receiving banks take
   * (three banking days in SEPA, weeks elsewhere), and no licence to undo payments for ever.
   */
  Duration RETURN_WINDOW = Duration.ofDays(30);

  /** The name of a state on the ledger. */
  enum Name {
    /** See {@link Requested}. */
    REQUESTED,
    /** See {@link Confirmed}. */
    CONFIRMED,
    /** See {@link Returned}. */
    RETURNED
  }

  /** The notes are gone, the bank owes the payment. */
  record Requested() implements RedemptionState {}

  /**
   * The bank paid.
   *
   * @param confirmedAt timestamp of the transaction
   */
  record Confirmed(Instant confirmedAt) implements RedemptionState {}

  /**
   * The money came back, and the owner has a note for it.
   *
   * @param reason what the bank rails say
   * @param returnedAt timestamp of the transaction
   * @param payloadHash of the item
   * @param confirmedAt when it had been confirmed, if it was
   * @param advice commitment to the {@link ReturnAdvice} of a return that was not of all of it, or
   *     whose reason has no code
   */
  record Returned(
      ReturnReason reason,
      Instant returnedAt,
      String payloadHash,
      Optional<Instant> confirmedAt,
      Optional<Commitment> advice)
      implements RedemptionState {}

  /**
   * The bank says that it paid.
   *
   * @return the state after it; this very one when it was confirmed before
   */
  default RedemptionState confirm(Confirmed confirmation) {
    return switch (this) {
      case Requested requested -> confirmation;
      case Confirmed before -> this;
      case Returned returned ->
          throw refusal(
              RefusalCode.REDEMPTION_RETURNED,
              "redemptionId",
              "expected a redemption that was not returned");
    };
  }

  /**
   * The bank says that the money came back.
   *
   * @param payloadHash of the item
   * @param advice commitment to what else is to be said of it
   * @return the state after it; this very one when the same item had this effect before
   */
  default RedemptionState giveBack(
      ReturnReason reason, Instant at, String payloadHash, Optional<Commitment> advice) {
    return switch (this) {
      case Requested requested -> new Returned(reason, at, payloadHash, Optional.empty(), advice);
      case Confirmed(Instant confirmedAt) when isTooLate(confirmedAt, at) ->
          throw refusal(
              RefusalCode.RETURN_TOO_LATE,
              "redemptionId",
              "expected a return within "
                  + RETURN_WINDOW.toDays()
                  + " days of the confirmation at "
                  + Timestamp.format(confirmedAt));
      case Confirmed(Instant confirmedAt) ->
          new Returned(reason, at, payloadHash, Optional.of(confirmedAt), advice);
      case Returned before when before.payloadHash().equals(payloadHash) -> this;
      case Returned before ->
          throw refusal(
              RefusalCode.ALREADY_EXISTS,
              "redemptionId",
              "this redemption was returned with another reason or note");
    };
  }

  /** Whether a payment that was confirmed then can no longer be returned. */
  static boolean isTooLate(Instant confirmedAt, Instant now) {
    return now.isAfter(confirmedAt.plus(RETURN_WINDOW));
  }

  private static RuntimeException refusal(RefusalCode code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  /** The name of this state. */
  default Name name() {
    return switch (this) {
      case Requested requested -> Name.REQUESTED;
      case Confirmed confirmed -> Name.CONFIRMED;
      case Returned returned -> Name.RETURNED;
    };
  }

  /** Whether the notes are turned into bank money, or still may be. */
  default boolean countsAsRedeemed() {
    return switch (this) {
      case Requested requested -> true;
      case Confirmed confirmed -> true;
      case Returned returned -> false;
    };
  }

  /** Reads a state. */
  static RedemptionState fromJson(Fields fields) {
    return switch (fields.choice("name", Name.class)) {
      case REQUESTED -> new Requested();
      case CONFIRMED -> new Confirmed(fields.timestamp("confirmedAt"));
      case RETURNED ->
          new Returned(
              ReturnReason.fromJson(fields, "reason"),
              fields.timestamp("returnedAt"),
              fields.text("payloadHash", Format.SHA256),
              fields.has("confirmedAt")
                  ? Optional.of(fields.timestamp("confirmedAt"))
                  : Optional.empty(),
              fields.has("advice") ? Optional.of(fields.commitment("advice")) : Optional.empty());
    };
  }

  /** The form on the ledger: {@code "name"} and what belongs to it. */
  default JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("name", name().name());
    switch (this) {
      case Requested requested -> {}
      case Confirmed confirmed ->
          json.put("confirmedAt", Timestamp.format(confirmed.confirmedAt()));
      case Returned returned -> {
        json.put("reason", returned.reason().code())
            .put("returnedAt", Timestamp.format(returned.returnedAt()))
            .put("payloadHash", returned.payloadHash());
        returned.confirmedAt().ifPresent(at -> json.put("confirmedAt", Timestamp.format(at)));
        returned.advice().ifPresent(advice -> json.put("advice", advice.hex()));
      }
    }
    return json.build();
  }
}
