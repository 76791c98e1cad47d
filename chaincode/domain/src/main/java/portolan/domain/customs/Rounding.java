// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.math.RoundingMode;

/** How a charge becomes a whole number of minor units. */
public enum Rounding {
  /** What is below one minor unit is dropped, as the UK's customs service does. */
  TRUNCATE(RoundingMode.DOWN),
  /** To the nearest minor unit, a half to the even one. */
  HALF_EVEN(RoundingMode.HALF_EVEN);

  private final RoundingMode mode;

  Rounding(RoundingMode mode) {
    this.mode = mode;
  }

  RoundingMode mode() {
    return mode;
  }
}
