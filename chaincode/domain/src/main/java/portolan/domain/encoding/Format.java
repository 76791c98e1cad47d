// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The form of a text field.
 *
 * @param expected the form in words, completing "expected ..."
 * @param pattern what the whole text matches
 * @param maxLength most UTF-16 code units
 * @param test whether a text of at most that length matches the pattern
 */
public record Format(String expected, Pattern pattern, int maxLength, Predicate<String> test) {

  // Of the forms that every document is full of, each character is looked at once; the expressions
  // were an eighth of a chaincode process's work.
  private static final Ascii HEX = Ascii.of("0123456789abcdef");
  private static final Ascii ALPHANUMERIC =
      Ascii.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
  private static final Ascii OF_IDENTIFIER = ALPHANUMERIC.and("_-:");
  private static final Ascii OF_MEMBER = ALPHANUMERIC.and(".-");

  /**
   * An identifier chosen by a client, within what its member owns. Without dots, which join it with
   * the parts we derive.
   */
  public static final Format IDENTIFIER =
      new Format(
          "1 to 64 of the characters A-Z a-z 0-9 _ - :",
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9_:-]{0,63}"),
          64,
          text -> isName(text, 0, text.length(), OF_IDENTIFIER));

  /** A member, named by its membership service provider. */
  public static final Format MEMBER =
      new Format(
          "an MSP id (1 to 64 of the characters A-Z a-z 0-9 . -)",
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,63}"),
          64,
          text -> isName(text, 0, text.length(), OF_MEMBER));

  /** An {@link #IDENTIFIER} with the {@link #MEMBER} that owns it: see {@link QualifiedId}. */
  public static final Format QUALIFIED =
      new Format(
          "an id with its owner, MSPID/ID, such as PlatformMSP/E1",
          Pattern.compile(MEMBER.pattern().pattern() + "/" + IDENTIFIER.pattern().pattern()),
          MEMBER.maxLength() + 1 + IDENTIFIER.maxLength(),
          Format::isQualified);

  /** A SHA-256 in lower-case hexadecimal digits. */
  public static final Format SHA256 =
      new Format(
          "a SHA-256 (64 lower-case hexadecimal digits)",
          Pattern.compile("[0-9a-f]{64}"),
          64,
          text -> text.length() == 64 && HEX.hasAll(text, 0, text.length()));

  /** A salt or a random key: at least 128 bits. */
  public static final Format RANDOM =
      new Format(
          "32 to 128 random lower-case hexadecimal digits",
          Pattern.compile("[0-9a-f]{32,128}"),
          128,
          text -> text.length() >= 32 && HEX.hasAll(text, 0, text.length()));

  /** A format from a regular expression. */
  public static Format of(String expected, String regex, int maxLength) {
    Pattern pattern = Pattern.compile(regex);
    return new Format(expected, pattern, maxLength, text -> pattern.matcher(text).matches());
  }

  /** Whether the whole text has this form. */
  public boolean accepts(String text) {
    return text.length() <= maxLength && test.test(text);
  }

  private static boolean isQualified(String text) {
    int slash = text.indexOf('/');
    return slash > 0
        && isName(text, 0, slash, OF_MEMBER)
        && isName(text, slash + 1, text.length(), OF_IDENTIFIER);
  }

  private static boolean isName(String text, int from, int to, Ascii characters) {
    return to > from
        && to - from <= 64
        && ALPHANUMERIC.has(text.charAt(from))
        && characters.hasAll(text, from + 1, to);
  }

  /** Some of the 128 characters: a bit for each. */
  private record Ascii(long low, long high) {
    static Ascii of(String characters) {
      return new Ascii(0, 0).and(characters);
    }

    Ascii and(String characters) {
      long[] bits = {low, high};
      characters.chars().forEach(c -> bits[c >> 6] |= 1L << (c & 63));
      return new Ascii(bits[0], bits[1]);
    }

    boolean has(char c) {
      return c < 128 && ((c < 64 ? low : high) >>> (c & 63) & 1) != 0;
    }

    boolean hasAll(String text, int from, int to) {
      for (int i = from; i < to; i++) {
        if (!has(text.charAt(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
