// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code escalate} [the funder]: {@code {"escrowId"}}.
 *
 * @param escrowId an escrow whose goods go back
 */
public record EscalateReturn(String escrowId) {

  /** Reads an item. */
  public static EscalateReturn fromJson(Fields fields) {
    EscalateReturn item = new EscalateReturn(fields.text("escrowId", Format.QUALIFIED));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).build();
  }
}
