// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.Arrays;

/** An end of an escrow whose payouts are committed when it is funded. */
public enum Outcome {
  /** The goods arrived; the payouts of the delivery are open. */
  DELIVERED,
  /** The deadline passed; the money goes back. */
  REFUNDED,
  /** The goods were lost; without payouts of its own those of the refund are open. */
  LOST;

  /** Whether every plan has to say who gets what. */
  public boolean isRequired() {
    return this != LOST;
  }

  /** Whether an outcome has this name. */
  public static boolean isName(String text) {
    return Arrays.stream(values()).anyMatch(outcome -> outcome.name().equals(text));
  }
}
