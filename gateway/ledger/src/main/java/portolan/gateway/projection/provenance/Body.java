// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Events as they are kept: deflated (RFC 1951), without a header. */
final class Body {
  private static final int BUFFER = 8192;

  private Body() {}

  static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 16);
      byte[] buffer = new byte[BUFFER];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /**
   * The event again.
   *
   * @param bytes how many it has
   */
  static byte[] inflate(byte[] deflated, int bytes) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(deflated);
      byte[] plain = new byte[bytes];
      int done = 0;
      int some = -1;
      while (done < bytes && some != 0) {
        some = inflater.inflate(plain, done, bytes - done);
        done += some;
      }
      if (done < bytes) {
        throw new IllegalStateException("an event of the index is cut off");
      }
      return plain;
    } catch (DataFormatException e) {
      throw new IllegalStateException("an event of the index is damaged", e);
    } finally {
      inflater.end();
    }
  }
}
