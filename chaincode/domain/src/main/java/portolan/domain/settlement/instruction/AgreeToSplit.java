// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code agree} [the seller]: {@code {"escrowId","offerId"}}.
 *
 * @param escrowId an escrow whose claim is negotiated
 * @param offerId the offer that is agreed to: a later one takes its place
 */
public record AgreeToSplit(String escrowId, String offerId) {

  /** Reads an item. */
  public static AgreeToSplit fromJson(Fields fields) {
    AgreeToSplit item =
        new AgreeToSplit(
            fields.text("escrowId", Format.QUALIFIED), fields.text("offerId", Format.QUALIFIED));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).put("offerId", offerId).build();
  }
}
