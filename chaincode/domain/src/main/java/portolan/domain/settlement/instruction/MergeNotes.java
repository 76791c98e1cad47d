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
 * Item of {@code merge} [any member]: {@code {"mergeId","bank","inputs":[noteIds],
 * "outputs":[commitments]}}; the sealed part is the {@link portolan.domain.settlement.MergePlan}.
 * Endorsed by the bank and the owner.
 *
 * @param mergeId chosen by the owner
 * @param bank issuer of the notes
 * @param inputs notes of the caller to spend, 1 to 100, all different
 * @param outputs commitments of the caller's notes that take their place, 1 to 100
 */
public record MergeNotes(
    String mergeId, String bank, List<String> inputs, List<Commitment> outputs) {

  /** Copies the lists. */
  public MergeNotes {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Reads an item. */
  public static MergeNotes fromJson(Fields fields) {
    MergeNotes item =
        new MergeNotes(
            fields.text("mergeId", Format.QUALIFIED),
            fields.text("bank", Format.MEMBER),
            fields.texts("inputs", 1, SettlementPlan.MAX_NOTES, Note.ID),
            fields.commitments("outputs", 1, SettlementPlan.MAX_NOTES));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("mergeId", mergeId)
        .put("bank", bank)
        .putTexts("inputs", inputs)
        .put("outputs", JsonArray.ofTexts(outputs.stream().map(Commitment::hex).toList()))
        .build();
  }
}
