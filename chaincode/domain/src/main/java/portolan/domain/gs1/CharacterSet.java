// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

/** The character sets of element strings (GS1 General Specifications, section 7.11). */
enum CharacterSet {
  /** Digits. */
  N("digits"),
  /** GS1 AI encodable character set 82. */
  X("characters of GS1 character set 82 (letters, digits and !\"%&'()*+,-./:;<=>?_)"),
  /** GS1 AI encodable character set 39. */
  Y("characters of GS1 character set 39 (capital letters, digits and #-/)"),
  /** GS1 AI encodable character set 64, file-safe base64 with optional padding. */
  Z("characters of GS1 character set 64 (letters, digits, - and _, padded with = to threes)");

  static final String SET_82_SYMBOLS = "!\"%&'()*+,-./:;<=>?_";

  private final String words;

  CharacterSet(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  boolean accepts(String text) {
    return switch (this) {
      case N -> isDigits(text);
      case X -> text.chars().allMatch(c -> isAlphanumeric(c) || SET_82_SYMBOLS.indexOf(c) >= 0);
      case Y -> text.chars().allMatch(c -> isCapitalOrDigit(c) || "#-/".indexOf(c) >= 0);
      case Z -> isBase64(text);
    };
  }

  static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static boolean isAlphanumeric(int c) {
    return isCapitalOrDigit(c) || (c >= 'a' && c <= 'z');
  }

  private static boolean isCapitalOrDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isBase64(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    int pads = text.length() - end;
    return pads <= 2
        && (pads == 0 || text.length() % 3 == 0)
        && text.substring(0, end).chars().allMatch(c -> isAlphanumeric(c) || c == '-' || c == '_');
  }
}
