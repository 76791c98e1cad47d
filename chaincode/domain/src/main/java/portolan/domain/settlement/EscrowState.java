package portolan.domain.settlement;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/** Where an escrow stands. Funded is the only state that can be left. */
public sealed interface EscrowState {

  /** The name of a state on the ledger. */
  enum Name {
    /** See {@link Funded}. */
    FUNDED,
    /** See {@link Delivered}. */
    DELIVERED,
    /** See {@link Refunded}. */
    REFUNDED
  }

  /** The money is set aside. */
  record Funded() implements EscrowState {}

  /**
   * The delivery is confirmed and the payouts are final.
   *
   * @param secret the delivery secret of the consignee: anybody can check its hash
   * @param confirmedBy the member that presented it
   * @param confirmedAt timestamp of the transaction
   */
  record Delivered(String secret, String confirmedBy, Instant confirmedAt) implements EscrowState {}

  /**
   * The deadline passed and the money is free to go back.
   *
   * @param refundedBy the member that noticed
   * @param refundedAt timestamp of the transaction
   */
  record Refunded(String refundedBy, Instant refundedAt) implements EscrowState {}

  /** The name of this state. */
  default Name name() {
    return switch (this) {
      case Funded funded -> Name.FUNDED;
      case Delivered delivered -> Name.DELIVERED;
      case Refunded refunded -> Name.REFUNDED;
    };
  }

  /** How the escrow ended, if it did. */
  default Optional<Outcome> outcome() {
    return switch (this) {
      case Funded funded -> Optional.empty();
      case Delivered delivered -> Optional.of(Outcome.DELIVERED);
      case Refunded refunded -> Optional.of(Outcome.REFUNDED);
    };
  }

  /** Reads {@code "state"} and what belongs to it. */
  static EscrowState fromJson(Fields fields) {
    return switch (fields.choice("state", Name.class)) {
      case FUNDED -> new Funded();
      case DELIVERED -> {
        Fields evidence = fields.object("evidence");
        yield new Delivered(
            evidence.text("secret", 256),
            evidence.text("confirmedBy", Format.MEMBER),
            evidence.timestamp("confirmedAt"));
      }
      case REFUNDED -> {
        Fields refund = fields.object("refund");
        yield new Refunded(
            refund.text("refundedBy", Format.MEMBER), refund.timestamp("refundedAt"));
      }
    };
  }

  /** Adds {@code "state"} and what belongs to it to an object. */
  default void addTo(JsonObject.Builder json) {
    json.put("state", name().name());
    switch (this) {
      case Funded funded -> {}
      case Delivered delivered ->
          json.put(
              "evidence",
              Json.object()
                  .put("secret", delivered.secret())
                  .put("confirmedBy", delivered.confirmedBy())
                  .put("confirmedAt", Timestamp.format(delivered.confirmedAt()))
                  .build());
      case Refunded refunded ->
          json.put(
              "refund",
              Json.object()
                  .put("refundedBy", refunded.refundedBy())
                  .put("refundedAt", Timestamp.format(refunded.refundedAt()))
                  .build());
    }
  }
}
