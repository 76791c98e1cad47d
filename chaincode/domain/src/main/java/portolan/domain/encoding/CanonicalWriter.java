// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.util.Iterator;
import java.util.Map;

/** Writes canonical JSON. */
final class CanonicalWriter {
  private static final String HEX = "0123456789abcdef";

  private CanonicalWriter() {}

  static void write(Json json, StringBuilder out) {
    switch (json) {
      case JsonObject object -> writeObject(object, out);
      case JsonArray array -> writeArray(array, out);
      case JsonText text -> writeText(text.value(), out);
      case JsonNumber number -> out.append(number.value().toPlainString());
      case JsonBoolean flag -> out.append(flag.value());
      case JsonNull none -> out.append("null");
    }
  }

  private static void writeObject(JsonObject object, StringBuilder out) {
    out.append('{');
    Iterator<Map.Entry<String, Json>> members = object.members().entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, Json> member = members.next();
      writeText(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      if (members.hasNext()) {
        out.append(',');
      }
    }
    out.append('}');
  }

  private static void writeArray(JsonArray array, StringBuilder out) {
    out.append('[');
    Iterator<Json> values = array.values().iterator();
    while (values.hasNext()) {
      write(values.next(), out);
      if (values.hasNext()) {
        out.append(',');
      }
    }
    out.append(']');
  }

  /** RFC 8785 section 3.2.2.2. */
  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    if (isPlain(text)) {
      out.append(text);
    } else {
      writeEscaped(text, out);
    }
    out.append('"');
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private static void writeEscaped(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  /** A lone surrogate has no UTF-8. Every text that is read or written comes by here. */
  static void requireWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean isPair =
            Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!isPair) {
          throw new IllegalArgumentException("expected text without lone surrogates");
        }
        i++;
      }
    }
  }
}
