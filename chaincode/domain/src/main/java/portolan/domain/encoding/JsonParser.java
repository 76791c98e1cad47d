// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads JSON as RFC 8259 defines it, with nothing forgiven. */
final class JsonParser {
  /** A number longer than this cannot fit {@link JsonNumber}; stops costly conversions early. */
  private static final int MAX_NUMBER_LENGTH = 100;

  private final String text;
  private int at;

  private JsonParser(String text) {
    this.text = text;
  }

  static Json parse(byte[] utf8) {
    if (utf8.length > Json.MAX_BYTES) {
      throw tooLarge();
    }
    return new JsonParser(decoded(utf8)).document();
  }

  private static String decoded(byte[] utf8) {
    if (isAscii(utf8)) {
      return new String(utf8, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("expected UTF-8");
    }
  }

  /** Nearly all that is read is: no decoder has to look for what is malformed. */
  private static boolean isAscii(byte[] utf8) {
    for (byte b : utf8) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  static Json parse(String text) {
    if (text.length() > Json.MAX_BYTES
        || text.getBytes(StandardCharsets.UTF_8).length > Json.MAX_BYTES) {
      throw tooLarge();
    }
    return new JsonParser(text).document();
  }

  private static MalformedJsonException tooLarge() {
    return new MalformedJsonException("expected at most " + Json.MAX_BYTES + " bytes");
  }

  private Json document() {
    Json json = value(0);
    skipSpace();
    if (at < text.length()) {
      throw expected("the end of the text");
    }
    return json;
  }

  private Json value(int depth) {
    skipSpace();
    if (at == text.length()) {
      throw expected("a JSON value");
    }
    return switch (text.charAt(at)) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> new JsonText(string());
      case 't' -> literal("true", new JsonBoolean(true));
      case 'f' -> literal("false", new JsonBoolean(false));
      case 'n' -> literal("null", new JsonNull());
      default -> number();
    };
  }

  private JsonObject object(int depth) {
    requireDepth(depth);
    at++;
    SortedMap<String, Json> members = new TreeMap<>();
    if (!skipIf('}')) {
      do {
        skipSpace();
        if (at == text.length() || text.charAt(at) != '"') {
          throw expected("a member name in quotes");
        }
        String name = string();
        if (!skipIf(':')) {
          throw expected("':'");
        }
        if (members.putIfAbsent(name, value(depth)) != null) {
          throw new MalformedJsonException("expected each member once, found two \"" + name + "\"");
        }
      } while (skipIf(','));
      if (!skipIf('}')) {
        throw expected("',' or '}'");
      }
    }
    return new JsonObject(members);
  }

  private JsonArray array(int depth) {
    requireDepth(depth);
    at++;
    List<Json> values = new ArrayList<>();
    if (!skipIf(']')) {
      do {
        values.add(value(depth));
      } while (skipIf(','));
      if (!skipIf(']')) {
        throw expected("',' or ']'");
      }
    }
    return new JsonArray(values);
  }

  private String string() {
    int start = at;
    at++;
    for (int end = at; end < text.length(); end++) {
      char c = text.charAt(end);
      if (c == '"') {
        // Without escapes or surrogates, as nearly all are.
        String value = text.substring(at, end);
        at = end + 1;
        return value;
      }
      if (c == '\\' || c < 0x20 || Character.isSurrogate(c)) {
        break;
      }
    }
    return unescaped(start);
  }

  private String unescaped(int start) {
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return wellFormed(out.toString(), start);
      } else if (c == '\\') {
        out.append(escape());
      } else if (c < 0x20) {
        at--;
        throw expected("control characters to be escaped");
      } else {
        out.append(c);
      }
    }
    throw expected("'\"'");
  }

  private static String wellFormed(String value, int start) {
    try {
      CanonicalWriter.requireWellFormed(value);
      return value;
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("at character " + start + ": " + e.getMessage());
    }
  }

  private char escape() {
    if (at == text.length()) {
      throw expected("an escaped character");
    }
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codeUnit();
      default -> {
        at--;
        throw expected("one of \" \\ / b f n r t u after a backslash");
      }
    };
  }

  private char codeUnit() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? hexDigit(text.charAt(at)) : -1;
      if (digit < 0) {
        throw expected("four hexadecimal digits");
      }
      unit = unit * 16 + digit;
      at++;
    }
    return (char) unit;
  }

  /** ASCII only: Character.digit accepts the digits of every script. */
  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  private JsonNumber number() {
    int start = at;
    take('-');
    if (take('0')) {
      if (at < text.length() && isDigit(text.charAt(at))) {
        throw expected("no leading zero");
      }
    } else {
      digits("a JSON value");
    }
    if (take('.')) {
      digits("a digit");
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      digits("a digit");
    }
    try {
      if (at - start <= MAX_NUMBER_LENGTH) {
        return new JsonNumber(new BigDecimal(text.substring(start, at)));
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Reported below: the exponent or the number of digits is out of range.
    }
    throw new MalformedJsonException(
        "at character "
            + start
            + ": expected a number of at most "
            + JsonNumber.MAX_DIGITS
            + " digits between 10^-40 and 10^40");
  }

  private void digits(String what) {
    int start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw expected(what);
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private Json literal(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw expected("a JSON value");
    }
    at += word.length();
    return value;
  }

  private boolean skipIf(char c) {
    skipSpace();
    return take(c);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static void requireDepth(int depth) {
    if (depth > Json.MAX_DEPTH) {
      throw new MalformedJsonException("expected at most " + Json.MAX_DEPTH + " levels of nesting");
    }
  }

  private MalformedJsonException expected(String what) {
    String found =
        at < text.length()
            ? "character " + String.format("U+%04X", (int) text.charAt(at))
            : "the end of the text";
    return new MalformedJsonException(
        "at character " + at + ": expected " + what + ", found " + found);
  }
}
