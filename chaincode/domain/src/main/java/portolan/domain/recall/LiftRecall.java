// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Identity;

/**
 * Item of {@code liftRecall}: {@code {"recallId","reason","names"?:[...]}}.
 *
 * @param recallId with the member that recalls
 * @param reason 1 to {@value OpenRecall#MAX_REASON} characters
 * @param names what it does not reach any more; the whole recall is lifted if it names nothing
 */
public record LiftRecall(String recallId, String reason, List<Identity> names) {
  /** Copies the list. */
  public LiftRecall {
    names = List.copyOf(names);
  }

  /** Reads an item. */
  public static LiftRecall fromJson(Fields fields) {
    LiftRecall item =
        new LiftRecall(
            fields.text(OpenRecall.ID, Format.QUALIFIED),
            fields.text("reason", OpenRecall.MAX_REASON),
            fields.has(MarkRecalled.NAMES) ? MarkRecalled.names(fields, 1) : List.of());
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object().put(OpenRecall.ID, recallId).put("reason", reason);
    if (!names.isEmpty()) {
      json.putTexts(MarkRecalled.NAMES, names.stream().map(Identity::canonical).toList());
    }
    return json.build();
  }
}
