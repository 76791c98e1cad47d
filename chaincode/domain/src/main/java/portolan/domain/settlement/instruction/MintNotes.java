// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Allowance;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.SettlementPlan;

/**
 * Item of {@code mint} [bank]: {@code {"mintId","allowanceId","owner","amount","commitments"}};
 * sealed part {@code {"notes":[openings]}}. Endorsed by the bank and the owner.
 *
 * @param mintId chosen by the bank
 * @param allowanceId an allowance of the bank; its currency counts
 * @param owner of all notes
 * @param amount minor units, above zero, the sum of the notes
 * @param commitments of the notes, 1 to 100, all different
 */
public record MintNotes(
    String mintId, String allowanceId, String owner, long amount, List<Commitment> commitments) {

  /** Copies the commitments. */
  public MintNotes {
    commitments = List.copyOf(commitments);
  }

  /** Reads an item. */
  public static MintNotes fromJson(Fields fields) {
    MintNotes item =
        new MintNotes(
            fields.text("mintId", Format.QUALIFIED),
            fields.text("allowanceId", Allowance.ID),
            fields.text("owner", Format.MEMBER),
            fields.positiveAmount("amount"),
            fields.commitments("commitments", 1, SettlementPlan.MAX_NOTES));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("mintId", mintId)
        .put("allowanceId", allowanceId)
        .put("owner", owner)
        .putAmount("amount", amount)
        .putTexts("commitments", commitments.stream().map(Commitment::hex).toList())
        .build();
  }

  /** The sealed part. */
  public static JsonObject sealed(List<NoteOpening> notes) {
    return Json.object().putAll("notes", notes.stream().map(NoteOpening::toJson).toList()).build();
  }
}
