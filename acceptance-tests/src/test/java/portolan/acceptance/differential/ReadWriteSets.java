// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
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
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.Version;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import portolan.acceptance.differential.script.Shown;

/**
 * What was endorsed, in words. Blocks are counted from the program's first one; what was there
 * before is one state, whatever it took to make it.
 */
final class ReadWriteSets {
  private static final int SHOWN_BYTES = 8;

  private final long firstBlock;
  private final Wording wording;

  ReadWriteSets(long firstBlock, Wording wording) {
    this.firstBlock = firstBlock;
    this.wording = wording;
  }

  String shown(ProposalResponsePayload result) throws InvalidProtocolBufferException {
    ChaincodeAction action = ChaincodeAction.parseFrom(result.getExtension());
    StringJoiner text = new StringJoiner("\n");
    text.add(
        "%s %s answers %d '%s'"
            .formatted(
                action.getChaincodeId().getName(),
                action.getChaincodeId().getVersion(),
                action.getResponse().getStatus(),
                wording.same(action.getResponse().getMessage())));
    text.add(wording.same(Proposals.utf8(action.getResponse().getPayload())));
    if (!action.getEvents().isEmpty()) {
      text.add("event " + event(ChaincodeEvent.parseFrom(action.getEvents())));
    }
    TxReadWriteSet set = TxReadWriteSet.parseFrom(action.getResults());
    for (NsReadWriteSet namespace : set.getNsRwsetList()) {
      text.add(namespace(namespace));
    }
    return text.toString();
  }

  /** An event as transactions, filtered blocks and streams of events carry it. */
  String event(ChaincodeEvent event) {
    return "%s of %s in %s: %s"
        .formatted(
            event.getEventName(),
            event.getChaincodeId(),
            wording.name(event.getTxId()),
            Shown.value(event.getPayload().toByteArray()));
  }

  private String namespace(NsReadWriteSet namespace) throws InvalidProtocolBufferException {
    StringJoiner text = new StringJoiner(", ", namespace.getNamespace() + " {", "}");
    KVRWSet set = KVRWSet.parseFrom(namespace.getRwset());
    for (KVRead read : set.getReadsList()) {
      text.add(read(read));
    }
    for (RangeQueryInfo range : set.getRangeQueriesInfoList()) {
      text.add(range(range));
    }
    for (KVWrite write : set.getWritesList()) {
      text.add(write(write));
    }
    for (KVMetadataWrite write : set.getMetadataWritesList()) {
      StringJoiner entries = new StringJoiner(" ", "[", "]");
      for (KVMetadataEntry entry : write.getEntriesList()) {
        entries.add(entry(entry));
      }
      text.add("metadata of " + Shown.text(write.getKey()) + " = " + entries);
    }
    for (CollectionHashedReadWriteSet collection : namespace.getCollectionHashedRwsetList()) {
      text.add(hashed(collection));
    }
    return text.toString();
  }

  private String read(KVRead read) {
    return "read "
        + Shown.text(read.getKey())
        + version(read.hasVersion() ? read.getVersion() : null);
  }

  private String version(Version version) {
    if (version == null) {
      return " absent";
    }
    return version.getBlockNum() < firstBlock
        ? " from before"
        : " of " + (version.getBlockNum() - firstBlock) + "." + version.getTxNum();
  }

  private String range(RangeQueryInfo range) {
    StringJoiner reads = new StringJoiner(", ", "[", "]");
    range.getRawReads().getKvReadsList().forEach(r -> reads.add(read(r)));
    return "range %s to %s%s %s%s"
        .formatted(
            Shown.text(range.getStartKey()),
            Shown.text(range.getEndKey()),
            range.getItrExhausted() ? "" : " in part",
            reads,
            range.hasReadsMerkleHashes()
                ? " hashes %d.%d %d"
                    .formatted(
                        range.getReadsMerkleHashes().getMaxDegree(),
                        range.getReadsMerkleHashes().getMaxLevel(),
                        range.getReadsMerkleHashes().getMaxLevelHashesCount())
                : "");
  }

  private static String write(KVWrite write) {
    return write.getIsDelete()
        ? "delete " + Shown.text(write.getKey())
        : "write "
            + Shown.text(write.getKey())
            + " = "
            + Shown.value(write.getValue().toByteArray());
  }

  private static String entry(KVMetadataEntry entry) {
    return entry.getName() + "=" + hex(entry.getValue());
  }

  private String hashed(CollectionHashedReadWriteSet collection)
      throws InvalidProtocolBufferException {
    StringJoiner text = new StringJoiner(", ", collection.getCollectionName() + " {", "}");
    HashedRWSet set = HashedRWSet.parseFrom(collection.getHashedRwset());
    for (KVReadHash read : set.getHashedReadsList()) {
      text.add(
          "read " + hex(read.getKeyHash()) + version(read.hasVersion() ? read.getVersion() : null));
    }
    for (KVWriteHash write : set.getHashedWritesList()) {
      text.add(
          (write.getIsPurge() ? "purge " : "")
              + (write.getIsDelete() ? "delete " : "write ")
              + hex(write.getKeyHash())
              + " = "
              + hex(write.getValueHash()));
    }
    for (KVMetadataWriteHash write : set.getMetadataWritesList()) {
      StringJoiner entries = new StringJoiner(" ", "[", "]");
      for (KVMetadataEntry entry : write.getEntriesList()) {
        entries.add(entry(entry));
      }
      text.add("metadata of " + hex(write.getKeyHash()) + " = " + entries);
    }
    return text.add("hash " + hex(collection.getPvtRwsetHash())).toString();
  }

  /**
   * The private data of a transaction, as a peer hands it out: in any order of collections. One
   * that is empty, because what was written was purged, is the same as none, since a peer that had
   * not got the data before does not ask for it after.
   */
  String shown(TxPvtReadWriteSet all) throws InvalidProtocolBufferException {
    List<String> collections = new ArrayList<>();
    for (NsPvtReadWriteSet namespace : all.getNsPvtRwsetList()) {
      for (CollectionPvtReadWriteSet collection : namespace.getCollectionPvtRwsetList()) {
        StringJoiner writes =
            new StringJoiner(
                ", ", namespace.getNamespace() + "/" + collection.getCollectionName() + " {", "}");
        KVRWSet set = KVRWSet.parseFrom(collection.getRwset());
        set.getWritesList().forEach(w -> writes.add(write(w)));
        if (set.getWritesCount() > 0) {
          collections.add(writes.toString());
        }
      }
    }
    collections.sort(null);
    return String.join(", ", collections);
  }

  private static String hex(ByteString bytes) {
    String hex =
        HexFormat.of().formatHex(bytes.toByteArray(), 0, Math.min(bytes.size(), SHOWN_BYTES));
    return bytes.size() <= SHOWN_BYTES
        ? hex
        : bytes.size() == 32 ? hex : bytes.size() + " bytes " + Shown.value(bytes.toByteArray());
  }
}
