// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;

/**
 * What a recall reaches as of the end of a block, so that every member can compute it again.
 *
 * @param asOfBlock number of the block
 * @param count how many objects and lots
 * @param root Merkle root (RFC 9162, section 2.1.1) over their sorted names, in lower-case
 *     hexadecimal digits; each leaf is {@code portolan/recall-scope/1}, a line feed and the name in
 *     canonical form
 */
public record Scope(long asOfBlock, long count, String root) {
  private static final long LIMIT = (1L << 53) - 1;
  private static final String LEAF = "portolan/recall-scope/1\n";

  /** Of these names, each counted once. */
  public static Scope of(long asOfBlock, Collection<String> names) {
    List<byte[]> leaves = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      leaves.add(Sha256.digest(prefixed(0, (LEAF + name).getBytes(UTF_8))));
    }
    return new Scope(asOfBlock, leaves.size(), HexFormat.of().formatHex(root(leaves)));
  }

  private static byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return Sha256.digest(new byte[0]);
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    return Sha256.digest(
        prefixed(1, root(leaves.subList(0, left)), root(leaves.subList(left, leaves.size()))));
  }

  private static byte[] prefixed(int prefix, byte[]... parts) {
    int length = 1;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    all[0] = (byte) prefix;
    int at = 1;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  static Scope fromJson(Fields fields) {
    Scope scope =
        new Scope(
            fields.integer("asOfBlock", 0, LIMIT),
            fields.integer("count", 0, LIMIT),
            fields.text("root", Format.SHA256));
    fields.end();
    return scope;
  }

  JsonObject toJson() {
    return Json.object().put("asOfBlock", asOfBlock).put("count", count).put("root", root).build();
  }
}
