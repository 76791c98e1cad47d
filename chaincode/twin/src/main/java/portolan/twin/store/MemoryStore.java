// SPDX-License-Identifier: Apache-2.0
package portolan.twin.store;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;

/** Keeps all in memory: gone with the process. */
public final class MemoryStore implements LedgerStore {
  private final Map<Long, Block> blocks = new ConcurrentHashMap<>();
  private final Map<Place, SortedMap<Integer, TxPvtReadWriteSet>> privateData =
      new ConcurrentHashMap<>();
  private final Map<String, ByteString> facts = new ConcurrentHashMap<>();
  private volatile long height;

  private record Place(String mspId, long block) {}

  @Override
  public long height() {
    return height;
  }

  @Override
  public Optional<Block> block(long number) {
    return Optional.ofNullable(blocks.get(number));
  }

  @Override
  public void append(Block block, Map<String, SortedMap<Integer, TxPvtReadWriteSet>> data) {
    long number = block.getHeader().getNumber();
    blocks.put(number, block);
    data.forEach((mspId, sets) -> replacePrivateData(mspId, number, sets));
    height = number + 1;
  }

  @Override
  public SortedMap<Integer, TxPvtReadWriteSet> privateData(String mspId, long block) {
    return privateData.getOrDefault(new Place(mspId, block), new TreeMap<>());
  }

  @Override
  public void replacePrivateData(
      String mspId, long block, SortedMap<Integer, TxPvtReadWriteSet> data) {
    if (!data.isEmpty()) {
      privateData.put(new Place(mspId, block), data);
    }
  }

  @Override
  public void keepTransient(String mspId, String transactionId, TxPvtReadWriteSet data) {
    // Peers have it in memory anyway.
  }

  @Override
  public Map<String, Map<String, TxPvtReadWriteSet>> transientData() {
    return Map.of();
  }

  @Override
  public Optional<ByteString> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  @Override
  public void keepFact(String name, ByteString value) {
    facts.put(name, value);
  }

  @Override
  public void close() {
    blocks.clear();
  }
}
