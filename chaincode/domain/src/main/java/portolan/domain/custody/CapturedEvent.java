// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.epcis.ErrorDeclaration;

/**
 * What the ledger's state remembers of an event, to know it again: {@code {"h","d"?,"n"?}}. Its
 * body is in the transaction that captured it.
 *
 * @param identity {@link EventHeader#identity()}
 * @param declaration {@link #identity(ErrorDeclaration)} of what declared it wrong last
 * @param changedNothing whether it was only an observation
 */
public record CapturedEvent(String identity, Optional<String> declaration, boolean changedNothing) {
  private static final int DECLARATION_BYTES = 16;

  /** 16 bytes of a SHA-256 in base64url: the very same declaration again is one. */
  public static String identity(ErrorDeclaration declaration) {
    JsonObject.Builder json =
        Json.object()
            .put("declarationTime", declaration.declarationTime().toString())
            .putTexts("correctiveEventIDs", declaration.correctiveEventIds());
    declaration.reason().ifPresent(reason -> json.put("reason", reason));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            Arrays.copyOf(Sha256.digest(json.build().canonicalBytes()), DECLARATION_BYTES));
  }

  /** The same, declared wrong. */
  public CapturedEvent declaredWrong(ErrorDeclaration by) {
    return new CapturedEvent(identity, Optional.of(identity(by)), changedNothing);
  }

  /** Reads the form on the ledger. */
  public static CapturedEvent fromJson(Fields fields) {
    return new CapturedEvent(
        fields.text("h", 43), fields.optionalText("d", 22), fields.has("n") && fields.flag("n"));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("h", identity);
    declaration.ifPresent(hash -> json.put("d", hash));
    if (changedNothing) {
      json.put("n", true);
    }
    return json.build();
  }
}
