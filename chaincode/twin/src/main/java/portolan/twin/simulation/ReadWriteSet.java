// SPDX-License-Identifier: Apache-2.0
package portolan.twin.simulation;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionHashedReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.HashedRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVMetadataEntry;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVMetadataWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVMetadataWriteHash;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRead;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVReadHash;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWriteHash;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.RangeQueryInfo;
import portolan.twin.ledger.KeyOrder;
import portolan.twin.ledger.Sha256;
import portolan.twin.ledger.Version;

/**
 * Collects what a simulation reads and writes, and encodes it to the byte as Fabric's peer does.
 */
final class ReadWriteSet {
  private final SortedMap<String, Namespace> namespaces = new TreeMap<>(KeyOrder.INSTANCE);

  /** The sets of one simulation. */
  record Result(TxReadWriteSet shared, Optional<TxPvtReadWriteSet> sealed) {}

  private record RangeKey(String start, String end, boolean exhausted) {}

  private static final class Namespace {
    private final SortedMap<String, KVRead> reads = sorted();
    private final SortedMap<String, KVWrite> writes = sorted();
    private final SortedMap<String, KVMetadataWrite> metadata = sorted();
    private final Map<RangeKey, RangeQueryInfo> ranges = new LinkedHashMap<>();
    private final SortedMap<String, Collection> collections = sorted();

    private Collection collection(String name) {
      return collections.computeIfAbsent(name, n -> new Collection());
    }
  }

  private static final class Collection {
    private final SortedMap<String, KVReadHash> reads = sorted();
    private final SortedMap<String, KVWriteHash> writes = sorted();
    private final SortedMap<String, KVMetadataWriteHash> metadata = sorted();
    private final SortedMap<String, KVWrite> privateWrites = sorted();
    private final SortedMap<String, KVMetadataWrite> privateMetadata = sorted();

    private boolean hasPrivateWrites() {
      return !privateWrites.isEmpty() || !privateMetadata.isEmpty();
    }

    private ByteString encodePrivate() {
      return KVRWSet.newBuilder()
          .addAllWrites(privateWrites.values())
          .addAllMetadataWrites(privateMetadata.values())
          .build()
          .toByteString();
    }
  }

  private static <V> SortedMap<String, V> sorted() {
    return new TreeMap<>(KeyOrder.INSTANCE);
  }

  private Namespace namespace(String name) {
    return namespaces.computeIfAbsent(name, n -> new Namespace());
  }

  static KVRead read(String key, Version version) {
    KVRead.Builder read = KVRead.newBuilder().setKey(key);
    if (version != null) {
      read.setVersion(encode(version));
    }
    return read.build();
  }

  private static org.hyperledger.fabric.protos.ledger.rwset.kvrwset.Version encode(
      Version version) {
    return org.hyperledger.fabric.protos.ledger.rwset.kvrwset.Version.newBuilder()
        .setBlockNum(version.block())
        .setTxNum(version.transaction())
        .build();
  }

  void addRead(String chaincode, String key, Version version) {
    // The state stands still meanwhile: a key that was read before has the same version.
    namespace(chaincode).reads.computeIfAbsent(key, k -> read(k, version));
  }

  void addHashedRead(String chaincode, String collection, String key, Version version) {
    SortedMap<String, KVReadHash> reads = namespace(chaincode).collection(collection).reads;
    KVReadHash before = reads.get(key);
    KVReadHash.Builder read =
        KVReadHash.newBuilder()
            .setKeyHash(before == null ? Sha256.ofKey(key) : before.getKeyHash());
    if (version != null) {
      read.setVersion(encode(version));
    }
    reads.put(key, read.build());
  }

  void addRange(String chaincode, RangeQueryInfo range) {
    namespace(chaincode)
        .ranges
        .putIfAbsent(
            new RangeKey(range.getStartKey(), range.getEndKey(), range.getItrExhausted()), range);
  }

  void addWrite(String chaincode, String key, ByteString value) {
    namespace(chaincode).writes.put(key, write(key, value));
  }

  private static KVWrite write(String key, ByteString value) {
    return KVWrite.newBuilder().setKey(key).setIsDelete(value.isEmpty()).setValue(value).build();
  }

  void addMetadata(String chaincode, String key, Map<String, ByteString> metadata) {
    KVMetadataWrite.Builder write = KVMetadataWrite.newBuilder().setKey(key);
    entries(metadata).forEach(write::addEntries);
    namespace(chaincode).metadata.put(key, write.build());
  }

  private static List<KVMetadataEntry> entries(Map<String, ByteString> metadata) {
    List<KVMetadataEntry> entries = new ArrayList<>();
    new TreeMap<>(metadata)
        .forEach(
            (name, value) ->
                entries.add(KVMetadataEntry.newBuilder().setName(name).setValue(value).build()));
    return entries;
  }

  void addPrivateWrite(
      String chaincode, String collection, String key, ByteString value, boolean purge) {
    KVWriteHash.Builder hash =
        KVWriteHash.newBuilder()
            .setKeyHash(Sha256.ofKey(key))
            .setIsDelete(value.isEmpty())
            .setIsPurge(purge);
    if (!value.isEmpty()) {
      hash.setValueHash(Sha256.of(value));
    }
    Collection target = namespace(chaincode).collection(collection);
    target.privateWrites.put(key, write(key, value));
    target.writes.put(key, hash.build());
  }

  void addPrivateMetadata(
      String chaincode, String collection, String key, Map<String, ByteString> metadata) {
    KVMetadataWriteHash.Builder hash =
        KVMetadataWriteHash.newBuilder().setKeyHash(Sha256.ofKey(key));
    entries(metadata).forEach(hash::addEntries);
    Collection target = namespace(chaincode).collection(collection);
    target.privateMetadata.put(key, KVMetadataWrite.newBuilder().setKey(key).build());
    target.metadata.put(key, hash.build());
  }

  Result encode() {
    TxReadWriteSet.Builder shared = TxReadWriteSet.newBuilder();
    TxPvtReadWriteSet.Builder sealed = TxPvtReadWriteSet.newBuilder();
    namespaces.forEach(
        (name, set) -> {
          NsPvtReadWriteSet.Builder sealedNamespace =
              NsPvtReadWriteSet.newBuilder().setNamespace(name);
          NsReadWriteSet.Builder namespace =
              NsReadWriteSet.newBuilder()
                  .setNamespace(name)
                  .setRwset(
                      KVRWSet.newBuilder()
                          .addAllReads(set.reads.values())
                          .addAllRangeQueriesInfo(set.ranges.values())
                          .addAllWrites(set.writes.values())
                          .addAllMetadataWrites(set.metadata.values())
                          .build()
                          .toByteString());
          set.collections.forEach(
              (collection, keys) ->
                  namespace.addCollectionHashedRwset(
                      encode(collection, keys, sealedNamespace::addCollectionPvtRwset)));
          shared.addNsRwset(namespace);
          if (sealedNamespace.getCollectionPvtRwsetCount() > 0) {
            sealed.addNsPvtRwset(sealedNamespace);
          }
        });
    return new Result(
        shared.build(),
        sealed.getNsPvtRwsetCount() == 0 ? Optional.empty() : Optional.of(sealed.build()));
  }

  private static CollectionHashedReadWriteSet encode(
      String name, Collection keys, Consumer<CollectionPvtReadWriteSet> sealed) {
    CollectionHashedReadWriteSet.Builder hashed =
        CollectionHashedReadWriteSet.newBuilder()
            .setCollectionName(name)
            .setHashedRwset(
                HashedRWSet.newBuilder()
                    .addAllHashedReads(keys.reads.values())
                    .addAllHashedWrites(keys.writes.values())
                    .addAllMetadataWrites(keys.metadata.values())
                    .build()
                    .toByteString());
    if (keys.hasPrivateWrites()) {
      ByteString values = keys.encodePrivate();
      sealed.accept(
          CollectionPvtReadWriteSet.newBuilder().setCollectionName(name).setRwset(values).build());
      hashed.setPvtRwsetHash(Sha256.of(values));
    }
    return hashed.build();
  }
}
