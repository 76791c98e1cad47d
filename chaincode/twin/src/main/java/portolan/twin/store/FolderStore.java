// SPDX-License-Identifier: Apache-2.0
package portolan.twin.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import portolan.twin.ledger.Sha256;

/**
 * Keeps the ledger in H2's MVStore: an append-only file of checksummed chunks, so that after a
 * crash the newest complete chunk counts. A block and its private data are one chunk. It survives
 * the end of the process; a power cut may cost the last moments, because nothing is forced to the
 * disk for each block. The store's checksums are of its own structure only, so every record has a
 * sum of its own, in the same chunk, which is looked at whenever the record is read.
 */
public final class FolderStore implements LedgerStore {
  private static final String FILE = "ledger.mv.db";
  private static final int CACHE_MEGABYTES = 16;

  private final MVStore store;
  private final MVMap<Long, byte[]> blocks;
  private final MVMap<String, byte[]> privateData;
  private final MVMap<String, byte[]> transients;
  private final MVMap<String, byte[]> facts;

  /** SHA-256 of records, by a letter for the map and the record's key. */
  private final MVMap<String, byte[]> sums;

  private volatile long height;

  /**
   * Opens or makes the ledger of a folder.
   *
   * @throws IOException when the folder cannot be made, or another process has it open
   */
  public FolderStore(Path folder) throws IOException {
    Files.createDirectories(folder);
    try {
      store =
          new MVStore.Builder()
              .fileName(folder.resolve(FILE).toString())
              .autoCommitDisabled()
              .cacheSize(CACHE_MEGABYTES)
              .open();
    } catch (MVStoreException e) {
      throw new IOException(
          e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED
              ? "the ledger in %s is open in another program; end that one, or use another folder"
                  .formatted(folder)
              : "the ledger in %s cannot be opened: %s"
                  .formatted(folder, e.getMessage().lines().findFirst().orElse("")),
          e);
    }
    blocks = store.openMap("blocks");
    privateData = store.openMap("private");
    transients = store.openMap("transient");
    facts = store.openMap("facts");
    sums = store.openMap("sums");
    height = blocks.isEmpty() ? 0 : blocks.lastKey() + 1;
  }

  @Override
  public long height() {
    return height;
  }

  @Override
  public Optional<Block> block(long number) {
    return Optional.ofNullable(get(blocks, number, sumOfBlock(number), "block " + number))
        .map(b -> read("block " + number, () -> Block.parseFrom(b)));
  }

  private static String sumOfBlock(long number) {
    return "b/" + number;
  }

  private static String sumOfPrivate(String key) {
    return "p/" + key;
  }

  private static String sumOfTransient(String key) {
    return "t/" + key;
  }

  private static byte[] sum(byte[] record) {
    return Sha256.of(ByteString.copyFrom(record)).toByteArray();
  }

  private <K> void put(MVMap<K, byte[]> map, K key, String sumKey, byte[] record) {
    map.put(key, record);
    sums.put(sumKey, sum(record));
  }

  /** A record as it was written; one that was written before there were sums has none. */
  private <K> byte[] get(MVMap<K, byte[]> map, K key, String sumKey, String what) {
    try {
      byte[] record = map.get(key);
      byte[] sum = record == null ? null : sums.get(sumKey);
      if (sum != null && !Arrays.equals(sum, sum(record))) {
        throw new DamagedLedgerException(what + ": what is stored is not what was written", null);
      }
      return record;
    } catch (MVStoreException e) {
      throw new DamagedLedgerException(what + " cannot be read", e);
    }
  }

  private interface Parsing<T> {
    T run() throws InvalidProtocolBufferException;
  }

  private static <T> T read(String what, Parsing<T> parsing) {
    try {
      return parsing.run();
    } catch (InvalidProtocolBufferException e) {
      throw new DamagedLedgerException(what + " cannot be read", e);
    }
  }

  @Override
  public synchronized void append(
      Block block, Map<String, SortedMap<Integer, TxPvtReadWriteSet>> data) {
    long number = block.getHeader().getNumber();
    put(blocks, number, sumOfBlock(number), block.toByteArray());
    data.forEach((mspId, sets) -> put(mspId, number, sets));
    block.getData().getDataList().forEach(this::forgetTransient);
    store.commit();
    height = number + 1;
  }

  private void forgetTransient(ByteString envelope) {
    if (transients.isEmpty()) {
      return;
    }
    String id = TransactionIds.of(envelope);
    for (String key = transients.ceilingKey(id + "/");
        key != null && key.startsWith(id + "/");
        key = transients.higherKey(key)) {
      transients.remove(key);
      sums.remove(sumOfTransient(key));
    }
  }

  private static String place(String mspId, long block) {
    return mspId + "/" + block + "/";
  }

  private void put(String mspId, long block, SortedMap<Integer, TxPvtReadWriteSet> sets) {
    sets.forEach(
        (transaction, set) -> {
          String key = place(mspId, block) + transaction;
          put(privateData, key, sumOfPrivate(key), set.toByteArray());
        });
  }

  @Override
  public SortedMap<Integer, TxPvtReadWriteSet> privateData(String mspId, long block) {
    SortedMap<Integer, TxPvtReadWriteSet> sets = new TreeMap<>();
    String place = place(mspId, block);
    for (String key = privateData.ceilingKey(place);
        key != null && key.startsWith(place);
        key = privateData.higherKey(key)) {
      String what = "the private data of %s in block %d".formatted(mspId, block);
      byte[] set = get(privateData, key, sumOfPrivate(key), what);
      sets.put(
          Integer.valueOf(key.substring(place.length())),
          read(what, () -> TxPvtReadWriteSet.parseFrom(set)));
    }
    return sets;
  }

  @Override
  public synchronized void replacePrivateData(
      String mspId, long block, SortedMap<Integer, TxPvtReadWriteSet> sets) {
    put(mspId, block, sets);
    store.commit();
  }

  @Override
  public synchronized void keepTransient(
      String mspId, String transactionId, TxPvtReadWriteSet data) {
    String key = transactionId + "/" + mspId;
    put(transients, key, sumOfTransient(key), data.toByteArray());
    store.commit();
  }

  @Override
  public Map<String, Map<String, TxPvtReadWriteSet>> transientData() {
    Map<String, Map<String, TxPvtReadWriteSet>> all = new HashMap<>();
    for (String key : transients.keySet()) {
      String[] parts = key.split("/", 2);
      String what = "the private data of %s for transaction %s".formatted(parts[1], parts[0]);
      byte[] data = get(transients, key, sumOfTransient(key), what);
      all.computeIfAbsent(parts[1], m -> new HashMap<>())
          .put(parts[0], read(what, () -> TxPvtReadWriteSet.parseFrom(data)));
    }
    return all;
  }

  @Override
  public Optional<ByteString> fact(String name) {
    return Optional.ofNullable(facts.get(name)).map(ByteString::copyFrom);
  }

  @Override
  public synchronized void keepFact(String name, ByteString value) {
    facts.put(name, value.toByteArray());
    store.commit();
  }

  @Override
  public synchronized void close() {
    store.close();
  }
}
