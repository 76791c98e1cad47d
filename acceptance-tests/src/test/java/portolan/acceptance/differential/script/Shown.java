// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Keys and values as people can read and programs can compare them. */
public final class Shown {
  private static final int LONGEST = 80;

  private Shown() {}

  /** Text in which everything that is not plain ASCII is written as a code point. */
  public static String text(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c >= ' ' && c <= '~') {
                shown.appendCodePoint(c);
              } else {
                shown.append("<%x>".formatted(c));
              }
            });
    return shown.toString();
  }

  /** A short value as it is, else its length and the beginning of its hash. */
  public static String value(byte[] value) {
    if (value == null) {
      return "null";
    }
    boolean plain = value.length <= LONGEST;
    for (int i = 0; plain && i < value.length; i++) {
      plain = value[i] >= ' ' && value[i] <= '~';
    }
    return plain
        ? "'" + new String(value, UTF_8) + "'"
        : value.length + " bytes " + HexFormat.of().formatHex(sha256(value), 0, 8);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
