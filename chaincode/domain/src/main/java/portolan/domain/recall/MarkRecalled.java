// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Identity;

/**
 * Item of {@code markRecalled}: {@code {"recallId","scope"?,"names":[...]}}.
 *
 * @param recallId with the member that recalls
 * @param scope what it reaches, if that is said with this item
 * @param names objects, and lots or products, at most {@value #MAX_NAMES}
 */
public record MarkRecalled(String recallId, Optional<Scope> scope, List<Identity> names) {
  /** Most names in one item, and in all items of a group together. */
  public static final int MAX_NAMES = 1000;

  /** Name of the list in an item. */
  public static final String NAMES = "names";

  /** Copies the list. */
  public MarkRecalled {
    names = List.copyOf(names);
  }

  /** Reads an item. */
  public static MarkRecalled fromJson(Fields fields) {
    MarkRecalled item =
        new MarkRecalled(
            fields.text(OpenRecall.ID, Format.QUALIFIED),
            fields.optionalObject("scope").map(Scope::fromJson),
            names(fields, 0));
    fields.end();
    return item;
  }

  static List<Identity> names(Fields fields, int min) {
    List<String> texts =
        fields.texts(
            NAMES, min, MAX_NAMES, Format.of("the name of an object", "[!-~]+", Epc.MAX_LENGTH));
    List<Identity> names = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      names.add(Source.name(fields.path(NAMES) + "[" + i + "]", texts.get(i)));
    }
    return names;
  }

  /** The item. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object()
            .put(OpenRecall.ID, recallId)
            .putTexts(NAMES, names.stream().map(Identity::canonical).toList());
    scope.ifPresent(its -> json.put("scope", its.toJson()));
    return json.build();
  }
}
