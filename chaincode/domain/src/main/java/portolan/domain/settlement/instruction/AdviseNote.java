// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;

/**
 * Item of {@code advise} [platform, bank]: {@code {"noteId","owner"}}; sealed part {@code
 * {"opening"}}. Tells the owner of a note its opening, and shows no other. Endorsed by the bank and
 * the owner.
 *
 * @param noteId the note
 * @param owner the member that the opening names
 */
public record AdviseNote(String noteId, String owner) {

  /** Reads an item. */
  public static AdviseNote fromJson(Fields fields) {
    AdviseNote item =
        new AdviseNote(fields.text("noteId", Note.ID), fields.text("owner", Format.MEMBER));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("noteId", noteId).put("owner", owner).build();
  }

  /** The sealed part. */
  public static JsonObject sealed(NoteOpening opening) {
    return Json.object().put("opening", opening.toJson()).build();
  }
}
