package portolan.domain.group;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.Refusal;

/** The answer for one item of a group. */
public sealed interface ItemResult {

  /**
   * The item has its effect.
   *
   * @param id the identifier that the client chose
   * @param existing whether it had this effect already, before this transaction or item
   * @param details what else the function answers, for example note ids
   */
  record Accepted(String id, boolean existing, JsonObject details) implements ItemResult {

    /** An item that took effect now. */
    public static Accepted now(String id, JsonObject details) {
      return new Accepted(id, false, details);
    }

    /** An item that took effect now, without more to say. */
    public static Accepted now(String id) {
      return now(id, Json.object().build());
    }

    /** An item that had its effect before. */
    public static Accepted before(String id, JsonObject details) {
      return new Accepted(id, true, details);
    }

    /** An item that had its effect before, without more to say. */
    public static Accepted before(String id) {
      return before(id, Json.object().build());
    }

    @Override
    public JsonObject toJson() {
      return details.toBuilder()
          .put("accepted", true)
          .put("existing", existing)
          .put("id", id)
          .build();
    }
  }

  /** The item was skipped; nothing of it was written. */
  record Refused(Refusal refusal) implements ItemResult {
    @Override
    public JsonObject toJson() {
      return Json.object()
          .put("accepted", false)
          .put("code", refusal.code())
          .put("field", refusal.field())
          .put("message", refusal.message())
          .build();
    }
  }

  /** The result in the answer of a function. */
  JsonObject toJson();

  /** Reads one result. */
  static ItemResult fromJson(Fields fields) {
    if (!fields.flag("accepted")) {
      return new Refused(
          new Refusal(
              fields.text("code", 64),
              fields.json("field") instanceof JsonText field ? field.value() : "",
              fields.text("message", 10_000)));
    }
    JsonObject details =
        fields.json().toBuilder().remove("accepted").remove("existing").remove("id").build();
    return new Accepted(fields.text("id", 256), fields.flag("existing"), details);
  }

  /** The answer of a function: {@code {"results":[...]}}, aligned with the items. */
  static JsonObject toJson(List<ItemResult> results) {
    return Json.object()
        .putAll("results", results.stream().map(ItemResult::toJson).toList())
        .build();
  }

  /** Reads the answer of a function. */
  static List<ItemResult> parse(byte[] answer) {
    return Fields.parse("answer", answer).objects("results", 1, Group.MAX_ITEMS).stream()
        .map(ItemResult::fromJson)
        .toList();
  }
}
