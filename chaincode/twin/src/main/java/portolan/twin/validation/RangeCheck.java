// SPDX-License-Identifier: Apache-2.0
package portolan.twin.validation;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRead;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.QueryReadsMerkleSummary;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.RangeQueryInfo;
import portolan.twin.ledger.Entry;
import portolan.twin.ledger.KeyOrder;
import portolan.twin.ledger.Space;
import portolan.twin.ledger.UpdateBatch;
import portolan.twin.ledger.Version;
import portolan.twin.ledger.WorldState;
import portolan.twin.simulation.RangeReads;

/** Whether a range query would still give what it gave: no phantoms. */
final class RangeCheck {
  private RangeCheck() {}

  static boolean isCurrent(
      RangeQueryInfo info, Space space, WorldState state, UpdateBatch updates) {
    NavigableMap<String, Entry> now = new TreeMap<>(KeyOrder.INSTANCE);
    now.putAll(state.range(space, info.getStartKey(), info.getEndKey()));
    now.putAll(updates.range(space, info.getStartKey(), info.getEndKey()));
    if (!info.getItrExhausted()) {
      // The end is the last key that was seen, not the end that was asked for.
      Entry last = updates.get(space, info.getEndKey());
      if (last == null) {
        last = state.get(space, info.getEndKey());
      }
      if (last != null) {
        now.put(info.getEndKey(), last);
      }
    }
    now.values().removeIf(Entry::isDeletion);
    return info.hasReadsMerkleHashes()
        ? isSame(info.getReadsMerkleHashes(), now)
        : isSame(info.getRawReads().getKvReadsList().iterator(), now);
  }

  private static boolean isSame(Iterator<KVRead> reads, NavigableMap<String, Entry> now) {
    for (Map.Entry<String, Entry> entry : now.entrySet()) {
      if (!reads.hasNext()) {
        return false;
      }
      KVRead read = reads.next();
      if (!read.getKey().equals(entry.getKey())
          || !Objects.equals(version(read), entry.getValue().version())) {
        return false;
      }
    }
    return !reads.hasNext();
  }

  static Version version(KVRead read) {
    return read.hasVersion()
        ? new Version(read.getVersion().getBlockNum(), read.getVersion().getTxNum())
        : null;
  }

  private static boolean isSame(QueryReadsMerkleSummary then, NavigableMap<String, Entry> now) {
    RangeReads reads = new RangeReads(then.getMaxDegree());
    now.forEach((key, entry) -> reads.add(read(key, entry.version())));
    return reads.finish().equals(then);
  }

  private static KVRead read(String key, Version version) {
    return KVRead.newBuilder()
        .setKey(key)
        .setVersion(
            org.hyperledger.fabric.protos.ledger.rwset.kvrwset.Version.newBuilder()
                .setBlockNum(version.block())
                .setTxNum(version.transaction()))
        .build();
  }
}
