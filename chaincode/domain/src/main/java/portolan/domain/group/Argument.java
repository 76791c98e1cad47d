// SPDX-License-Identifier: Apache-2.0
package portolan.domain.group;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.worldstate.RefusalCode;

/**
 * The argument of a function as it stands in the transaction: JSON, or what is the same in fewer
 * bytes, {@code z} and the Base64 of its raw deflate (RFC 1951). What many events or payments of a
 * group have in common is so written once. Only who calls deflates; every member that endorses or
 * reads inflates to the same bytes, whatever its library.
 */
public final class Argument {
  private static final char DEFLATED = 'z';

  /** Shorter ones gain nothing worth the time. */
  private static final int WORTH_IT = 1024;

  private Argument() {}

  /** The shorter form of the two. */
  public static String of(String json) {
    if (json.length() < WORTH_IT) {
      return json;
    }
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    String deflated = DEFLATED + Base64.getEncoder().encodeToString(bytes.toByteArray());
    return deflated.length() < json.length() ? deflated : json;
  }

  /**
   * The JSON of an argument, UTF-8.
   *
   * @throws RefusedException {@code INVALID_ARGUMENT} if it is deflated and cannot be inflated to
   *     at most {@link Json#MAX_BYTES}: no more than that is ever held
   */
  public static byte[] json(byte[] argument) {
    if (argument.length == 0 || argument[0] != DEFLATED) {
      return argument;
    }
    Inflater inflater = new Inflater(true);
    try (InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(encoded(argument)), inflater)) {
      byte[] json = in.readNBytes(Json.MAX_BYTES + 1);
      if (json.length > Json.MAX_BYTES) {
        throw refuse("expected at most " + Json.MAX_BYTES + " bytes when it is inflated");
      }
      return json;
    } catch (IOException e) {
      throw refuse("expected after z the Base64 of a raw deflate (RFC 1951)");
    } finally {
      inflater.end();
    }
  }

  private static byte[] encoded(byte[] argument) throws IOException {
    try {
      return Base64.getDecoder()
          .decode(new String(argument, 1, argument.length - 1, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new IOException(e);
    }
  }

  private static RefusedException refuse(String expected) {
    return new Refusal(RefusalCode.INVALID_ARGUMENT, "arguments", expected).toException();
  }
}
