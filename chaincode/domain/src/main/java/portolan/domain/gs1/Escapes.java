// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** How values of element strings are escaped in a URI. */
final class Escapes {
  private static final String UNRESERVED_SYMBOLS = "-._~";
  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

  private Escapes() {}

  /** Escapes everything but the unreserved characters of RFC 3986, section 2.3. */
  static String escape(String value) {
    StringBuilder out = new StringBuilder(value.length() + 8);
    for (byte b : value.getBytes(StandardCharsets.US_ASCII)) {
      char c = (char) b;
      if (CharacterSet.isAlphanumeric(c) || UNRESERVED_SYMBOLS.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(UPPER_HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }

  /** Escapes these characters only. */
  static String escape(String value, String characters) {
    StringBuilder out = new StringBuilder(value.length() + 8);
    for (byte b : value.getBytes(StandardCharsets.US_ASCII)) {
      char c = (char) b;
      if (characters.indexOf(c) >= 0) {
        out.append('%').append(UPPER_HEX.toHexDigits(b));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Resolves the escapes in a segment of a path. */
  static String unescape(String text) {
    return unescape(text, false, null);
  }

  /** Resolves the escapes in the value of a query, where + is a space. */
  static String unescapeQuery(String text) {
    return unescape(text, true, null);
  }

  /** Resolves escapes of these characters, which are not allowed without. */
  static String unescape(String text, String escaped) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%' && escaped.indexOf(c) >= 0) {
        throw new IllegalArgumentException(
            String.format("expected %%%02X instead of %s in the serial number", (int) c, c));
      }
    }
    return unescape(text, false, escaped);
  }

  private static String unescape(String text, boolean plusIsSpace, String mayEscape) {
    if (text.indexOf('%') < 0 && !plusIsSpace) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (!isEscape(text, i)) {
          throw new IllegalArgumentException("expected two hexadecimal digits after %");
        }
        char escaped = (char) HexFormat.fromHexDigits(text, i + 1, i + 3);
        if (mayEscape != null && mayEscape.indexOf(escaped) < 0) {
          throw new IllegalArgumentException(
              "expected no escape in the serial number but of " + mayEscape);
        }
        out.append(escaped);
        i += 2;
      } else {
        out.append(c == '+' && plusIsSpace ? ' ' : c);
      }
    }
    return out.toString();
  }

  static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && HexFormat.isHexDigit(text.charAt(at + 1))
        && HexFormat.isHexDigit(text.charAt(at + 2));
  }
}
