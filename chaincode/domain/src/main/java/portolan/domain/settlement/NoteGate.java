package portolan.domain.settlement;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;

/** What has to happen before a note can be spent: an escrow or a lock has to end in one way. */
public sealed interface NoteGate permits Gate, LockGate {

  /** Reads a gate of either kind. */
  static NoteGate fromJson(Fields fields) {
    return fields.has(LockGate.LOCK_ID) ? LockGate.fromJson(fields) : Gate.fromJson(fields);
  }

  /** The form on the ledger. */
  JsonObject toJson();
}
