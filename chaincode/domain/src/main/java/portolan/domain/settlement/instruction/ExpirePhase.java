// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code expire} [any member]: {@code {"escrowId"}}. Ends an inspection or an arbitration
 * whose time is over, or escalates a negotiation.
 *
 * @param escrowId an escrow with a rulebook
 */
public record ExpirePhase(String escrowId) {

  /** Reads an item. */
  public static ExpirePhase fromJson(Fields fields) {
    ExpirePhase item = new ExpirePhase(fields.text("escrowId", Format.QUALIFIED));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).build();
  }
}
