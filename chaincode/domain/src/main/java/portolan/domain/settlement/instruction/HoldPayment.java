// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.escrow.HoldReason;

/**
 * Item of {@code hold} [the bank of the escrow]: {@code {"escrowId","reason"}}.
 *
 * @param escrowId an escrow that has not ended
 * @param reason why it is held; SCREENING asks the screener that the terms name, again
 */
public record HoldPayment(String escrowId, HoldReason reason) {

  /** Reads an item. */
  public static HoldPayment fromJson(Fields fields) {
    HoldPayment item =
        new HoldPayment(
            fields.text("escrowId", Format.QUALIFIED), fields.choice("reason", HoldReason.class));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).put("reason", reason.name()).build();
  }
}
