// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

/**
 * North American coupons, AI 8110 (application guideline using GS1 DataBar Expanded symbols) and AI
 * 8112 (coupon data specification). Fields follow one another; most begin with a digit that says
 * how long they are.
 */
final class Coupon {
  private final String digits;
  private int at;

  private Coupon(String digits) {
    this.digits = digits;
  }

  static boolean isCode(String value) {
    return CharacterSet.isDigits(value) && new Coupon(value).code();
  }

  static boolean isPositiveOffer(String value) {
    return CharacterSet.isDigits(value) && new Coupon(value).positiveOffer();
  }

  private boolean positiveOffer() {
    return oneOf("01") && sized("0123456", 6) && skip(6) && sized("0123456789", 6) && ended();
  }

  private boolean code() {
    return sized("0123456", 6)
        && skip(6)
        && sized("12345", 0)
        && purchase()
        && (!option('1') || (oneOf("0123") && purchase() && otherCompany()))
        && (!option('2') || (purchase() && otherCompany()))
        && dates()
        && (!option('5') || sized("0123456789", 6))
        && (!option('6') || sized("1234567", 6))
        && (!option('9') || (oneOf("01256") && oneOf("012") && skip(1) && oneOf("01")))
        && ended();
  }

  /** A requirement, its code and a family code. */
  private boolean purchase() {
    return sized("12345", 0) && oneOf("012349") && skip(3);
  }

  private boolean otherCompany() {
    return option('9') || sized("0123456", 6);
  }

  private boolean dates() {
    String expiry = "";
    if (option('3')) {
      if (!date()) {
        return false;
      }
      expiry = digits.substring(at - 6, at);
    }
    if (!option('4')) {
      return true;
    }
    return date() && (expiry.isEmpty() || digits.substring(at - 6, at).compareTo(expiry) <= 0);
  }

  private boolean date() {
    return skip(6) && Linter.isDate("20" + digits.substring(at - 6, at), false);
  }

  /** A field of the length that its first digit tells, which is one of these, and so many more. */
  private boolean sized(String lengths, int more) {
    return oneOf(lengths) && skip(digits.charAt(at - 1) - '0' + more);
  }

  private boolean option(char indicator) {
    return at < digits.length() && digits.charAt(at) == indicator && skip(1);
  }

  private boolean oneOf(String expected) {
    return at < digits.length() && expected.indexOf(digits.charAt(at)) >= 0 && skip(1);
  }

  private boolean skip(int count) {
    if (digits.length() - at < count) {
      return false;
    }
    at += count;
    return true;
  }

  private boolean ended() {
    return at == digits.length();
  }
}
