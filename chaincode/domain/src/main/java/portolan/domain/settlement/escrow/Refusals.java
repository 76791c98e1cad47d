// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;

/** How moves of an escrow are refused. */
final class Refusals {
  private Refusals() {}

  static RuntimeException of(RefusalCode code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  /** It is not where this can be done. */
  static RuntimeException wrongState(EscrowState state, String expected) {
    return of(
        RefusalCode.WRONG_STATE,
        "escrowId",
        "expected " + expected + "; this escrow is " + state.name());
  }

  /** It ended already, another way. */
  static RuntimeException notFunded(EscrowState state) {
    return of(
        RefusalCode.NOT_FUNDED,
        "escrowId",
        "expected a funded escrow; this one is " + state.name());
  }

  static RuntimeException isHeld() {
    return of(RefusalCode.HELD, "escrowId", "expected a payment that is not held");
  }

  static RuntimeException recalled(String recallId) {
    return of(
        RefusalCode.RECALLED,
        "escrowId",
        "expected goods that are not recalled, or a payment that is held for it; these are marked"
            + " under "
            + recallId);
  }

  static RuntimeException wrongSecret() {
    return of(RefusalCode.WRONG_SECRET, "secret", "expected the secret of this escrow");
  }
}
