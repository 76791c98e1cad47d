// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.util.Collection;
import java.util.List;

/** An array. */
public record JsonArray(List<Json> values) implements Json {

  /** Copies the values. */
  public JsonArray {
    values = List.copyOf(values);
  }

  /** An array of these values. */
  public static JsonArray of(Collection<? extends Json> values) {
    return new JsonArray(List.copyOf(values));
  }

  /** An array of strings. */
  public static JsonArray ofTexts(Collection<String> values) {
    return of(values.stream().map(JsonText::new).toList());
  }

  @Override
  public String toString() {
    return canonical();
  }
}
