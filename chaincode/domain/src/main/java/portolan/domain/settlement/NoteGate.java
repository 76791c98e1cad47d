// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.worldstate.SettlementKeys;

/** What has to happen before a note can be spent: an escrow or a lock has to end in one way. */
public sealed interface NoteGate permits Gate, LockGate {

  /** Reads a gate of either kind. */
  static NoteGate fromJson(Fields fields) {
    return fields.has(LockGate.LOCK_ID) ? LockGate.fromJson(fields) : Gate.fromJson(fields);
  }

  /**
   * What has to end: {@code escrow/E1} or {@code lock/L1}. Of the gates of one subject one opens;
   * what waits for another is void then.
   */
  default String subject() {
    return switch (this) {
      case Gate gate -> SettlementKeys.escrow(gate.escrowId());
      case LockGate gate -> SettlementKeys.lock(gate.lockId());
    };
  }

  /** The form on the ledger. */
  JsonObject toJson();
}
