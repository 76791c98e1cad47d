// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code refund} [any member]: {@code {"escrowId"}}.
 *
 * @param escrowId an escrow whose deadline has passed
 */
public record RefundEscrow(String escrowId) {

  /** Reads an item. */
  public static RefundEscrow fromJson(Fields fields) {
    RefundEscrow item = new RefundEscrow(fields.text("escrowId", Format.QUALIFIED));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).build();
  }
}
