package portolan.domain.settlement;

import java.util.Arrays;

/** How an escrow ends: exactly one of them. */
public enum Outcome {
  /** The goods arrived; the payouts of the delivery are open. */
  DELIVERED,
  /** The deadline passed; the money goes back. */
  REFUNDED;

  /** Whether an outcome has this name. */
  public static boolean isName(String text) {
    return Arrays.stream(values()).anyMatch(outcome -> outcome.name().equals(text));
  }
}
