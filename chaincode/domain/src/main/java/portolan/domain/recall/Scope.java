// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.evidence.MerkleTree;

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
    List<byte[]> entries =
        new TreeSet<>(names).stream().map(name -> (LEAF + name).getBytes(UTF_8)).toList();
    return new Scope(asOfBlock, entries.size(), HexFormat.of().formatHex(MerkleTree.root(entries)));
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
