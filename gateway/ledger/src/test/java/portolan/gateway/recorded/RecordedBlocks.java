// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.recorded;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.fabric.BlockReading;

/**
 * The blocks of some trades as each member's peer delivered them. Written compressed: the names of
 * the members; then each block, followed by what each member's peer showed with it.
 */
public final class RecordedBlocks {
  private RecordedBlocks() {}

  /** The trades that are kept with the tests, by MSP id. */
  public static Map<String, List<BlockAndPrivateData>> trades() {
    try (InputStream in = RecordedBlocks.class.getResourceAsStream("trades.blocks.gz")) {
      return read(in);
    } catch (IOException e) {
      throw new IllegalStateException("the recorded blocks cannot be read", e);
    }
  }

  /** The same as projections take them, of one member. */
  public static List<CommittedBlock> committed(String member) {
    BlockReading reading = new BlockReading(member);
    return trades().get(member).stream().map(reading::read).toList();
  }

  /**
   * What the release that read every block twice made of them: SHA-256 of its {@code journal},
   * {@code timers} or {@code statements} of a member. Checked against that release: its own journal
   * and keeper, fed these blocks, come to every one of these digests when their tables are put into
   * words as {@link Tables} does it, and their statements as {@code RecordedStatementsTest} does.
   */
  public static String digest(String what, String member) {
    try (InputStream in = RecordedBlocks.class.getResourceAsStream("trades.digests")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", 3))
          .filter(parts -> parts[0].equals(what) && parts[1].equals(member))
          .map(parts -> parts[2])
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException("the digests cannot be read", e);
    }
  }

  /** Writes the same blocks of every member. */
  public static void write(OutputStream out, Map<String, List<BlockAndPrivateData>> members)
      throws IOException {
    try (DataOutputStream data = new DataOutputStream(new GZIPOutputStream(out))) {
      data.writeInt(members.size());
      for (String member : members.keySet()) {
        data.writeUTF(member);
      }
      List<BlockAndPrivateData> first = members.values().iterator().next();
      data.writeInt(first.size());
      for (int i = 0; i < first.size(); i++) {
        first.get(i).getBlock().writeDelimitedTo(data);
        for (List<BlockAndPrivateData> its : members.values()) {
          its.get(i).toBuilder().clearBlock().build().writeDelimitedTo(data);
        }
      }
    }
  }

  private static Map<String, List<BlockAndPrivateData>> read(InputStream in) throws IOException {
    try (DataInputStream data = new DataInputStream(new GZIPInputStream(in))) {
      Map<String, List<BlockAndPrivateData>> members = new LinkedHashMap<>();
      for (int left = data.readInt(); left > 0; left--) {
        members.put(data.readUTF(), new ArrayList<>());
      }
      for (int left = data.readInt(); left > 0; left--) {
        Block block = Block.parseDelimitedFrom(data);
        for (List<BlockAndPrivateData> its : members.values()) {
          its.add(BlockAndPrivateData.parseDelimitedFrom(data).toBuilder().setBlock(block).build());
        }
      }
      return members;
    }
  }
}
