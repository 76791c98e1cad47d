// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers in the one notation that the event hash gives them. */
final class Numerals {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

  /** Longer text is no measured value; it stays as it is. */
  private static final int MAX_LENGTH = 400;

  /** Below, the reference program changes to an exponent. */
  private static final int SMALLEST_EXPONENT = -4;

  private Numerals() {}

  /** A number without sign of plus, leading and trailing zeros; other text as it is. */
  static String canonical(String text) {
    if (text.length() > MAX_LENGTH || !NUMBER.matcher(text).matches()) {
      return text;
    }
    BigDecimal value = new BigDecimal(text);
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal stripped = value.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    return stripped.scale() > 0 && exponent < SMALLEST_EXPONENT
        ? scientific(stripped, exponent)
        : stripped.toPlainString();
  }

  private static String scientific(BigDecimal value, int exponent) {
    String digits = value.unscaledValue().abs().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    String power = Integer.toString(-exponent);
    return (value.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + "e-"
        + (power.length() == 1 ? "0" : "")
        + power;
  }
}
