// SPDX-License-Identifier: Apache-2.0
package portolan.twin.simulation;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRead;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.QueryReads;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.QueryReadsMerkleSummary;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.RangeQueryInfo;
import portolan.twin.ledger.Sha256;

/**
 * The results of a range query as they go into a read set: up to fifty one by one, more as the top
 * hashes of a Merkle tree whose nodes join up to 51 children.
 */
public final class RangeReads {
  /** Fabric's {@code maxDegreeQueryReadsHashing}. */
  public static final int MAX_DEGREE = 50;

  private final int maxDegree;
  private final SortedMap<Integer, List<ByteString>> tree = new TreeMap<>();
  private List<KVRead> pending = new ArrayList<>();
  private int maxLevel = 1;

  /** With the usual degree. */
  public RangeReads() {
    this(MAX_DEGREE);
  }

  /** With the degree that a read set names. */
  public RangeReads(int maxDegree) {
    if (maxDegree < 2) {
      throw new IllegalArgumentException("maxDegree: expected at least 2, found " + maxDegree);
    }
    this.maxDegree = maxDegree;
  }

  /** Adds the next result. */
  public void add(KVRead read) {
    pending.add(read);
    if (pending.size() > maxDegree) {
      hashPending();
    }
  }

  private void hashPending() {
    add(1, Sha256.of(QueryReads.newBuilder().addAllKvReads(pending).build().toByteString()));
    pending = new ArrayList<>();
  }

  private void add(int level, ByteString hash) {
    List<ByteString> hashes = tree.computeIfAbsent(level, l -> new ArrayList<>());
    hashes.add(hash);
    if (hashes.size() > maxDegree) {
      tree.remove(level);
      maxLevel = Math.max(maxLevel, level + 1);
      add(level + 1, Sha256.of(hashes));
    }
  }

  /** The tree as far as it is built. */
  public QueryReadsMerkleSummary summary() {
    return QueryReadsMerkleSummary.newBuilder()
        .setMaxDegree(maxDegree)
        .setMaxLevel(maxLevel)
        .addAllMaxLevelHashes(tree.getOrDefault(maxLevel, List.of()))
        .build();
  }

  private boolean isHashed() {
    return maxLevel > 1 || tree.containsKey(1);
  }

  /** Ends the results. */
  public void finish(RangeQueryInfo.Builder info) {
    if (!isHashed()) {
      if (!pending.isEmpty()) {
        info.setRawReads(QueryReads.newBuilder().addAllKvReads(pending));
      }
      return;
    }
    info.setReadsMerkleHashes(finish());
  }

  /** Ends the results of a tree that is compared with another. */
  public QueryReadsMerkleSummary finish() {
    if (!pending.isEmpty()) {
      hashPending();
    }
    for (int level = 1; level < maxLevel; level++) {
      List<ByteString> hashes = tree.remove(level);
      if (hashes != null && !hashes.isEmpty()) {
        tree.computeIfAbsent(level + 1, l -> new ArrayList<>())
            .add(hashes.size() == 1 ? hashes.getFirst() : Sha256.of(hashes));
      }
    }
    List<ByteString> top = tree.getOrDefault(maxLevel, List.of());
    if (top.size() > maxDegree) {
      tree.remove(maxLevel);
      maxLevel++;
      tree.put(maxLevel, new ArrayList<>(List.of(Sha256.of(top))));
    }
    return summary();
  }
}
