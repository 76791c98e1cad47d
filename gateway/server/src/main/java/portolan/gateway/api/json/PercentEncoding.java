// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Percent encoding (RFC 3986, section 2.1) of UTF-8, with nothing forgiven. */
final class PercentEncoding {
  private static final int MAX_ASCII = 0x7f;

  private PercentEncoding() {}

  /** What a text stands for; nothing if it is not in percent encoding, or not UTF-8. */
  static Optional<String> decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > MAX_ASCII) {
        return Optional.empty();
      }
      if (c != '%') {
        bytes.write(c);
      } else if (i + 2 < text.length()
          && HexFormat.isHexDigit(text.charAt(i + 1))
          && HexFormat.isHexDigit(text.charAt(i + 2))) {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * The parameters of a query, in their order. A plus stands for a space (as in HTML forms), a
   * semicolon for itself.
   */
  static Optional<List<Map.Entry<String, String>>> parameters(String query) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        String[] sides = parameter.replace('+', ' ').split("=", 2);
        Optional<String> name = decoded(sides[0]);
        Optional<String> value = decoded(sides.length == 2 ? sides[1] : "");
        if (name.isEmpty() || value.isEmpty()) {
          return Optional.empty();
        }
        parameters.add(Map.entry(name.get(), value.get()));
      }
    }
    return Optional.of(parameters);
  }
}
