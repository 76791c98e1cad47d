// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import portolan.domain.encoding.Sha256;

/**
 * What an answer says, in the forms in which it can be sent. Making it takes time, so it is no work
 * for an event loop.
 */
final class JsonContent {
  private static final int WORTH_PACKING = 1_024;
  private static final int TAG_DIGITS = 32;
  private static final String WEAK = "W/";

  private final byte[] plain;
  private final Optional<byte[]> packed;
  private final String tag;

  private JsonContent(byte[] plain, Optional<byte[]> packed) {
    this.plain = plain;
    this.packed = packed;
    this.tag = WEAK + "\"" + Sha256.hex(plain).substring(0, TAG_DIGITS) + "\"";
  }

  /** Of JSON that may be sent packed. */
  static JsonContent of(byte[] json) {
    return new JsonContent(
        json, json.length < WORTH_PACKING ? Optional.empty() : Optional.of(packed(json)));
  }

  /** Of JSON that is sent as it is. */
  static JsonContent plain(byte[] json) {
    return new JsonContent(json, Optional.empty());
  }

  /** As it is. */
  byte[] plain() {
    return plain;
  }

  /** By gzip, if it is worth it. */
  Optional<byte[]> packed() {
    return packed;
  }

  /** Of the content, whatever its form (a weak one: RFC 9110, section 8.8.1). */
  String tag() {
    return tag;
  }

  private static byte[] packed(byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Whether a caller has it, by what it says in If-None-Match (RFC 9110, section 13.1.2). */
  boolean isOneOf(List<String> tags) {
    for (String line : tags) {
      for (String each : line.split(",", -1)) {
        String its = each.strip();
        if (its.equals("*") || its.equals(tag) || tag.equals(WEAK + its)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a caller takes gzip, by what it says in Accept-Encoding (RFC 9110, section 12.5.3). */
  static boolean isGzipTaken(List<String> accepted) {
    for (String line : accepted) {
      for (String coding : line.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = coding.split(";", 2);
        if (parts[0].strip().equals("gzip")) {
          return parts.length == 1 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
        }
      }
    }
    return false;
  }
}
