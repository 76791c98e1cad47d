// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import java.math.RoundingMode;

/** How a converted amount becomes a whole number of minor units; part of what is signed. */
public enum Rounding {
  /**
   * What the buyer gets is rounded down, what it pays is rounded up: no chain of conversions at
   * rates that cancel out ends with more than it began with.
   */
  TOWARDS_PROVIDER,
  /** To the nearest minor unit, a half to the even one: off by half a unit at most, either way. */
  HALF_EVEN;

  RoundingMode mode(Side fixed) {
    return switch (this) {
      case HALF_EVEN -> RoundingMode.HALF_EVEN;
      case TOWARDS_PROVIDER ->
          switch (fixed) {
            case FIX_SOURCE -> RoundingMode.FLOOR;
            case FIX_TARGET -> RoundingMode.CEILING;
          };
    };
  }
}
