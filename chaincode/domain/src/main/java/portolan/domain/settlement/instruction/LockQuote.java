// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code lockQuote} [any member]: {@code {"lockId","commitment"}}; the sealed part is the
 * exchange plan. Endorsed by both banks, the provider and the buyer.
 *
 * @param lockId chosen by the buyer
 * @param commitment to the exchange plan
 */
public record LockQuote(String lockId, Commitment commitment) {

  /** Reads an item. */
  public static LockQuote fromJson(Fields fields) {
    LockQuote item =
        new LockQuote(fields.text("lockId", Format.QUALIFIED), fields.commitment("commitment"));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("lockId", lockId).put("commitment", commitment.hex()).build();
  }
}
