// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonBoolean;
import portolan.domain.encoding.JsonNull;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;

/** What a group's outcome says of one of its contributions. */
final class GroupSlice {
  private static final String SEALED = Group.SEALED + ".";

  /** Name under which refusals and warnings tell their field. */
  private static final String FIELD = "field";

  private GroupSlice() {}

  /** The results of all items of a group that was not refused as a whole. */
  static List<ItemResult> results(Outcome outcome) {
    String json =
        switch (outcome) {
          case Outcome.Committed c -> c.result();
          case Outcome.Existing e -> e.result();
          case Outcome.Refused r -> r.result();
        };
    return json.isEmpty() ? List.of() : ItemResult.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The outcome of the contribution whose items begin at {@code first}.
   *
   * @param results of the group's items; empty if it was refused as a whole
   */
  static Outcome of(Outcome group, List<ItemResult> results, int first, int items) {
    if (results.isEmpty()) {
      return group;
    }
    List<ItemResult> own =
        results.subList(first, first + items).stream().map(r -> renumbered(r, first)).toList();
    String json = ItemResult.toJson(own).canonical();
    return switch (ContractAnswer.of(own)) {
      case ContractAnswer.Writes w when group instanceof Outcome.Committed c ->
          new Outcome.Committed(
              c.transactionId(), c.blockNumber(), c.endorsers(), json, c.elapsedMillis());
      // Not of a transaction that was never submitted.
      case ContractAnswer.Writes w -> group;
      case ContractAnswer.AllExisting e -> new Outcome.Existing(json);
      case ContractAnswer.AllRefused r ->
          new Outcome.Refused(r.refusal().code(), r.refusal().field(), r.refusal().message(), json);
    };
  }

  /** The n-th item of a group is another one of its contribution. */
  private static ItemResult renumbered(ItemResult result, int first) {
    if (first == 0 || result.equals(ItemResult.Accepted.now())) {
      return result;
    }
    return ItemResult.fromJson(Fields.of("result", renumbered(result.toJson(), first)));
  }

  /** Wherever a field is named in it. */
  private static Json renumbered(Json json, int first) {
    return switch (json) {
      case JsonObject object -> {
        JsonObject.Builder copy = Json.object();
        object
            .members()
            .forEach(
                (name, value) ->
                    copy.put(
                        name,
                        name.equals(FIELD) && value instanceof JsonText text
                            ? Json.text(renumbered(text.value(), first))
                            : renumbered(value, first)));
        yield copy.build();
      }
      case JsonArray list ->
          JsonArray.of(list.values().stream().map(value -> renumbered(value, first)).toList());
      case JsonText text -> text;
      case JsonNumber number -> number;
      case JsonBoolean flag -> flag;
      case JsonNull none -> none;
    };
  }

  private static String renumbered(String field, int first) {
    String prefix = field.startsWith(SEALED) ? SEALED : "";
    String path = field.substring(prefix.length());
    int open = path.indexOf('[');
    int close = path.indexOf(']');
    if (open < 0 || close < open) {
      return field;
    }
    try {
      int index = Integer.parseInt(path.substring(open + 1, close));
      return path.startsWith(Group.path(index))
          ? prefix + Group.path(index - first) + path.substring(close + 1)
          : field;
    } catch (NumberFormatException e) {
      return field;
    }
  }
}
