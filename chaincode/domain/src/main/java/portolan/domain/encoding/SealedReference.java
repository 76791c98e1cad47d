// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

/**
 * Question of {@code sealed}: {@code {"ref"}}. The answer is the caller's own copy of the document.
 *
 * @param ref the random reference that the document is sealed under
 */
public record SealedReference(String ref) {
  /** Name of the reference, wherever it is written. */
  public static final String REF = "ref";

  /** Reads a question. */
  public static SealedReference fromJson(Fields fields) {
    SealedReference question = new SealedReference(fields.text(REF, Format.RANDOM));
    fields.end();
    return question;
  }

  /** The question. */
  public JsonObject toJson() {
    return Json.object().put(REF, ref).build();
  }
}
