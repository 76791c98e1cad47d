// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;

/** What shows that a delivery happened; each kind answers one {@link Trigger}. */
public sealed interface Evidence {
  /** A secret as it is presented; its hash is public, so it has to be random. */
  Format SECRET = Format.of("a secret of 16 to 128 characters", "[^\\p{Cntrl}]{16,128}", 128);

  /**
   * The delivery secret: {@code "secret"}; anybody can check its hash.
   *
   * @param text 16 to 128 characters
   */
  record Secret(String text) implements Evidence {}

  /**
   * A document, as a proof of delivery or a photograph, for which its presenter answers: {@code
   * "document"}.
   *
   * @param commitment to it
   */
  record Document(Commitment commitment) implements Evidence {}

  /** That customs released the goods; the ledger itself shows it. */
  record Release() implements Evidence {}

  /** Reads evidence: a secret, a document, or neither. */
  static Evidence fromJson(Fields fields) {
    if (fields.has("document")) {
      return new Document(fields.commitment("document"));
    }
    return fields.has("secret") ? new Secret(fields.text("secret", SECRET)) : new Release();
  }

  /** Adds the evidence to an object. */
  default JsonObject.Builder addTo(JsonObject.Builder json) {
    return switch (this) {
      case Secret secret -> json.put("secret", secret.text());
      case Document document -> json.put("document", document.commitment().hex());
      case Release release -> json;
    };
  }
}
