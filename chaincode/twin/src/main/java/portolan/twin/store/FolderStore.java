package portolan.twin.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;

/**
 * Keeps the ledger in H2's MVStore: an append-only file of checksummed chunks, so that after a
 * crash the newest complete chunk counts. A block and its private data are one chunk. It survives
 * the end of the process; a power cut may cost the last moments, because nothing is forced to the
 * disk for each block.
 */
public final class FolderStore implements LedgerStore {
  private static final String FILE = "ledger.mv.db";
  private static final int CACHE_MEGABYTES = 16;

  private final MVStore store;
  private final MVMap<Long, byte[]> blocks;
  private final MVMap<String, byte[]> privateData;
  private final MVMap<String, byte[]> transients;
  private final MVMap<String, byte[]> facts;
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
          "the ledger in %s cannot be opened: %s".formatted(folder, e.getMessage()), e);
    }
    blocks = store.openMap("blocks");
    privateData = store.openMap("private");
    transients = store.openMap("transient");
    facts = store.openMap("facts");
    height = blocks.isEmpty() ? 0 : blocks.lastKey() + 1;
  }

  @Override
  public long height() {
    return height;
  }

  @Override
  public Optional<Block> block(long number) {
    return Optional.ofNullable(blocks.get(number)).map(b -> read(() -> Block.parseFrom(b)));
  }

  private interface Parsing<T> {
    T run() throws InvalidProtocolBufferException;
  }

  private static <T> T read(Parsing<T> parsing) {
    try {
      return parsing.run();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the stored ledger is damaged", e);
    }
  }

  @Override
  public synchronized void append(
      Block block, Map<String, SortedMap<Integer, TxPvtReadWriteSet>> data) {
    long number = block.getHeader().getNumber();
    blocks.put(number, block.toByteArray());
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
    }
  }

  private static String place(String mspId, long block) {
    return mspId + "/" + block + "/";
  }

  private void put(String mspId, long block, SortedMap<Integer, TxPvtReadWriteSet> sets) {
    sets.forEach(
        (transaction, set) ->
            privateData.put(place(mspId, block) + transaction, set.toByteArray()));
  }

  @Override
  public SortedMap<Integer, TxPvtReadWriteSet> privateData(String mspId, long block) {
    SortedMap<Integer, TxPvtReadWriteSet> sets = new TreeMap<>();
    String place = place(mspId, block);
    for (String key = privateData.ceilingKey(place);
        key != null && key.startsWith(place);
        key = privateData.higherKey(key)) {
      byte[] set = privateData.get(key);
      sets.put(
          Integer.valueOf(key.substring(place.length())),
          read(() -> TxPvtReadWriteSet.parseFrom(set)));
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
    transients.put(transactionId + "/" + mspId, data.toByteArray());
    store.commit();
  }

  @Override
  public Map<String, Map<String, TxPvtReadWriteSet>> transientData() {
    Map<String, Map<String, TxPvtReadWriteSet>> all = new HashMap<>();
    transients.forEach(
        (key, data) -> {
          String[] parts = key.split("/", 2);
          all.computeIfAbsent(parts[1], m -> new HashMap<>())
              .put(parts[0], read(() -> TxPvtReadWriteSet.parseFrom(data)));
        });
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
