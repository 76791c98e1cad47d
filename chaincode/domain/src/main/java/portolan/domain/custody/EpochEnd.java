// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * How things stood when all came out of a parent: {@code {"c","t","l","d"?,"s"?,"o"?,"m"?,"i"?}}.
 *
 * @param custodian who held the parent, and so holds what was in it
 * @param since time of the event
 * @param last {@link EventHeader#identity()} of the event, {@link EventHeader#by} its member
 * @param blocking the disposition of the parent, if it blocks
 * @param sender who had handed the parent over, if nothing happened to it since
 * @param order that the parent travelled for, and so what was in it
 * @param marks the recalls that reached the parent, and so what was in it, or something in it
 */
public record EpochEnd(
    String custodian,
    Instant since,
    String last,
    Optional<String> blocking,
    Optional<String> sender,
    Optional<String> order,
    Marks marks) {
  private static final long LIMIT = (1L << 53) - 1;

  /** Reads the form on the ledger. */
  public static EpochEnd fromJson(Fields fields) {
    return new EpochEnd(
        fields.text("c", Format.MEMBER),
        Instant.ofEpochMilli(fields.integer("t", -LIMIT, LIMIT)),
        fields.text("l", 43),
        fields.optionalText("d", 300),
        fields.optionalText("s", Format.MEMBER),
        fields.optionalText("o", Format.QUALIFIED),
        Marks.fromJson(fields));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object().put("c", custodian).put("t", since.toEpochMilli()).put("l", last);
    blocking.ifPresent(word -> json.put("d", word));
    sender.ifPresent(member -> json.put("s", member));
    order.ifPresent(id -> json.put("o", id));
    marks.addTo(json);
    return json.build();
  }
}
