// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVMetadataWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWriteHash;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.block.OrderedBlock;
import portolan.twin.ledger.Entry;
import portolan.twin.ledger.Sha256;
import portolan.twin.ledger.Space;
import portolan.twin.ledger.UpdateBatch;
import portolan.twin.ledger.Version;
import portolan.twin.ledger.WorldState;
import portolan.twin.store.LedgerStore;

/** The values of collections that one member's peer keeps. */
final class PrivateStore {
  private final String mspId;
  private final LedgerStore store;
  private final WorldState state;
  private final Map<Place, String> keys = new HashMap<>();
  private final Map<Place, Set<Long>> blocks = new HashMap<>();

  /** A key of a collection by its hash. */
  private record Place(String chaincode, String collection, String keyHash) {
    Space values() {
      return Space.privateValues(chaincode, collection);
    }

    Space hashes() {
      return Space.hashes(chaincode, collection);
    }
  }

  PrivateStore(String mspId, LedgerStore store, WorldState state) {
    this.mspId = mspId;
    this.store = store;
    this.state = state;
  }

  /** What a block does to the private values. The state is still that before the block. */
  UpdateBatch updates(CommittedBlock block) {
    UpdateBatch updates = new UpdateBatch();
    Set<Place> metadataWritten = new HashSet<>();
    block
        .privateData()
        .getOrDefault(mspId, new TreeMap<>())
        .forEach(
            (transaction, set) ->
                write(set, new Version(block.number(), transaction), updates, metadataWritten));
    metadataWritten.forEach(place -> followVersion(place, block, updates));
    for (int i = 0; i < block.ordered().transactions().size(); i++) {
      if (OrderedBlock.code(block.block(), i) == TxValidationCode.VALID) {
        purge(block.ordered().transactions().get(i), new Version(block.number(), i), updates);
      }
    }
    return updates;
  }

  private void write(
      TxPvtReadWriteSet set, Version version, UpdateBatch updates, Set<Place> metadataWritten) {
    for (NsPvtReadWriteSet namespace : set.getNsPvtRwsetList()) {
      for (CollectionPvtReadWriteSet collection : namespace.getCollectionPvtRwsetList()) {
        KVRWSet values = parse(collection.getRwset());
        for (KVWrite write : values.getWritesList()) {
          Place place =
              place(namespace.getNamespace(), collection.getCollectionName(), write.getKey());
          blocks.computeIfAbsent(place, p -> new HashSet<>()).add(version.block());
          updates.put(
              place.values(),
              write.getKey(),
              write.getIsDelete() || write.getValue().isEmpty()
                  ? Entry.deleted(version)
                  : new Entry(write.getValue(), Entry.NO_METADATA, version));
        }
        for (KVMetadataWrite write : values.getMetadataWritesList()) {
          metadataWritten.add(
              place(namespace.getNamespace(), collection.getCollectionName(), write.getKey()));
        }
      }
    }
  }

  private static KVRWSet parse(ByteString values) {
    try {
      return KVRWSet.parseFrom(values);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("private values whose hash was right cannot be read", e);
    }
  }

  private Place place(String chaincode, String collection, String key) {
    Place place = new Place(chaincode, collection, Sha256.asKey(Sha256.ofKey(key)));
    keys.put(place, key);
    return place;
  }

  /** A write of metadata alone gives the hash a new version; its value follows. */
  private void followVersion(Place place, CommittedBlock block, UpdateBatch updates) {
    Entry hash = block.updates().get(place.hashes(), place.keyHash());
    if (hash == null || hash.isDeletion()) {
      return;
    }
    String key = keys.get(place);
    Entry latest = updates.get(place.values(), key);
    if (latest == null) {
      latest = state.get(place.values(), key);
    }
    if (latest != null
        && !latest.isDeletion()
        && !Objects.equals(latest.version(), hash.version())
        && Sha256.of(latest.value()).equals(hash.value())) {
      updates.put(
          place.values(), key, new Entry(latest.value(), Entry.NO_METADATA, hash.version()));
    }
  }

  private void purge(EnvelopeTransaction transaction, Version version, UpdateBatch updates) {
    for (EnvelopeTransaction.Namespace namespace : transaction.namespaces()) {
      for (EnvelopeTransaction.Collection collection : namespace.collections()) {
        for (KVWriteHash write : collection.keys().getHashedWritesList()) {
          if (write.getIsPurge()) {
            purge(
                new Place(namespace.name(), collection.name(), Sha256.asKey(write.getKeyHash())),
                version,
                updates);
          }
        }
      }
    }
  }

  private void purge(Place place, Version version, UpdateBatch updates) {
    String key = keys.get(place);
    if (key == null) {
      return;
    }
    Entry update = updates.get(place.values(), key);
    if (update == null || isBefore(update.version(), version)) {
      updates.put(place.values(), key, Entry.deleted(version));
    }
    for (long block : Set.copyOf(blocks.getOrDefault(place, Set.of()))) {
      erase(place, key, block, version);
    }
  }

  private static boolean isBefore(Version a, Version b) {
    return a.block() < b.block() || (a.block() == b.block() && a.transaction() < b.transaction());
  }

  /** Takes a purged value, and what deleted it, out of what is stored with its block. */
  private void erase(Place place, String key, long block, Version purged) {
    SortedMap<Integer, TxPvtReadWriteSet> without = new TreeMap<>();
    store
        .privateData(mspId, block)
        .forEach(
            (transaction, set) ->
                without.put(
                    transaction,
                    isBefore(purged, new Version(block, transaction))
                        ? set
                        : without(set, place, key)));
    store.replacePrivateData(mspId, block, without);
  }

  private static TxPvtReadWriteSet without(TxPvtReadWriteSet set, Place place, String key) {
    TxPvtReadWriteSet.Builder rest = set.toBuilder();
    for (NsPvtReadWriteSet.Builder namespace : rest.getNsPvtRwsetBuilderList()) {
      if (namespace.getNamespace().equals(place.chaincode())) {
        for (CollectionPvtReadWriteSet.Builder values :
            namespace.getCollectionPvtRwsetBuilderList()) {
          if (values.getCollectionName().equals(place.collection())) {
            KVRWSet.Builder kept = parse(values.getRwset()).toBuilder();
            var writes =
                kept.getWritesList().stream().filter(w -> !w.getKey().equals(key)).toList();
            values.setRwset(kept.clearWrites().addAllWrites(writes).build().toByteString());
          }
        }
      }
    }
    return rest.build();
  }

  /** Forgets the value of a hashed key whose lifetime is over. */
  void expire(StateKeeper.Due due) {
    String key =
        keys.get(new Place(due.hashes().chaincode(), due.hashes().collection(), due.key()));
    if (key != null) {
      state.put(
          Space.privateValues(due.hashes().chaincode(), due.hashes().collection()),
          key,
          Entry.deleted(due.version()));
    }
  }
}
