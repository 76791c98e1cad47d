// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code accept} [the funder]: {@code {"escrowId"}}. The payouts of the delivery are final.
 *
 * @param escrowId an escrow whose delivery is inspected or claimed against
 */
public record AcceptGoods(String escrowId) {

  /** Reads an item. */
  public static AcceptGoods fromJson(Fields fields) {
    AcceptGoods item = new AcceptGoods(fields.text("escrowId", Format.QUALIFIED));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).build();
  }
}
