// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.Arrays;

/** How a lock of two currencies ends: exactly one of them. */
public enum LockOutcome {
  /** Both amounts change hands. */
  EXECUTED,
  /** Nobody executed it in time; each amount goes back. */
  EXPIRED;

  /** Whether an outcome has this name. */
  public static boolean isName(String text) {
    return Arrays.stream(values()).anyMatch(outcome -> outcome.name().equals(text));
  }
}
