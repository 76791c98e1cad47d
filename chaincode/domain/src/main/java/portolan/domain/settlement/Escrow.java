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
 * An escrow: FUNDED, then exactly one of DELIVERED and REFUNDED. Its state is the one key that a
 * delivery writes.
 *
 * @param terms what was agreed
 * @param fundedBy the member whose notes were spent
 * @param fundedAt timestamp of the funding transaction
 * @param notes how many notes the funding created
 * @param payloadHash of the item that funded it
 * @param state where it stands
 */
public record Escrow(
    EscrowTerms terms,
    String fundedBy,
    Instant fundedAt,
    NoteCounts notes,
    String payloadHash,
    EscrowState state) {

  /** Refusal: the secret's hash is not the one that was agreed. */
  public static final String WRONG_SECRET = "WRONG_SECRET";

  /** Refusal: the escrow ended already, the other way. */
  public static final String NOT_FUNDED = "NOT_FUNDED";

  /** Refusal: customs has not released the goods. */
  public static final String NOT_RELEASED = "NOT_RELEASED";

  /** Refusal: too early to refund. */
  public static final String NOT_YET_EXPIRED = "NOT_YET_EXPIRED";

  /** Reads an escrow. */
  public static Escrow fromJson(Fields fields) {
    return new Escrow(
        EscrowTerms.fromJson(fields),
        fields.text("fundedBy", Format.MEMBER),
        fields.timestamp("fundedAt"),
        NoteCounts.fromJson(fields.object("notes")),
        fields.text("payloadHash", Format.SHA256),
        EscrowState.fromJson(fields));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object()
            .put("fundedBy", fundedBy)
            .put("fundedAt", Timestamp.format(fundedAt))
            .put("notes", notes.toJson())
            .put("payloadHash", payloadHash);
    terms.addTo(json);
    state.addTo(json);
    return json.build();
  }

  /** From when on it can be refunded. */
  public Instant deadline() {
    return fundedAt.plusSeconds(terms.expiresAfterSeconds());
  }

  /** Whether this text is the delivery secret. */
  public boolean isSecret(String secret) {
    return Sha256.hex(secret).equals(terms.secretHash());
  }

  /**
   * Confirms the delivery.
   *
   * @param evidence the secret, who presents it, when
   * @param released whether customs released the goods; asked only if it matters
   * @return the escrow after it; this very one when it was confirmed before
   */
  public Escrow confirm(EscrowState.Delivered evidence, boolean released) {
    if (!isSecret(evidence.secret())) {
      throw refusal(WRONG_SECRET, "secret", "expected the delivery secret of this escrow");
    }
    return switch (state) {
      case EscrowState.Delivered before -> this;
      case EscrowState.Refunded refunded ->
          throw refusal(NOT_FUNDED, "escrowId", "expected a funded escrow; this one was refunded");
      case EscrowState.Funded funded when !released ->
          throw refusal(
              NOT_RELEASED,
              "escrowId",
              "expected customs to have released declaration " + terms.declarationId());
      case EscrowState.Funded funded -> in(evidence);
    };
  }

  /**
   * Lets the money go back after the deadline.
   *
   * @param peerNow what the peer's clock says: it must agree that the deadline has passed
   * @return the escrow after it; this very one when it was refunded before
   */
  public Escrow refund(EscrowState.Refunded refund, Instant peerNow) {
    return switch (state) {
      case EscrowState.Refunded before -> this;
      case EscrowState.Delivered delivered ->
          throw refusal(NOT_FUNDED, "escrowId", "expected a funded escrow; this one was delivered");
      case EscrowState.Funded funded
          when refund.refundedAt().isBefore(deadline()) || peerNow.isBefore(deadline()) ->
          throw refusal(
              NOT_YET_EXPIRED,
              "escrowId",
              "expected a refund no earlier than " + Timestamp.format(deadline()));
      case EscrowState.Funded funded -> in(refund);
    };
  }

  /** How it ended, if it did. */
  public Optional<Outcome> outcome() {
    return state.outcome();
  }

  private Escrow in(EscrowState next) {
    return new Escrow(terms, fundedBy, fundedAt, notes, payloadHash, next);
  }

  private static RuntimeException refusal(String code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }
}
