// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.SettlementPlan;

/**
 * Item of {@code offer} [the funder]: {@code {"escrowId","offerId","notes":[commitments]}}; the
 * sealed part is a {@link portolan.domain.settlement.SplitPlan}. Endorsed by the bank and the
 * funder.
 *
 * @param escrowId an escrow whose claim is negotiated
 * @param offerId chosen by the funder
 * @param notes commitments of the shares, 1 to 100
 */
public record OfferSplit(String escrowId, String offerId, List<Commitment> notes) {

  /** Copies the list. */
  public OfferSplit {
    notes = List.copyOf(notes);
  }

  /** Reads an item. */
  public static OfferSplit fromJson(Fields fields) {
    OfferSplit item =
        new OfferSplit(
            fields.text("escrowId", Format.QUALIFIED),
            fields.text("offerId", Format.QUALIFIED),
            fields.commitments("notes", 1, SettlementPlan.MAX_NOTES));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("escrowId", escrowId)
        .put("offerId", offerId)
        .put("notes", JsonArray.ofTexts(notes.stream().map(Commitment::hex).toList()))
        .build();
  }
}
