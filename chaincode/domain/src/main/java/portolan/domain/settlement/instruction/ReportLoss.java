// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code reportLoss} [the carrier of the escrow]: {@code {"escrowId","reason"}}.
 *
 * @param escrowId an escrow whose goods are under way
 * @param reason commitment to what happened
 */
public record ReportLoss(String escrowId, Commitment reason) {

  /** Reads an item. */
  public static ReportLoss fromJson(Fields fields) {
    ReportLoss item =
        new ReportLoss(fields.text("escrowId", Format.QUALIFIED), fields.commitment("reason"));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).put("reason", reason.hex()).build();
  }
}
