// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code claim} [the funder]: {@code {"escrowId","reason"}}. Only the commitment is on the
 * ledger, so that no other member has to be there for a claim to be in time.
 *
 * @param escrowId an escrow whose delivery is inspected
 * @param reason commitment to what is wrong, with a random salt
 */
public record ClaimDefect(String escrowId, Commitment reason) {

  /** Reads an item. */
  public static ClaimDefect fromJson(Fields fields) {
    ClaimDefect item =
        new ClaimDefect(fields.text("escrowId", Format.QUALIFIED), fields.commitment("reason"));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).put("reason", reason.hex()).build();
  }
}
