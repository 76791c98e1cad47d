// SPDX-License-Identifier: Apache-2.0
package portolan.domain.group;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;

/**
 * The answer for one item of a group. It is part of the transaction, so it is short: {@code {}} for
 * an item that took effect and has no more to say.
 */
public sealed interface ItemResult {

  /**
   * The item has its effect: {@code {"existing":true?, "warnings":[..]?, details}}.
   *
   * @param existing whether it had this effect already, before this transaction or item
   * @param warnings what its author should know, often nothing
   * @param details what else the function answers, for example note ids
   */
  record Accepted(boolean existing, List<Warning> warnings, JsonObject details)
      implements ItemResult {
    /** Copies the list. */
    public Accepted {
      warnings = List.copyOf(warnings);
    }

    /** Without warnings. */
    public Accepted(boolean existing, JsonObject details) {
      this(existing, List.of(), details);
    }

    /** An item that took effect now, or was kept without one, as the warnings say. */
    public static Accepted now(List<Warning> warnings) {
      return new Accepted(false, warnings, Json.object().build());
    }

    /** An item that took effect now. */
    public static Accepted now(JsonObject details) {
      return new Accepted(false, details);
    }

    /** An item that took effect now, without more to say. */
    public static Accepted now() {
      return now(Json.object().build());
    }

    /** An item that had its effect before. */
    public static Accepted before(JsonObject details) {
      return new Accepted(true, details);
    }

    /** An item that had its effect before, without more to say. */
    public static Accepted before() {
      return before(Json.object().build());
    }

    @Override
    public JsonObject toJson() {
      if (!existing && warnings.isEmpty()) {
        return details;
      }
      JsonObject.Builder json = details.toBuilder();
      if (existing) {
        json.put(EXISTING, true);
      }
      if (!warnings.isEmpty()) {
        json.putAll(WARNINGS, warnings.stream().map(Warning::toJson).toList());
      }
      return json.build();
    }
  }

  /**
   * The item was skipped; nothing of it was written: {@code {"refused":{code,field,message},
   * details}}.
   *
   * @param details what else the function says of it
   */
  record Refused(Refusal refusal, JsonObject details) implements ItemResult {
    /** Without more to say. */
    public Refused(Refusal refusal) {
      this(refusal, Json.object().build());
    }

    @Override
    public JsonObject toJson() {
      return details.toBuilder()
          .put(
              REFUSED,
              Json.object()
                  .put("code", refusal.code())
                  .put("field", refusal.field())
                  .put("message", refusal.message())
                  .build())
          .build();
    }
  }

  /** Name of the flag in the answer for an item that had its effect before. */
  String EXISTING = "existing";

  /** Name of what is said about an accepted item. */
  String WARNINGS = "warnings";

  /** Most warnings of one item. */
  int MAX_WARNINGS = 100;

  /** Name of what is said about a refused item. */
  String REFUSED = "refused";

  /** The result in the answer of a function. */
  JsonObject toJson();

  /** Reads one result. */
  static ItemResult fromJson(Fields fields) {
    return fields
        .optionalObject(REFUSED)
        .<ItemResult>map(
            refused ->
                new Refused(
                    new Refusal(
                        refused.text("code", 64),
                        refused.json("field") instanceof JsonText field ? field.value() : "",
                        refused.text("message", 10_000)),
                    fields.json().toBuilder().remove(REFUSED).build()))
        .orElseGet(() -> accepted(fields));
  }

  private static Accepted accepted(Fields fields) {
    if (fields.has(EXISTING) && !fields.flag(EXISTING)) {
      throw fields.refuse(RefusalCode.INVALID_ARGUMENT, EXISTING, "expected true or nothing");
    }
    List<Warning> warnings =
        fields.has(WARNINGS)
            ? fields.objects(WARNINGS, 1, MAX_WARNINGS).stream().map(Warning::fromJson).toList()
            : List.of();
    return new Accepted(
        fields.has(EXISTING),
        warnings,
        fields.json().toBuilder().remove(EXISTING).remove(WARNINGS).build());
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
