// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Note;

/**
 * Item of {@code offerReceivable} [the seller of the escrow]: {@code {"receivableId","escrowId",
 * "noteId","financier","commitment"}}; the sealed part is the {@link
 * portolan.domain.settlement.ReceivableOffer}. Endorsed by the bank, the seller and the financier.
 *
 * @param receivableId chosen by the seller
 * @param escrowId an escrow whose delivery is inspected
 * @param noteId the seller's note behind the delivery
 * @param financier the member that may buy it
 * @param commitment to the offer
 */
public record OfferReceivable(
    String receivableId, String escrowId, String noteId, String financier, Commitment commitment) {

  /** Reads an item. */
  public static OfferReceivable fromJson(Fields fields) {
    OfferReceivable item =
        new OfferReceivable(
            fields.text("receivableId", Format.QUALIFIED),
            fields.text("escrowId", Format.QUALIFIED),
            fields.text("noteId", Note.ID),
            fields.text("financier", Format.MEMBER),
            fields.commitment("commitment"));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("receivableId", receivableId)
        .put("escrowId", escrowId)
        .put("noteId", noteId)
        .put("financier", financier)
        .put("commitment", commitment.hex())
        .build();
  }
}
