// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.nio.charset.StandardCharsets;

/**
 * A JSON value (RFC 8259), immutable. Two values are equal if and only if their canonical texts
 * are.
 */
public sealed interface Json
    permits JsonObject, JsonArray, JsonText, JsonNumber, JsonBoolean, JsonNull {

  /** Largest text that is read, in bytes of UTF-8. */
  int MAX_BYTES = 4 * 1024 * 1024;

  /** Deepest nesting of objects and arrays that is read. */
  int MAX_DEPTH = 64;

  /**
   * Reads one JSON value.
   *
   * @throws MalformedJsonException when the bytes are not UTF-8 or not JSON, name a member twice,
   *     or exceed {@link #MAX_BYTES} or {@link #MAX_DEPTH}
   */
  static Json parse(byte[] utf8) {
    return JsonParser.parse(utf8);
  }

  /** As {@link #parse(byte[])}. */
  static Json parse(String text) {
    return JsonParser.parse(text);
  }

  /** Starts an object. */
  static JsonObject.Builder object() {
    return new JsonObject.Builder();
  }

  /** A string. */
  static Json text(String value) {
    return new JsonText(value);
  }

  /** The canonical text. */
  default String canonical() {
    StringBuilder out = new StringBuilder();
    CanonicalWriter.write(this, out);
    return out.toString();
  }

  /** The canonical text in UTF-8. */
  default byte[] canonicalBytes() {
    return canonical().getBytes(StandardCharsets.UTF_8);
  }

  /** What kind of value this is, in the words of an error message. */
  default String kind() {
    return switch (this) {
      case JsonObject object -> "an object";
      case JsonArray array -> "an array";
      case JsonText text -> "a string";
      case JsonNumber number -> "a number";
      case JsonBoolean flag -> "true or false";
      case JsonNull none -> "null";
    };
  }
}
