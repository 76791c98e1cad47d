// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.ReturnReason;

/**
 * Item of {@code returnRedemptions} [bank]: {@code {"redemptionId","reason","commitment"}}, and
 * {@code "advice"} where less than the ordered amount came back or the reason has no code; sealed
 * part {@code {"opening":{...},"order":{...}}} and {@code "advice":{...}}. Endorsed by the bank and
 * the owner of the redemption.
 *
 * @param redemptionId a redemption of this bank
 * @param reason what the bank rails say
 * @param commitment of the note that the owner gets
 * @param advice commitment to the {@link ReturnAdvice}
 */
public record ReturnRedemption(
    String redemptionId, ReturnReason reason, Commitment commitment, Optional<Commitment> advice) {

  /** A return of all that was ordered. */
  public ReturnRedemption(String redemptionId, ReturnReason reason, Commitment commitment) {
    this(redemptionId, reason, commitment, Optional.empty());
  }

  /** Reads an item. */
  public static ReturnRedemption fromJson(Fields fields) {
    ReturnRedemption item =
        new ReturnRedemption(
            fields.text("redemptionId", Format.QUALIFIED),
            ReturnReason.fromJson(fields, "reason"),
            fields.commitment("commitment"),
            fields.has("advice") ? Optional.of(fields.commitment("advice")) : Optional.empty());
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object()
            .put("redemptionId", redemptionId)
            .put("reason", reason.code())
            .put("commitment", commitment.hex());
    advice.ifPresent(a -> json.put("advice", a.hex()));
    return json.build();
  }

  /** The sealed part of a return of all that was ordered. */
  public static JsonObject sealed(NoteOpening opening, RedemptionOrder order) {
    return sealed(opening, order, Optional.empty());
  }

  /**
   * The sealed part.
   *
   * @param order as it was when the notes were redeemed: endorsers compare the amount
   */
  public static JsonObject sealed(
      NoteOpening opening, RedemptionOrder order, Optional<ReturnAdvice> advice) {
    JsonObject.Builder json =
        Json.object().put("opening", opening.toJson()).put("order", order.toJson());
    advice.ifPresent(a -> json.put("advice", a.toJson()));
    return json.build();
  }
}
