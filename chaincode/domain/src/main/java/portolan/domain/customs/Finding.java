// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * A reason to hold goods. It is public, so it names fields of the sealed documents and never their
 * values.
 *
 * @param pointers the fields that contradict each other, for example {@code
 *     declaration.lines[2].quantity}; at least one
 */
public record Finding(Mismatch code, List<String> pointers) {
  private static final Format POINTER = Format.of("a field", "[A-Za-z0-9.\\[\\]]{1,100}", 100);

  /** Copies the pointers. */
  public Finding {
    pointers = List.copyOf(pointers);
  }

  /** A reason with these pointers. */
  public static Finding of(Mismatch code, String... pointers) {
    return new Finding(code, List.of(pointers));
  }

  /** Reads the form on the ledger. */
  public static Finding fromJson(Fields fields) {
    return new Finding(
        fields.choice("code", Mismatch.class), fields.texts("pointers", 1, 10, POINTER));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object().put("code", code.name()).putTexts("pointers", pointers).build();
  }
}
