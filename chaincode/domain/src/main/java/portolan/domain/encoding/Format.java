// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.util.regex.Pattern;

/**
 * The form of a text field.
 *
 * @param expected the form in words, completing "expected ..."
 * @param pattern what the whole text matches
 * @param maxLength most UTF-16 code units
 */
public record Format(String expected, Pattern pattern, int maxLength) {

  // Classes without ranges, or with one that Java knows by name: it tests those with one look.
  private static final String HEX = "[0123456789abcdef]";

  /**
   * An identifier chosen by a client, within what its member owns. Without dots, which join it with
   * the parts we derive.
   */
  public static final Format IDENTIFIER =
      of("1 to 64 of the characters A-Z a-z 0-9 _ - :", "\\p{Alnum}[\\w:-]{0,63}", 64);

  /** A member, named by its membership service provider. */
  public static final Format MEMBER =
      of(
          "an MSP id (1 to 64 of the characters A-Z a-z 0-9 . -)",
          "\\p{Alnum}[\\p{Alnum}.-]{0,63}",
          64);

  /** An {@link #IDENTIFIER} with the {@link #MEMBER} that owns it: see {@link QualifiedId}. */
  public static final Format QUALIFIED =
      of(
          "an id with its owner, MSPID/ID, such as PlatformMSP/E1",
          MEMBER.pattern().pattern() + "/" + IDENTIFIER.pattern().pattern(),
          MEMBER.maxLength() + 1 + IDENTIFIER.maxLength());

  /** A SHA-256 in lower-case hexadecimal digits. */
  public static final Format SHA256 =
      of("a SHA-256 (64 lower-case hexadecimal digits)", HEX + "{64}", 64);

  /** A salt or a random key: at least 128 bits. */
  public static final Format RANDOM =
      of("32 to 128 random lower-case hexadecimal digits", HEX + "{32,128}", 128);

  /** A format from a regular expression. */
  public static Format of(String expected, String regex, int maxLength) {
    return new Format(expected, Pattern.compile(regex), maxLength);
  }

  /** Whether the whole text has this form. */
  public boolean accepts(String text) {
    return text.length() <= maxLength && pattern.matcher(text).matches();
  }
}
