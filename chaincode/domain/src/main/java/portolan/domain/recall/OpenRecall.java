// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code openRecall}: {@code {"recallId","reason","sources":[{"name","from"?,"to"?}]}}.
 *
 * @param recallId with the member that recalls
 * @param reason 1 to {@value #MAX_REASON} characters
 * @param sources 1 to {@value #MAX_SOURCES}
 */
public record OpenRecall(String recallId, String reason, List<Source> sources) {
  /** Name of the id in items, questions and records. */
  public static final String ID = "recallId";

  /** Most characters of a reason. */
  public static final int MAX_REASON = 300;

  /** Most things that one recall names. */
  public static final int MAX_SOURCES = 100;

  /** Copies the list. */
  public OpenRecall {
    sources = List.copyOf(sources);
  }

  /** Reads an item. */
  public static OpenRecall fromJson(Fields fields) {
    OpenRecall recall = read(fields);
    fields.end();
    return recall;
  }

  static OpenRecall read(Fields fields) {
    return new OpenRecall(
        fields.text(ID, Format.QUALIFIED),
        fields.text("reason", MAX_REASON),
        fields.objects("sources", 1, MAX_SOURCES).stream().map(Source::fromJson).toList());
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put(ID, recallId)
        .put("reason", reason)
        .putAll("sources", sources.stream().map(Source::toJson).toList())
        .build();
  }
}
