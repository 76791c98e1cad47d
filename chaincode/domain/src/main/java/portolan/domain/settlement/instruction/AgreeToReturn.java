// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code agreeToReturn} [the seller]: {@code {"escrowId","returnSecretHash"}}.
 *
 * @param escrowId an escrow whose claim is negotiated
 * @param returnSecretHash SHA-256 of the UTF-8 of the secret that the seller gives for the goods
 */
public record AgreeToReturn(String escrowId, String returnSecretHash) {

  /** Reads an item. */
  public static AgreeToReturn fromJson(Fields fields) {
    AgreeToReturn item =
        new AgreeToReturn(
            fields.text("escrowId", Format.QUALIFIED),
            fields.text("returnSecretHash", Format.SHA256));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("escrowId", escrowId)
        .put("returnSecretHash", returnSecretHash)
        .build();
  }
}
