// SPDX-License-Identifier: Apache-2.0
package portolan.domain.evidence;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import portolan.domain.encoding.Sha256;

/**
 * What stands in a tree for each of several things: its mark, behind a salt of its own. Who is
 * shown one leaf can guess nothing about its neighbours, however few they could be. All salts
 * follow from one secret, so that everybody who has it makes the same tree.
 */
public final class SaltedLeaves {
  private static final byte[] SALT = prefix("portolan/evidence/salt/1\n");
  private static final byte[] ENTRY = prefix("portolan/evidence/leaf/1\n");

  private SaltedLeaves() {}

  /**
   * The entries of the tree, in the order of the marks: each a prefix that no other use of SHA-256
   * has, 32 bytes of salt, the mark.
   *
   * @param secret at least 16 random bytes
   */
  public static List<byte[]> of(byte[] secret, List<byte[]> marks) {
    List<byte[]> entries = new ArrayList<>(marks.size());
    for (int i = 0; i < marks.size(); i++) {
      entries.add(entry(salt(secret, i), marks.get(i)));
    }
    return entries;
  }

  /** The salt of one place, which is shown together with its leaf. */
  public static byte[] salt(byte[] secret, int index) {
    return Sha256.digest(
        joined(SALT, secret, ByteBuffer.allocate(Integer.BYTES).putInt(index).array()));
  }

  /** The entry of a mark behind its salt. */
  public static byte[] entry(byte[] salt, byte[] mark) {
    return joined(ENTRY, salt, mark);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static byte[] prefix(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
