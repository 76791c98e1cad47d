// SPDX-License-Identifier: Apache-2.0
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
import portolan.domain.worldstate.RefusalCode;

/**
 * Notes that were turned into a payment order for bank money.
 *
 * @param redemptionId chosen by the owner
 * @param owner who redeemed
 * @param bank who has to pay
 * @param notes the notes that were spent
 * @param commitment to the {@link RedemptionOrder}
 * @param uetr under which the bank has to pay; no two redemptions share one
 * @param requestedAt timestamp of the transaction
 * @param payloadHash of the item
 * @param state where it stands
 */
public record Redemption(
    String redemptionId,
    String owner,
    String bank,
    List<String> notes,
    Commitment commitment,
    Uetr uetr,
    Instant requestedAt,
    String payloadHash,
    RedemptionState state) {
  /** Copies the notes. */
  public Redemption {
    notes = List.copyOf(notes);
  }

  /** Reads a redemption. */
  public static Redemption fromJson(Fields fields) {
    return new Redemption(
        fields.text("redemptionId", Format.QUALIFIED),
        fields.text("owner", Format.MEMBER),
        fields.text("bank", Format.MEMBER),
        fields.texts("notes", 1, SettlementPlan.MAX_NOTES, Note.ID),
        fields.commitment("commitment"),
        Uetr.fromJson(fields, "uetr"),
        fields.timestamp("requestedAt"),
        fields.text("payloadHash", Format.SHA256),
        RedemptionState.fromJson(fields.object("state")));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object()
        .put("redemptionId", redemptionId)
        .put("owner", owner)
        .put("bank", bank)
        .putTexts("notes", notes)
        .put("commitment", commitment.hex())
        .put("uetr", uetr.value())
        .put("requestedAt", Timestamp.format(requestedAt))
        .put("payloadHash", payloadHash)
        .put("state", state.toJson())
        .build();
  }

  /** The same in another state. */
  private Redemption in(RedemptionState next) {
    return new Redemption(
        redemptionId, owner, bank, notes, commitment, uetr, requestedAt, payloadHash, next);
  }

  /**
   * The bank says that it paid.
   *
   * @param paid UETR of its payment
   * @return the redemption after it; an equal one when it was confirmed before
   */
  public Redemption confirm(Uetr paid, Instant at) {
    if (!paid.equals(uetr)) {
      throw new Refusal(
              RefusalCode.WRONG_UETR, "uetr", "expected the UETR of this redemption, " + uetr)
          .toException();
    }
    return in(state.confirm(new RedemptionState.Confirmed(at)));
  }

  /** The bank says that all of the money came back. */
  public Redemption giveBack(ReturnReason reason, Instant at, String hash) {
    return giveBack(reason, at, hash, Optional.empty());
  }

  /**
   * The bank says that the money came back.
   *
   * @param hash of the item
   * @param advice commitment to what else is to be said of it
   * @return the redemption after it; an equal one when the same item had this effect before
   */
  public Redemption giveBack(
      ReturnReason reason, Instant at, String hash, Optional<Commitment> advice) {
    return in(state.giveBack(reason, at, hash, advice));
  }
}
