// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;

/**
 * A unique end-to-end transaction reference of ISO 20022: a UUID of version 4 in lower case. It
 * names one payment on the bank rails, and is random enough to be found in any text.
 */
public record Uetr(String value) implements Comparable<Uetr> {
  /** The form. */
  public static final Format FORMAT =
      Format.of(
          "a UETR (UUID of version 4 in lower case)",
          "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
          36);

  private static final Pattern DIGITS =
      Pattern.compile("(?=([0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}))");
  private static final Pattern BETWEEN = Pattern.compile("[^0-9a-z]");

  /** Checks the form. */
  public Uetr {
    if (!FORMAT.accepts(value)) {
      throw new IllegalArgumentException("expected " + FORMAT.expected());
    }
  }

  /** Reads a UETR. */
  public static Uetr fromJson(Fields fields, String name) {
    return new Uetr(fields.text(name, FORMAT));
  }

  /** The 32 digits without hyphens: fits where ISO 20022 allows 35 characters. */
  public String endToEndId() {
    return value.replace("-", "");
  }

  /**
   * All that a text may name, whatever the case, and whatever stands between the digits: banks fold
   * texts, and drop or change characters that are neither letters nor digits.
   */
  public static SortedSet<Uetr> in(String text) {
    SortedSet<Uetr> found = new TreeSet<>();
    Matcher matcher = DIGITS.matcher(BETWEEN.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(""));
    while (matcher.find()) {
      String d = matcher.group(1);
      found.add(
          new Uetr(
              String.join(
                  "-",
                  d.substring(0, 8),
                  d.substring(8, 12),
                  d.substring(12, 16),
                  d.substring(16, 20),
                  d.substring(20))));
    }
    return found;
  }

  @Override
  public int compareTo(Uetr other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
