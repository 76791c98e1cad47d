// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Serial numbers (AI 21) and how they are escaped in a URI. */
final class Serial {
  private static final int MAX_LENGTH = 20;

  /** GS1 AI encodable character set 82 without letters and digits (General Specifications 7.11). */
  private static final String CSET_82_SYMBOLS = "!\"%&'()*+,-./:;<=>?_";

  private static final String UNRESERVED_SYMBOLS = "-._~";
  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

  private Serial() {}

  static void require(String serial) {
    boolean inSet = serial.chars().allMatch(c -> isAlphanumeric(c) || isSymbol(c));
    if (serial.isEmpty() || serial.length() > MAX_LENGTH || !inSet) {
      throw new IllegalArgumentException(
          "expected a serial number of 1 to "
              + MAX_LENGTH
              + " characters of GS1 character set 82 (letters, digits and "
              + CSET_82_SYMBOLS
              + ")");
    }
  }

  /** Escapes everything but the unreserved characters of RFC 3986, section 2.3. */
  static String escape(String serial) {
    StringBuilder out = new StringBuilder();
    for (byte b : serial.getBytes(StandardCharsets.US_ASCII)) {
      char c = (char) b;
      if (isAlphanumeric(c) || UNRESERVED_SYMBOLS.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(UPPER_HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }

  /**
   * Resolves escapes.
   *
   * @param mustEscape characters that are not allowed as they are
   * @param mayEscape characters that are allowed as escapes; null: all
   */
  static String unescape(String text, String mustEscape, String mayEscape) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        char escaped = escaped(text, i);
        if (mayEscape != null && mayEscape.indexOf(escaped) < 0) {
          throw new IllegalArgumentException(
              "expected no escape in the serial number but of " + mayEscape);
        }
        out.append(escaped);
        i += 2;
      } else if (mustEscape.indexOf(c) >= 0) {
        throw new IllegalArgumentException(
            String.format("expected %%%02X instead of %s in the serial number", (int) c, c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static char escaped(String text, int at) {
    if (at + 2 >= text.length()
        || !HexFormat.isHexDigit(text.charAt(at + 1))
        || !HexFormat.isHexDigit(text.charAt(at + 2))) {
      throw new IllegalArgumentException("expected two hexadecimal digits after %");
    }
    return (char) HexFormat.fromHexDigits(text, at + 1, at + 3);
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static boolean isSymbol(int c) {
    return CSET_82_SYMBOLS.indexOf(c) >= 0;
  }
}
