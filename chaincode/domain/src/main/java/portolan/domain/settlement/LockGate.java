// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Opens when a lock of two currencies ends in one way: {@code {"lockId","outcome"}}.
 *
 * @param lockId the lock
 * @param outcome how it has to end
 */
public record LockGate(String lockId, LockOutcome outcome) implements NoteGate {
  static final String LOCK_ID = "lockId";

  /** Reads a gate. */
  public static LockGate fromJson(Fields fields) {
    return new LockGate(
        fields.text(LOCK_ID, Format.QUALIFIED), fields.choice("outcome", LockOutcome.class));
  }

  @Override
  public JsonObject toJson() {
    return Json.object().put(LOCK_ID, lockId).put("outcome", outcome.name()).build();
  }
}
