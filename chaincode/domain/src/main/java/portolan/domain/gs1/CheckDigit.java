// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

/**
 * The check digit that ends every numeric GS1 key (GS1 General Specifications, section 7.9):
 * weights 3 and 1 alternate from the right, and the sum with the check digit is a multiple of ten.
 */
final class CheckDigit {
  private CheckDigit() {}

  /** The check digit for the digits that precede it. */
  static char of(String digits) {
    int sum = 0;
    int weight = 3;
    for (int i = digits.length() - 1; i >= 0; i--) {
      sum += weight * (digits.charAt(i) - '0');
      weight = 4 - weight;
    }
    return (char) ('0' + (10 - sum % 10) % 10);
  }

  /** Whether the last digit is the check digit of the others. */
  static boolean ends(String digits) {
    int last = digits.length() - 1;
    return of(digits.substring(0, last)) == digits.charAt(last);
  }

  /**
   * Checks a whole key. The message shows the last digit only, since the key can be sealed.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static void require(String key, String digits, int length) {
    if (digits.length() != length || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("expected " + key + " of " + length + " digits");
    }
    if (!ends(digits)) {
      throw new IllegalArgumentException("in " + key + ": " + fault(digits));
    }
  }

  /** What is wrong with the last digit. */
  static String fault(String digits) {
    int last = digits.length() - 1;
    return "wrong check digit: expected "
        + of(digits.substring(0, last))
        + ", found "
        + digits.charAt(last);
  }
}
