// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code executeLock} and of {@code expireLock} [any member]: {@code {"lockId"}}.
 *
 * @param lockId the lock
 */
public record EndLock(String lockId) {

  /** Reads an item. */
  public static EndLock fromJson(Fields fields) {
    EndLock item = new EndLock(fields.text("lockId", Format.QUALIFIED));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("lockId", lockId).build();
  }
}
