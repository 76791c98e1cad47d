// SPDX-License-Identifier: Apache-2.0
package portolan.domain.group;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * The envelope of a group: {@code {"items":[...]}}, as the argument of a function and, with the
 * sealed part of each item, in the transient field {@value #SEALED}.
 */
public final class Group {
  /** Most items in one call. */
  public static final int MAX_ITEMS = 1000;

  /** Key of the sealed parts in the transient map. */
  public static final String SEALED = "sealed";

  private static final String ITEMS = "items";

  private Group() {}

  /** The envelope around these items. */
  public static JsonObject of(List<JsonObject> items) {
    return Json.object().putAll(ITEMS, items).build();
  }

  /** The items of an envelope; each one's path is {@code items[n]}. */
  public static List<Json> items(Fields envelope) {
    List<Json> items = envelope.values(ITEMS, 1, MAX_ITEMS);
    envelope.end();
    return items;
  }

  /** The path of an item in errors. */
  public static String path(int index) {
    return ITEMS + "[" + index + "]";
  }
}
