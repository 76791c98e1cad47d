package portolan.domain.settlement;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;

/**
 * Notes that were turned into a claim for bank money: REQUESTED, then SETTLED.
 *
 * @param redemptionId chosen by the owner
 * @param owner who redeemed
 * @param bank who has to pay
 * @param notes the notes that were spent
 * @param commitment to the {@link RedemptionOrder}
 * @param requestedAt timestamp of the transaction
 * @param payloadHash of the item
 * @param settlement the bank's payment, once it is made
 */
public record Redemption(
    String redemptionId,
    String owner,
    String bank,
    List<String> notes,
    Commitment commitment,
    Instant requestedAt,
    String payloadHash,
    Optional<Settlement> settlement) {

  /** A unique end-to-end transaction reference (UETR, a UUID of version 4) in lower case. */
  public static final Format UETR =
      Format.of(
          "a UETR (UUID of version 4 in lower case)",
          "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
          36);

  /** Where a redemption stands. */
  public enum State {
    /** The notes are gone, the bank owes the payment. */
    REQUESTED,
    /** The bank paid. */
    SETTLED
  }

  /**
   * The bank's payment.
   *
   * @param uetr its reference on the bank rails
   * @param settledAt timestamp of the transaction
   */
  public record Settlement(String uetr, Instant settledAt) {}

  /** Copies the notes. */
  public Redemption {
    notes = List.copyOf(notes);
  }

  /** Where it stands. */
  public State state() {
    return settlement.isPresent() ? State.SETTLED : State.REQUESTED;
  }

  /** Reads a redemption. */
  public static Redemption fromJson(Fields fields) {
    Optional<Settlement> settlement =
        switch (fields.choice("state", State.class)) {
          case REQUESTED -> Optional.empty();
          case SETTLED ->
              Optional.of(new Settlement(fields.text("uetr", UETR), fields.timestamp("settledAt")));
        };
    return new Redemption(
        fields.text("redemptionId", Format.IDENTIFIER),
        fields.text("owner", Format.MEMBER),
        fields.text("bank", Format.MEMBER),
        fields.texts("notes", 1, SettlementPlan.MAX_NOTES, Note.ID),
        fields.commitment("commitment"),
        fields.timestamp("requestedAt"),
        fields.text("payloadHash", Format.SHA256),
        settlement);
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object()
            .put("redemptionId", redemptionId)
            .put("owner", owner)
            .put("bank", bank)
            .putTexts("notes", notes)
            .put("commitment", commitment.hex())
            .put("requestedAt", Timestamp.format(requestedAt))
            .put("payloadHash", payloadHash)
            .put("state", state().name());
    settlement.ifPresent(
        s -> json.put("uetr", s.uetr()).put("settledAt", Timestamp.format(s.settledAt())));
    return json.build();
  }

  /**
   * Records the bank's payment.
   *
   * @return the redemption after it; this very one when the same payment was recorded before
   */
  public Redemption settle(Settlement payment) {
    if (settlement.isEmpty()) {
      return new Redemption(
          redemptionId,
          owner,
          bank,
          notes,
          commitment,
          requestedAt,
          payloadHash,
          Optional.of(payment));
    }
    if (!settlement.get().uetr().equals(payment.uetr())) {
      throw new Refusal(
              Refusal.ALREADY_EXISTS, "uetr", "this redemption was settled with another uetr")
          .toException();
    }
    return this;
  }
}
