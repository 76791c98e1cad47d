// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.SettlementPlan;

/**
 * Item of {@code forget} [any member]: {@code {"bank","notes":[noteIds]}}. Endorsed by the bank and
 * the caller.
 *
 * @param bank issuer of the notes
 * @param notes void notes whose openings are sealed to the caller, 1 to 100, all different
 */
public record ForgetNotes(String bank, List<String> notes) {

  /** Copies the list. */
  public ForgetNotes {
    notes = List.copyOf(notes);
  }

  /** Reads an item. */
  public static ForgetNotes fromJson(Fields fields) {
    ForgetNotes item =
        new ForgetNotes(
            fields.text("bank", Format.MEMBER),
            fields.texts("notes", 1, SettlementPlan.MAX_NOTES, Note.ID));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("bank", bank).putTexts("notes", notes).build();
  }
}
