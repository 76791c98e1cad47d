// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.SettlementPlan;

/**
 * Item of {@code buyReceivable} [the financier]: {@code {"receivableId","inputs":[noteIds],"claim",
 * "price","change":[commitments]}}; the sealed part is the {@link
 * portolan.domain.settlement.ReceivablePlan}. Endorsed by the bank, the financier and the seller.
 *
 * @param receivableId what was offered
 * @param inputs notes of the financier to spend, 1 to 100, all different
 * @param claim commitment of the note that takes the place of the seller's
 * @param price commitment of the note that the seller gets
 * @param change commitments of the financier's change, up to 100
 */
public record BuyReceivable(
    String receivableId,
    List<String> inputs,
    Commitment claim,
    Commitment price,
    List<Commitment> change) {

  /** Copies the lists. */
  public BuyReceivable {
    inputs = List.copyOf(inputs);
    change = List.copyOf(change);
  }

  /** Reads an item. */
  public static BuyReceivable fromJson(Fields fields) {
    BuyReceivable item =
        new BuyReceivable(
            fields.text("receivableId", Format.QUALIFIED),
            fields.texts("inputs", 1, SettlementPlan.MAX_NOTES, Note.ID),
            fields.commitment("claim"),
            fields.commitment("price"),
            fields.commitments("change", 0, SettlementPlan.MAX_NOTES));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("receivableId", receivableId)
        .putTexts("inputs", inputs)
        .put("claim", claim.hex())
        .put("price", price.hex())
        .put("change", JsonArray.ofTexts(change.stream().map(Commitment::hex).toList()))
        .build();
  }
}
