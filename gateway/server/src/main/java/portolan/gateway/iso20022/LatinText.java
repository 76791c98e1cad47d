// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Text in the character set that all bank rails carry (SWIFT's x, also SEPA's): Latin letters
 * without accents, digits, space and {@code / - ? : ( ) . , ' +}.
 */
public final class LatinText {
  private static final Pattern CARRIED = Pattern.compile("[A-Za-z0-9/?:().,'+ -]*");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /** Letters that do not decompose, and signs that have a customary substitute. */
  private static final Map<Integer, String> SUBSTITUTES =
      Map.ofEntries(
          letter('ß', "ss"),
          letter('ẞ', "SS"),
          letter('Æ', "AE"),
          letter('æ', "ae"),
          letter('Œ', "OE"),
          letter('œ', "oe"),
          letter('Ø', "O"),
          letter('ø', "o"),
          letter('Ł', "L"),
          letter('ł', "l"),
          letter('Đ', "D"),
          letter('đ', "d"),
          letter('Ð', "D"),
          letter('ð', "d"),
          letter('Þ', "TH"),
          letter('þ', "th"),
          letter('Ħ', "H"),
          letter('ħ', "h"),
          letter('ı', "i"),
          letter('&', "+"),
          letter('_', "-"),
          letter('–', "-"),
          letter('—', "-"),
          letter('‐', "-"),
          letter('‑', "-"),
          letter('~', "-"),
          letter('’', "'"),
          letter('‘', "'"),
          letter('`', "'"),
          letter('´', "'"),
          letter('"', "'"),
          letter('“', "'"),
          letter('”', "'"),
          letter('„', "'"),
          letter('«', "'"),
          letter('»', "'"),
          letter(';', ","),
          letter('!', "."),
          letter('*', "."),
          letter('·', "."),
          letter('[', "("),
          letter('{', "("),
          letter('<', "("),
          letter(']', ")"),
          letter('}', ")"),
          letter('>', ")"),
          letter('\\', "/"),
          letter('|', "/"));

  private LatinText() {}

  private static Map.Entry<Integer, String> letter(char sign, String substitute) {
    return Map.entry((int) sign, substitute);
  }

  /**
   * The text without accents and with substitutes for what the rails do not carry.
   *
   * @param field named in the error
   * @param maxLength most characters of what comes out
   * @throws MessageException when a character has no customary substitute (such as a Chinese one:
   *     guessing a name would pay the wrong creditor), or nothing or too much is left
   */
  public static String of(String field, String text, int maxLength) throws MessageException {
    StringBuilder latin = new StringBuilder();
    MARKS
        .matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
        .replaceAll("")
        .codePoints()
        .forEach(
            c -> {
              String substitute = SUBSTITUTES.get(c);
              if (substitute == null) {
                latin.appendCodePoint(c);
              } else {
                latin.append(substitute);
              }
            });
    String tidy = SPACES.matcher(latin).replaceAll(" ").strip();
    if (!CARRIED.matcher(tidy).matches()) {
      throw new MessageException(
          field, "expected Latin letters, digits, spaces and / - ? : ( ) . , ' +");
    }
    if (tidy.isEmpty() || tidy.length() > maxLength) {
      throw new MessageException(
          field, "expected 1 to " + maxLength + " characters in Latin letters");
    }
    return tidy;
  }
}
