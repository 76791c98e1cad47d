// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A number, kept exactly: at most {@value #MAX_DIGITS} digits, with its last digit between 10^-40
 * and 10^40.
 *
 * <p>The canonical text is the plain decimal notation without trailing zeros and without exponent.
 * For whole numbers below 2^53, the only ones that our own documents use, it equals RFC 8785.
 * Decimals occur in the events of others and keep every digit.
 */
public record JsonNumber(BigDecimal value) implements Json {

  /** Most significant digits. */
  public static final int MAX_DIGITS = 40;

  private static final int MAX_SCALE = 40;
  private static final long LIMIT = 1L << 53;

  /** Brings the number into its one form. */
  public JsonNumber {
    value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    if (value.precision() > MAX_DIGITS || Math.abs((long) value.scale()) > MAX_SCALE) {
      throw new IllegalArgumentException(
          "expected a number of at most " + MAX_DIGITS + " digits between 10^-40 and 10^40");
    }
  }

  /**
   * A whole number that every reader of JSON understands.
   *
   * @throws IllegalArgumentException when its magnitude is 2^53 or more
   */
  public static JsonNumber of(long value) {
    if (value <= -LIMIT || value >= LIMIT) {
      throw new IllegalArgumentException("expected a whole number below 2^53, found " + value);
    }
    return new JsonNumber(BigDecimal.valueOf(value));
  }

  /** The value as a whole number below 2^53, if it is one. */
  public Optional<Long> wholeNumber() {
    if (value.scale() > 0) {
      return Optional.empty();
    }
    BigInteger whole = value.toBigIntegerExact();
    return whole.bitLength() <= 53 && whole.abs().compareTo(BigInteger.valueOf(LIMIT)) < 0
        ? Optional.of(whole.longValueExact())
        : Optional.empty();
  }

  @Override
  public String toString() {
    return canonical();
  }
}
