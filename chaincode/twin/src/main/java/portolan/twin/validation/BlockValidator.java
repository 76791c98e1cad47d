// SPDX-License-Identifier: Apache-2.0
package portolan.twin.validation;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
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
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.block.OrderedBlock;
import portolan.twin.channel.Channel;
import portolan.twin.ledger.Entry;
import portolan.twin.ledger.Sha256;
import portolan.twin.ledger.Space;
import portolan.twin.ledger.UpdateBatch;
import portolan.twin.ledger.Version;
import portolan.twin.ledger.WorldState;

/** Decides which transactions of a block are valid, and what they change. */
public final class BlockValidator {
  private static final ByteString HASH_OF_NOTHING = Sha256.of(ByteString.EMPTY);

  private final Channel channel;
  private final WorldState state;

  /** Judges by a peer's committed state. */
  public BlockValidator(Channel channel, WorldState state) {
    this.channel = channel;
    this.state = state;
  }

  /**
   * The outcome of a block.
   *
   * @param codes of the transactions, in the order of the block
   * @param updates of public keys and hashes
   */
  public record Outcome(List<TxValidationCode> codes, UpdateBatch updates) {
    public Outcome {
      codes = List.copyOf(codes);
    }
  }

  /**
   * Validates a block.
   *
   * @param isKnown whether a transaction id is in an earlier block
   * @throws PeerHaltedException when a real peer would stop on this block
   */
  public Outcome validate(OrderedBlock block, Predicate<String> isKnown) {
    List<TxValidationCode> codes = endorsed(block, isKnown);
    UpdateBatch updates = new UpdateBatch();
    for (int i = 0; i < codes.size(); i++) {
      EnvelopeTransaction transaction = block.transactions().get(i);
      if (codes.get(i) == TxValidationCode.VALID && transaction.isEndorserTransaction()) {
        TxValidationCode code = current(transaction, updates);
        codes.set(i, code);
        if (code == TxValidationCode.VALID) {
          write(transaction, new Version(block.number(), i), updates);
        }
      }
    }
    return new Outcome(codes, updates);
  }

  /** What a block changes whose outcomes are known: of a ledger that is opened again. */
  public UpdateBatch replay(OrderedBlock block, List<TxValidationCode> codes) {
    UpdateBatch updates = new UpdateBatch();
    for (int i = 0; i < codes.size(); i++) {
      EnvelopeTransaction transaction = block.transactions().get(i);
      if (codes.get(i) == TxValidationCode.VALID && transaction.isEndorserTransaction()) {
        write(transaction, new Version(block.number(), i), updates);
      }
    }
    return updates;
  }

  private List<TxValidationCode> endorsed(OrderedBlock block, Predicate<String> isKnown) {
    EndorsementCheck endorsements = new EndorsementCheck(channel, state);
    Set<String> inThisBlock = new HashSet<>();
    List<TxValidationCode> codes = new ArrayList<>();
    for (EnvelopeTransaction transaction : block.transactions()) {
      TxValidationCode code = transaction.form();
      if (transaction.isAuthentic()) {
        // Fabric looks for the id before it looks into the results.
        if (isKnown.test(transaction.id())) {
          code = TxValidationCode.DUPLICATE_TXID;
        } else if (code == TxValidationCode.VALID) {
          code = endorsements.check(transaction);
          if (code == TxValidationCode.VALID && !inThisBlock.add(transaction.id())) {
            code = TxValidationCode.DUPLICATE_TXID;
          }
        }
      }
      codes.add(code);
    }
    return codes;
  }

  private TxValidationCode current(EnvelopeTransaction transaction, UpdateBatch updates) {
    for (EnvelopeTransaction.Namespace namespace : transaction.namespaces()) {
      Space space = Space.of(namespace.name());
      for (KVRead read : namespace.keys().getReadsList()) {
        if (!isCurrent(space, read.getKey(), RangeCheck.version(read), updates)) {
          return TxValidationCode.MVCC_READ_CONFLICT;
        }
      }
      for (RangeQueryInfo range : namespace.keys().getRangeQueriesInfoList()) {
        if (!RangeCheck.isCurrent(range, space, state, updates)) {
          return TxValidationCode.PHANTOM_READ_CONFLICT;
        }
      }
      for (EnvelopeTransaction.Collection collection : namespace.collections()) {
        Space hashes = Space.hashes(namespace.name(), collection.name());
        for (KVReadHash read : collection.keys().getHashedReadsList()) {
          if (!isCurrent(hashes, key(read.getKeyHash()), version(read), updates)) {
            return TxValidationCode.MVCC_READ_CONFLICT;
          }
        }
      }
    }
    return TxValidationCode.VALID;
  }

  private boolean isCurrent(Space space, String key, Version version, UpdateBatch updates) {
    return updates.get(space, key) == null && Objects.equals(state.version(space, key), version);
  }

  private static Version version(KVReadHash read) {
    return read.hasVersion()
        ? new Version(read.getVersion().getBlockNum(), read.getVersion().getTxNum())
        : null;
  }

  private static String key(ByteString hash) {
    return hash.toString(StandardCharsets.ISO_8859_1);
  }

  /** What one transaction does to one key. */
  private static final class Change {
    private boolean delete;
    private ByteString value;
    private SortedMap<String, ByteString> metadata;
  }

  private void write(EnvelopeTransaction transaction, Version version, UpdateBatch updates) {
    for (EnvelopeTransaction.Namespace namespace : transaction.namespaces()) {
      write(Space.of(namespace.name()), changes(namespace.keys()), version, updates);
      for (EnvelopeTransaction.Collection collection : namespace.collections()) {
        write(
            Space.hashes(namespace.name(), collection.name()),
            changes(collection.keys()),
            version,
            updates);
      }
    }
  }

  private static Map<String, Change> changes(KVRWSet keys) {
    Map<String, Change> changes = new HashMap<>();
    for (KVWrite write : keys.getWritesList()) {
      Change change = changes.computeIfAbsent(write.getKey(), k -> new Change());
      if (write.getIsDelete() || write.getValue().isEmpty()) {
        change.delete = true;
      } else {
        change.value = write.getValue();
      }
    }
    for (KVMetadataWrite write : keys.getMetadataWritesList()) {
      changes.computeIfAbsent(write.getKey(), k -> new Change()).metadata =
          metadata(write.getEntriesList());
    }
    return changes;
  }

  private static Map<String, Change> changes(HashedRWSet keys) {
    Map<String, Change> changes = new HashMap<>();
    for (KVWriteHash write : keys.getHashedWritesList()) {
      Change change = changes.computeIfAbsent(key(write.getKeyHash()), k -> new Change());
      if (write.getIsDelete()
          || write.getValueHash().isEmpty()
          || write.getValueHash().equals(HASH_OF_NOTHING)) {
        change.delete = true;
      } else {
        change.value = write.getValueHash();
      }
    }
    for (KVMetadataWriteHash write : keys.getMetadataWritesList()) {
      changes.computeIfAbsent(key(write.getKeyHash()), k -> new Change()).metadata =
          metadata(write.getEntriesList());
    }
    return changes;
  }

  private static SortedMap<String, ByteString> metadata(List<KVMetadataEntry> entries) {
    SortedMap<String, ByteString> metadata = new TreeMap<>();
    entries.forEach(e -> metadata.put(e.getName(), e.getValue()));
    return metadata;
  }

  private void write(
      Space space, Map<String, Change> changes, Version version, UpdateBatch updates) {
    changes.forEach(
        (key, change) -> {
          if (change.delete) {
            updates.put(space, key, Entry.deleted(version));
            return;
          }
          Entry earlier = updates.get(space, key);
          Entry latest = earlier == null ? state.get(space, key) : earlier;
          if (change.value == null) {
            if (latest == null) {
              return; // metadata of a key that does not exist
            }
            if (latest.isDeletion()) {
              throw new PeerHaltedException(
                  "block %d deletes the key \"%s\" of %s and then writes only its metadata: Fabric's peers panic on that, and again at every start"
                      .formatted(version.block(), key, space.chaincode()));
            }
          }
          SortedMap<String, ByteString> kept =
              latest == null ? Entry.NO_METADATA : latest.metadata();
          updates.put(
              space,
              key,
              new Entry(
                  change.value == null ? latest.value() : change.value,
                  change.metadata == null ? kept : change.metadata,
                  version));
        });
  }
}
