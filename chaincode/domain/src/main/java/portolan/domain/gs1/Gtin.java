// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;

/**
 * A Global Trade Item Number in its 14-digit form; shorter ones are filled up with zeros on the
 * left (GS1 General Specifications, section 3.3.2).
 *
 * @param digits 14 digits, the last one is the check digit
 */
public record Gtin(String digits) implements Comparable<Gtin> {
  /** Digits of the form that is stored. */
  public static final int LENGTH = 14;

  /** Checks length and check digit. */
  public Gtin {
    CheckDigit.require("a GTIN", digits, LENGTH);
  }

  /**
   * Reads a GTIN of a call.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the path
   */
  public static Gtin of(String path, String text) {
    try {
      return new Gtin(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(RefusalCode.INVALID_ARGUMENT, path, e.getMessage()).toException();
    }
  }

  @Override
  public int compareTo(Gtin other) {
    return digits.compareTo(other.digits);
  }

  @Override
  public String toString() {
    return digits;
  }
}
