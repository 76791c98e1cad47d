package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.ReturnReason;

/**
 * Item of {@code returnRedemptions} [bank]: {@code {"redemptionId","reason","commitment"}}; sealed
 * part {@code {"opening":{...},"order":{...}}}. Endorsed by the bank and the owner of the
 * redemption.
 *
 * @param redemptionId a redemption of this bank
 * @param reason what the bank rails say
 * @param commitment of the note that the owner gets
 */
public record ReturnRedemption(String redemptionId, ReturnReason reason, Commitment commitment) {

  /** Reads an item. */
  public static ReturnRedemption fromJson(Fields fields) {
    ReturnRedemption item =
        new ReturnRedemption(
            fields.text("redemptionId", Format.QUALIFIED),
            ReturnReason.fromJson(fields, "reason"),
            fields.commitment("commitment"));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("redemptionId", redemptionId)
        .put("reason", reason.code())
        .put("commitment", commitment.hex())
        .build();
  }

  /**
   * The sealed part.
   *
   * @param order as it was when the notes were redeemed: endorsers compare the amount
   */
  public static JsonObject sealed(NoteOpening opening, RedemptionOrder order) {
    return Json.object().put("opening", opening.toJson()).put("order", order.toJson()).build();
  }
}
