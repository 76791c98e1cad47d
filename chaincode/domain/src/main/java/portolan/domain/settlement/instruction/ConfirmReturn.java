// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Evidence;

/**
 * Item of {@code confirmReturn} [all]: {@code {"escrowId","secret"}}.
 *
 * @param escrowId an escrow whose goods go back
 * @param secret that the seller gave for the goods, 16 to 128 characters
 */
public record ConfirmReturn(String escrowId, String secret) {

  /** Reads an item. */
  public static ConfirmReturn fromJson(Fields fields) {
    ConfirmReturn item =
        new ConfirmReturn(
            fields.text("escrowId", Format.QUALIFIED), fields.text("secret", Evidence.SECRET));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).put("secret", secret).build();
  }
}
