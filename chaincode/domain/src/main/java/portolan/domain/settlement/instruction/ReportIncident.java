// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.worldstate.RefusalCode;

/**
 * Item of {@code reportIncident} [the funder, the seller or the carrier of the escrow]: {@code
 * {"escrowId","reason","evidence"}}.
 *
 * @param escrowId an escrow that pays for a delivery and has not ended
 * @param reason SEAL, EXCURSION or RECALL
 * @param evidence commitment to what shows it
 */
public record ReportIncident(String escrowId, HoldReason reason, Commitment evidence) {

  /** Reads an item. */
  public static ReportIncident fromJson(Fields fields) {
    HoldReason reason = fields.choice("reason", HoldReason.class);
    if (!reason.isIncident()) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "reason", "expected one of SEAL, EXCURSION and RECALL");
    }
    ReportIncident item =
        new ReportIncident(
            fields.text("escrowId", Format.QUALIFIED), reason, fields.commitment("evidence"));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("escrowId", escrowId)
        .put("reason", reason.name())
        .put("evidence", evidence.hex())
        .build();
  }
}
