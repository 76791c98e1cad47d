package portolan.domain.settlement;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;

/**
 * Where an escrow stands: FUNDED, then exactly one of DELIVERED and REFUNDED. This is the one key
 * that a delivery reads and writes, so it holds what a delivery needs and afterwards its evidence,
 * and nothing else.
 */
public sealed interface EscrowState {
  /** Refusal: the secret's hash is not the one that was agreed. */
  String WRONG_SECRET = "WRONG_SECRET";

  /** Refusal: the escrow ended already, the other way. */
  String NOT_FUNDED = "NOT_FUNDED";

  /** Refusal: customs has not released the goods. */
  String NOT_RELEASED = "NOT_RELEASED";

  /** Refusal: too early to refund. */
  String NOT_YET_EXPIRED = "NOT_YET_EXPIRED";

  /** The name of a state on the ledger. */
  enum Name {
    /** See {@link Funded}. */
    FUNDED,
    /** See {@link Delivered}. */
    DELIVERED,
    /** See {@link Refunded}. */
    REFUNDED
  }

  /**
   * The money is set aside. What ends it is repeated here from the escrow.
   *
   * @param orderId the order that is paid
   * @param declarationId the declaration that customs has to release for that order first
   * @param secretHash SHA-256 of the delivery secret
   * @param deadline from when on it can be refunded
   */
  record Funded(String orderId, String declarationId, String secretHash, Instant deadline)
      implements EscrowState {

    /** Whether this text is the delivery secret. */
    public boolean isSecret(String secret) {
      return Sha256.hex(secret).equals(secretHash);
    }
  }

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

  /**
   * Confirms the delivery.
   *
   * @param evidence the secret, who presents it, when
   * @param releasedOrder the order whose goods customs released under the declaration; asked only
   *     if it matters
   * @return the state after it; this very one when it was confirmed before
   */
  default EscrowState confirm(Delivered evidence, Optional<String> releasedOrder) {
    return switch (this) {
      case Delivered before when !before.secret().equals(evidence.secret()) -> throw wrongSecret();
      case Delivered before -> this;
      case Refunded refunded ->
          throw refusal(NOT_FUNDED, "escrowId", "expected a funded escrow; this one was refunded");
      case Funded funded when !funded.isSecret(evidence.secret()) -> throw wrongSecret();
      case Funded funded when !releasedOrder.equals(Optional.of(funded.orderId())) ->
          throw refusal(
              NOT_RELEASED,
              "escrowId",
              "expected customs to have released declaration " + funded.declarationId());
      case Funded funded -> evidence;
    };
  }

  /**
   * Lets the money go back after the deadline.
   *
   * @param peerNow what the peer's clock says: it must agree that the deadline has passed
   * @return the state after it; this very one when it was refunded before
   */
  default EscrowState refund(Refunded refund, Instant peerNow) {
    return switch (this) {
      case Refunded before -> this;
      case Delivered delivered ->
          throw refusal(NOT_FUNDED, "escrowId", "expected a funded escrow; this one was delivered");
      case Funded(var order, var declaration, var hash, Instant deadline)
          when refund.refundedAt().isBefore(deadline) || peerNow.isBefore(deadline) ->
          throw refusal(
              NOT_YET_EXPIRED,
              "escrowId",
              "expected a refund no earlier than " + Timestamp.format(deadline));
      case Funded funded -> refund;
    };
  }

  private static RuntimeException wrongSecret() {
    return refusal(WRONG_SECRET, "secret", "expected the delivery secret of this escrow");
  }

  private static RuntimeException refusal(String code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

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

  /** Reads a state. */
  static EscrowState fromJson(Fields fields) {
    return switch (fields.choice("state", Name.class)) {
      case FUNDED ->
          new Funded(
              fields.text("orderId", Format.IDENTIFIER),
              fields.text("declarationId", Format.IDENTIFIER),
              fields.text("secretHash", Format.SHA256),
              fields.timestamp("deadline"));
      case DELIVERED ->
          new Delivered(
              fields.text("secret", 256),
              fields.text("confirmedBy", Format.MEMBER),
              fields.timestamp("confirmedAt"));
      case REFUNDED ->
          new Refunded(fields.text("refundedBy", Format.MEMBER), fields.timestamp("refundedAt"));
    };
  }

  /** The form on the ledger: {@code "state"} and what belongs to it. */
  default JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("state", name().name());
    switch (this) {
      case Funded funded ->
          json.put("orderId", funded.orderId())
              .put("declarationId", funded.declarationId())
              .put("secretHash", funded.secretHash())
              .put("deadline", Timestamp.format(funded.deadline()));
      case Delivered delivered ->
          json.put("secret", delivered.secret())
              .put("confirmedBy", delivered.confirmedBy())
              .put("confirmedAt", Timestamp.format(delivered.confirmedAt()));
      case Refunded refunded ->
          json.put("refundedBy", refunded.refundedBy())
              .put("refundedAt", Timestamp.format(refunded.refundedAt()));
    }
    return json.build();
  }
}
