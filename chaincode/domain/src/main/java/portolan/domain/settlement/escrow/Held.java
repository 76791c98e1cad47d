// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.worldstate.RefusalCode;

/**
 * Nothing pays until all reasons are lifted, or officers of the bank end it.
 *
 * @param before where the escrow goes on then; a delivery or a claim may move it meanwhile. Not
 *     itself held
 * @param holds why it is held, at least one reason
 */
public record Held(EscrowState before, Holds holds) implements EscrowState {
  /** Checks that something is held, and once. */
  public Held {
    if (before instanceof Held || !holds.areOpen()) {
      throw new IllegalArgumentException("expected a state that is not held, and a reason");
    }
  }

  Held at(EscrowState state) {
    return new Held(state, holds);
  }

  /** Reads it. */
  static Held fromJson(Fields fields) {
    EscrowState before = EscrowState.fromJson(fields.object("held"));
    if (before instanceof Held) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "held.state", "expected a state that is not held");
    }
    Holds holds = Holds.fromJson(fields);
    if (!holds.areOpen()) {
      throw fields.refuse(RefusalCode.INVALID_ARGUMENT, "reasons", "expected a reason");
    }
    return new Held(before, holds);
  }

  void addTo(JsonObject.Builder json) {
    holds.addTo(json.put("held", before.toJson()));
  }
}
