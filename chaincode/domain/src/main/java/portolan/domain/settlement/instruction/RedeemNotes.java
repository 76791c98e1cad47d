// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Uetr;

/**
 * Item of {@code redeem} [any member]: {@code {"redemptionId","bank","notes":[noteIds],
 * "commitment","uetr"}}; sealed part {@code {"openings":[...],"order":{...}}}. Endorsed by the bank
 * and the owner.
 *
 * @param redemptionId chosen by the owner
 * @param bank issuer of the notes
 * @param notes notes to spend, 1 to 100, all different
 * @param commitment to the {@link RedemptionOrder}
 * @param uetr a fresh one, under which the bank has to pay
 */
public record RedeemNotes(
    String redemptionId, String bank, List<String> notes, Commitment commitment, Uetr uetr) {

  /** Copies the notes. */
  public RedeemNotes {
    notes = List.copyOf(notes);
  }

  /** Reads an item. */
  public static RedeemNotes fromJson(Fields fields) {
    RedeemNotes item =
        new RedeemNotes(
            fields.text("redemptionId", Format.QUALIFIED),
            fields.text("bank", Format.MEMBER),
            fields.texts("notes", 1, SettlementPlan.MAX_NOTES, Note.ID),
            fields.commitment("commitment"),
            Uetr.fromJson(fields, "uetr"));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("redemptionId", redemptionId)
        .put("bank", bank)
        .putTexts("notes", notes)
        .put("commitment", commitment.hex())
        .put("uetr", uetr.value())
        .build();
  }

  /** The sealed part; the openings are aligned with the notes. */
  public static JsonObject sealed(List<NoteOpening> openings, RedemptionOrder order) {
    return Json.object()
        .putAll("openings", openings.stream().map(NoteOpening::toJson).toList())
        .put("order", order.toJson())
        .build();
  }
}
