// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Charges that are a share of a value. */
public final class AdValorem {
  private AdValorem() {}

  /**
   * The charge on a base.
   *
   * @param base minor units, not negative
   * @param rate percent, not negative
   * @return minor units: {@code base x rate / 100}, rounded once, at the end
   */
  public static BigInteger charge(BigInteger base, BigDecimal rate, Rounding rounding) {
    if (base.signum() < 0 || rate.signum() < 0) {
      throw new IllegalArgumentException("expected a base and a rate that are not negative");
    }
    return new BigDecimal(base)
        .multiply(rate)
        .movePointLeft(2)
        .setScale(0, rounding.mode())
        .toBigIntegerExact();
  }

  /** What is left of a charge after relief, never below zero; minor units. */
  public static BigInteger lessRelief(BigInteger charge, BigInteger relief) {
    return charge.subtract(relief).max(BigInteger.ZERO);
  }
}
