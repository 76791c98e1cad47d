// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * An exact exchange rate: so many whole units of the target currency for one of the source
 * currency, {@code {"numerator","denominator"}}. A fraction, because a decimal cannot say 1/3 and
 * the rate type of ISO 20022 leaves a small rate six digits.
 *
 * @param numerator above zero
 * @param denominator above zero
 */
public record Rate(BigInteger numerator, BigInteger denominator) {
  private static final Format DIGITS =
      Format.of("a whole number above zero of at most 18 digits", "[1-9][0-9]{0,17}", 18);
  private static final BigInteger BASIS_POINTS = BigInteger.valueOf(10_000);

  /** Checks the range. */
  public Rate {
    if (numerator.signum() <= 0 || denominator.signum() <= 0) {
      throw new IllegalArgumentException("expected a rate above zero");
    }
  }

  /** The rate that a decimal number states. */
  public static Rate of(BigDecimal decimal) {
    BigDecimal stated = decimal.setScale(Math.max(0, decimal.scale()));
    return new Rate(stated.unscaledValue(), BigInteger.TEN.pow(stated.scale()));
  }

  /** Reads a rate. */
  public static Rate fromJson(Fields fields) {
    Rate rate =
        new Rate(
            new BigInteger(fields.text("numerator", DIGITS)),
            new BigInteger(fields.text("denominator", DIGITS)));
    fields.end();
    return rate;
  }

  /** The form in a quote. */
  public JsonObject toJson() {
    return Json.object()
        .put("numerator", numerator.toString())
        .put("denominator", denominator.toString())
        .build();
  }

  /** The rate of the opposite direction. */
  public Rate inverse() {
    return new Rate(denominator, numerator);
  }

  /** The rate of one conversion after another. */
  public Rate times(Rate next) {
    return new Rate(numerator.multiply(next.numerator), denominator.multiply(next.denominator));
  }

  /**
   * Converts an amount of the source currency.
   *
   * @throws ArithmeticException when the result has more than 18 digits
   */
  Money convert(Money source, Currency target, RoundingMode rounding) {
    BigInteger units =
        BigInteger.valueOf(source.minorUnits())
            .multiply(numerator)
            .multiply(minorUnitsOfOne(target));
    BigInteger divisor = denominator.multiply(minorUnitsOfOne(source.currency()));
    return new Money(
        target,
        new BigDecimal(units)
            .divide(new BigDecimal(divisor), 0, rounding)
            .toBigIntegerExact()
            .longValueExact());
  }

  private static BigInteger minorUnitsOfOne(Currency currency) {
    return BigInteger.TEN.pow(currency.decimals().orElseThrow());
  }

  /** Whether this rate differs from a reference by no more than a part of that reference. */
  boolean isWithin(Rate reference, long toleranceBasisPoints) {
    BigInteger own = numerator.multiply(reference.denominator);
    BigInteger others = reference.numerator.multiply(denominator);
    BigInteger difference = own.subtract(others).abs();
    return difference
            .multiply(BASIS_POINTS)
            .compareTo(others.multiply(BigInteger.valueOf(toleranceBasisPoints)))
        <= 0;
  }
}
