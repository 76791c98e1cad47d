// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;

/**
 * Item of {@code holdRecalled} [any member]: {@code {"escrowId","recallId"}}.
 *
 * @param escrowId an escrow that pays for a delivery and has not ended
 * @param recallId the recall under which goods of its order are marked
 */
public record HoldRecalled(String escrowId, String recallId) {

  /** Reads an item. */
  public static HoldRecalled fromJson(Fields fields) {
    HoldRecalled item =
        new HoldRecalled(
            fields.text("escrowId", Format.QUALIFIED), fields.text("recallId", Format.QUALIFIED));
    fields.end();
    return item;
  }

  /** What is said to show it, though the ledger itself does: the SHA-256 of the recall's id. */
  public Commitment evidence() {
    return new Commitment(Sha256.hex(recallId));
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).put("recallId", recallId).build();
  }
}
