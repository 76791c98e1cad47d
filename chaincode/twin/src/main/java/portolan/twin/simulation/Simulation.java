// SPDX-License-Identifier: Apache-2.0
package portolan.twin.simulation;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.RangeQueryInfo;
import portolan.twin.channel.Channel;
import portolan.twin.ledger.Entry;
import portolan.twin.ledger.KeyOrder;
import portolan.twin.ledger.Sha256;
import portolan.twin.ledger.Space;
import portolan.twin.ledger.Version;
import portolan.twin.ledger.WorldState;

/**
 * One transaction's view of the committed state: its own writes are invisible to it. Follows
 * Fabric's lock-based transaction simulator, refusals included.
 */
public final class Simulation {
  private final Channel channel;
  private final WorldState state;
  private final String txId;
  private final ReadWriteSet set = new ReadWriteSet();
  private final List<Range> ranges = new ArrayList<>();
  private final SortedMap<String, SortedSet<String>> privateReads = new TreeMap<>();
  private final Map<String, Map<String, Map<String, SortedMap<String, ByteString>>>> written =
      new HashMap<>();
  private boolean writePerformed;
  private boolean privateQueryPerformed;
  private boolean paginatedQueryPerformed;

  /** Begins; the caller keeps the state from changing until {@link #result}. */
  public Simulation(Channel channel, WorldState state, String txId) {
    this.channel = channel;
    this.state = state;
    this.txId = txId;
  }

  /**
   * What was read and written.
   *
   * @param shared goes into the block: public keys, and hashes of private ones
   * @param sealed values of collections, for their members only
   * @param privateReads collections whose values were read, by chaincode
   * @param written metadata of all written keys, by chaincode, collection and key
   */
  public record Result(
      TxReadWriteSet shared,
      Optional<TxPvtReadWriteSet> sealed,
      SortedMap<String, SortedSet<String>> privateReads,
      Map<String, Map<String, Map<String, SortedMap<String, ByteString>>>> written) {}

  /** A key and its entry. */
  record Item(String key, Entry entry) {}

  /** An open range query; results are recorded as they are taken. */
  final class Range {
    private final String chaincode;
    private final Iterator<Map.Entry<String, Entry>> entries;
    private final String end;
    private final int limit;
    private final RangeQueryInfo.Builder info;
    private final RangeReads reads = new RangeReads();
    private int returned;

    private Range(
        String chaincode,
        String start,
        String end,
        int limit,
        Iterator<Map.Entry<String, Entry>> entries) {
      this.chaincode = chaincode;
      this.entries = entries;
      this.end = end;
      this.limit = limit;
      this.info = RangeQueryInfo.newBuilder().setStartKey(start);
    }

    /** The next result, or null at the end. */
    Item next() {
      if ((limit > 0 && returned >= limit) || !entries.hasNext()) {
        info.setItrExhausted(true).setEndKey(end);
        return null;
      }
      Map.Entry<String, Entry> entry = entries.next();
      returned++;
      reads.add(ReadWriteSet.read(entry.getKey(), entry.getValue().version()));
      info.setEndKey(entry.getKey());
      return new Item(entry.getKey(), entry.getValue());
    }

    /** The key after the last result, empty when there is none. */
    String bookmark() {
      return entries.hasNext() ? entries.next().getKey() : "";
    }

    private void record() {
      reads.finish(info);
      set.addRange(chaincode, info.build());
    }
  }

  ByteString get(String chaincode, String key) {
    Entry entry = state.get(Space.of(chaincode), key);
    set.addRead(chaincode, key, entry == null ? null : entry.version());
    return entry == null ? ByteString.EMPTY : entry.value();
  }

  SortedMap<String, ByteString> metadata(String chaincode, String key) {
    get(chaincode, key);
    return metadataOf(Space.of(chaincode), key);
  }

  private SortedMap<String, ByteString> metadataOf(Space space, String key) {
    Entry entry = state.get(space, key);
    return entry == null ? Entry.NO_METADATA : entry.metadata();
  }

  Range range(String chaincode, String start, String end) {
    return range(chaincode, start, end, 0);
  }

  Range page(String chaincode, String start, String end, int size) throws SimulationException {
    if (writePerformed) {
      throw refused("Paginated queries are supported only in a read-only transaction");
    }
    paginatedQueryPerformed = true;
    return range(chaincode, start, end, size);
  }

  private Range range(String chaincode, String start, String end, int limit) {
    Range range =
        new Range(
            chaincode,
            start,
            end,
            limit,
            state.range(Space.of(chaincode), start, end).entrySet().iterator());
    ranges.add(range);
    return range;
  }

  ByteString getPrivate(String chaincode, String collection, String key)
      throws SimulationException {
    requireCollection(chaincode, collection);
    Entry entry = state.get(Space.privateValues(chaincode, collection), key);
    Version version = entry == null ? null : entry.version();
    Version hashVersion =
        state.version(Space.hashes(chaincode, collection), Sha256.asKey(Sha256.ofKey(key)));
    if (!Objects.equals(version, hashVersion)) {
      throw new SimulationException(
          "private data matching public hash version is not available. Public hash version = %s, Private data version = %s"
              .formatted(height(hashVersion), height(version)));
    }
    set.addHashedRead(chaincode, collection, key, version);
    privateReads.computeIfAbsent(chaincode, c -> new TreeSet<>()).add(collection);
    return entry == null ? ByteString.EMPTY : entry.value();
  }

  private static String height(Version version) {
    return version == null
        ? "<nil>"
        : "{BlockNum: %d, TxNum: %d}".formatted(version.block(), version.transaction());
  }

  /** Many values of a collection at once. Fabric does not compare them with the hashes. */
  List<ByteString> getPrivate(String chaincode, String collection, List<String> keys)
      throws SimulationException {
    requireCollection(chaincode, collection);
    List<ByteString> values = new ArrayList<>();
    for (String key : keys) {
      Entry entry = state.get(Space.privateValues(chaincode, collection), key);
      set.addHashedRead(chaincode, collection, key, entry == null ? null : entry.version());
      privateReads.computeIfAbsent(chaincode, c -> new TreeSet<>()).add(collection);
      values.add(entry == null ? ByteString.EMPTY : entry.value());
    }
    return values;
  }

  ByteString getPrivateHash(String chaincode, String collection, String key)
      throws SimulationException {
    Entry entry = hashed(chaincode, collection, key);
    return entry == null ? ByteString.EMPTY : entry.value();
  }

  SortedMap<String, ByteString> privateMetadata(String chaincode, String collection, String key)
      throws SimulationException {
    Entry entry = hashed(chaincode, collection, key);
    return entry == null ? Entry.NO_METADATA : entry.metadata();
  }

  private Entry hashed(String chaincode, String collection, String key) throws SimulationException {
    requireCollection(chaincode, collection);
    Entry entry = state.get(Space.hashes(chaincode, collection), Sha256.asKey(Sha256.ofKey(key)));
    set.addHashedRead(chaincode, collection, key, entry == null ? null : entry.version());
    return entry;
  }

  Iterator<Item> privateRange(String chaincode, String collection, String start, String end)
      throws SimulationException {
    if (writePerformed) {
      throw refused("Queries on pvt data is supported only in a read-only transaction");
    }
    privateQueryPerformed = true;
    requireCollection(chaincode, collection);
    return state.range(Space.privateValues(chaincode, collection), start, end).entrySet().stream()
        .map(e -> new Item(e.getKey(), e.getValue()))
        .iterator();
  }

  void put(String chaincode, String key, ByteString value) throws SimulationException {
    requireWritable();
    set.addWrite(chaincode, key, value);
    noteWritten(chaincode, "", key, metadataOf(Space.of(chaincode), key));
  }

  void putMetadata(String chaincode, String key, Map<String, ByteString> metadata)
      throws SimulationException {
    requireWritable();
    set.addMetadata(chaincode, key, metadata);
    noteWritten(chaincode, "", key, metadataOf(Space.of(chaincode), key));
  }

  void putPrivate(String chaincode, String collection, String key, ByteString value)
      throws SimulationException {
    writePrivate(chaincode, collection, key, value, false);
  }

  void purgePrivate(String chaincode, String collection, String key) throws SimulationException {
    writePrivate(chaincode, collection, key, ByteString.EMPTY, true);
  }

  private void writePrivate(
      String chaincode, String collection, String key, ByteString value, boolean purge)
      throws SimulationException {
    requireCollection(chaincode, collection);
    requireWritable();
    set.addPrivateWrite(chaincode, collection, key, value, purge);
    noteWritten(chaincode, collection, key);
  }

  void putPrivateMetadata(
      String chaincode, String collection, String key, Map<String, ByteString> metadata)
      throws SimulationException {
    requireCollection(chaincode, collection);
    requireWritable();
    set.addPrivateMetadata(chaincode, collection, key, metadata);
    noteWritten(chaincode, collection, key);
  }

  private void noteWritten(String chaincode, String collection, String key) {
    noteWritten(
        chaincode,
        collection,
        key,
        metadataOf(Space.hashes(chaincode, collection), Sha256.asKey(Sha256.ofKey(key))));
  }

  private void noteWritten(
      String chaincode, String collection, String key, SortedMap<String, ByteString> metadata) {
    written
        .computeIfAbsent(chaincode, c -> new TreeMap<>(KeyOrder.INSTANCE))
        .computeIfAbsent(collection, c -> new TreeMap<>(KeyOrder.INSTANCE))
        .put(key, metadata);
  }

  /** Records that the definition in force was looked up. */
  void readSequence(String chaincode) {
    get(Channel.LIFECYCLE, Channel.sequenceKey(chaincode));
  }

  /** Records that a definition was looked for where Fabric 1.4 kept it. */
  void readLegacyDefinition(String chaincode) {
    get("lscc", chaincode);
  }

  /** Records that the whole definition, with its collections, was looked up. */
  void readDefinition(String chaincode) {
    Channel.definitionKeys(chaincode).forEach(key -> get(Channel.LIFECYCLE, key));
  }

  private void requireCollection(String chaincode, String collection) throws SimulationException {
    readDefinition(chaincode);
    if (!channel.hasCollection(chaincode, collection)) {
      throw new SimulationException(
          "collection [%s] not defined in the collection config for chaincode [%s]"
              .formatted(collection, chaincode));
    }
  }

  private void requireWritable() throws SimulationException {
    if (privateQueryPerformed) {
      throw refused(
          "Transaction has already performed queries on pvt data. Writes are not allowed");
    }
    if (paginatedQueryPerformed) {
      throw refused("Transaction has already performed a paginated query. Writes are not allowed");
    }
    writePerformed = true;
  }

  private SimulationException refused(String why) {
    return new SimulationException("txid [" + txId + "]: unsuppored transaction. " + why);
  }

  /** Ends the simulation. */
  public Result result() {
    ranges.forEach(Range::record);
    ReadWriteSet.Result encoded = set.encode();
    return new Result(encoded.shared(), encoded.sealed(), privateReads, written);
  }
}
