// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * A recall as the ledger has it: the item, with {@code "openedAt"}, the latest {@code "scope"} and
 * {@code "lifted"}. Its marks and its classes mean something only while it is not lifted, so
 * lifting it changes this one key.
 *
 * @param opened as it was opened
 * @param openedAt timestamp of the transaction
 * @param scope what it reaches, as its member said last
 * @param lifted that it is over
 */
public record Recall(
    OpenRecall opened, Instant openedAt, Optional<Scope> scope, Optional<Lifting> lifted) {
  /**
   * Most recalls of each member that hold an order: the first ones by id. Who opens more hides none
   * but his own.
   */
  public static final int MAX_HELD = 10;

  /**
   * The end of a recall.
   *
   * @param by the member that has opened it, or an authority
   * @param at timestamp of the transaction
   */
  public record Lifting(String by, Instant at, String reason) {}

  /** Reads what is stored, or what a question is answered with. */
  public static Recall fromJson(Fields fields) {
    return new Recall(
        OpenRecall.read(fields),
        fields.timestamp("openedAt"),
        fields.optionalObject("scope").map(Scope::fromJson),
        fields
            .optionalObject("lifted")
            .map(
                lifting ->
                    new Lifting(
                        lifting.text("by", Format.MEMBER),
                        lifting.timestamp("at"),
                        lifting.text("reason", OpenRecall.MAX_REASON))));
  }

  /** Whether a stored recall is not lifted: all that a rule needs to know of it. */
  public static boolean isOpen(Fields fields) {
    return !fields.has("lifted");
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        opened.toJson().toBuilder().put("openedAt", Timestamp.format(openedAt));
    scope.ifPresent(its -> json.put("scope", its.toJson()));
    lifted.ifPresent(
        its ->
            json.put(
                "lifted",
                Json.object()
                    .put("by", its.by())
                    .put("at", Timestamp.format(its.at()))
                    .put("reason", its.reason())
                    .build()));
    return json.build();
  }

  /** Question of {@code recall}: {@code {"recallId"}}. */
  public static JsonObject question(String recallId) {
    return Json.object().put(OpenRecall.ID, recallId).build();
  }

  /** Reads a question. */
  public static String questionFromJson(Fields fields) {
    String recallId = fields.text(OpenRecall.ID, Format.QUALIFIED);
    fields.end();
    return recallId;
  }
}
