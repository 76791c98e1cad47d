// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionHashedReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.HashedRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWriteHash;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.domain.worldstate.ImplicitCollection;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.block.CommittedBlock.HashedWrite;
import portolan.gateway.block.CommittedBlock.KeyWrite;
import portolan.gateway.block.CommittedBlock.Writes;

/** Reads Fabric's blocks, once, for one member. */
public final class BlockReading {
  private final String collection;

  /** For a member, whose implicit collection is read. */
  public BlockReading(String mspId) {
    collection = ImplicitCollection.of(mspId);
  }

  /**
   * Reads a block.
   *
   * @throws IllegalStateException if a valid transaction of it is malformed
   */
  public CommittedBlock read(BlockAndPrivateData data) {
    Block block = data.getBlock();
    try {
      ByteString codes =
          block.getMetadata().getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE);
      List<CommittedBlock.Transaction> transactions = new ArrayList<>();
      for (int place = 0; place < block.getData().getDataCount(); place++) {
        if ((codes.byteAt(place) & 0xff) == TxValidationCode.VALID_VALUE) {
          Optional<EndorsedTransaction> its =
              EndorsedTransaction.of(block.getData().getData(place));
          if (its.isPresent()) {
            TxPvtReadWriteSet shown =
                data.getPrivateDataMapMap()
                    .getOrDefault((long) place, TxPvtReadWriteSet.getDefaultInstance());
            transactions.add(
                new CommittedBlock.Transaction(
                    place,
                    its.get().id(),
                    its.get().timestamp(),
                    its.get().call(),
                    writes(its.get(), shown)));
          }
        }
      }
      return new CommittedBlock(
          block.getHeader().getNumber(), transactions, data.getSerializedSize());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "the peer gave a malformed block " + block.getHeader().getNumber(), e);
    }
  }

  private List<Writes> writes(EndorsedTransaction transaction, TxPvtReadWriteSet shown)
      throws InvalidProtocolBufferException {
    List<Writes> writes = new ArrayList<>();
    for (NsReadWriteSet set : transaction.readWriteSets()) {
      List<KeyWrite> open = keys(KVRWSet.parseFrom(set.getRwset()));
      List<HashedWrite> hashes = hashes(set);
      if (!open.isEmpty() || !hashes.isEmpty()) {
        writes.add(
            new Writes(set.getNamespace(), open, hashes, keys(shown(shown, set.getNamespace()))));
      }
    }
    return writes;
  }

  private static List<KeyWrite> keys(KVRWSet set) {
    List<KeyWrite> writes = new ArrayList<>(set.getWritesCount());
    for (KVWrite write : set.getWritesList()) {
      writes.add(new KeyWrite(write.getKey(), write.getIsDelete(), write.getValue()));
    }
    return writes;
  }

  /** Hashes of what the transaction sealed to the member. */
  private List<HashedWrite> hashes(NsReadWriteSet set) throws InvalidProtocolBufferException {
    for (CollectionHashedReadWriteSet each : set.getCollectionHashedRwsetList()) {
      if (each.getCollectionName().equals(collection)) {
        List<HashedWrite> hashes = new ArrayList<>();
        for (KVWriteHash hash :
            HashedRWSet.parseFrom(each.getHashedRwset()).getHashedWritesList()) {
          hashes.add(new HashedWrite(hash.getKeyHash(), hash.getIsDelete(), hash.getValueHash()));
        }
        return hashes;
      }
    }
    return List.of();
  }

  /** What the peer shows of it. */
  private KVRWSet shown(TxPvtReadWriteSet data, String chaincode)
      throws InvalidProtocolBufferException {
    for (NsPvtReadWriteSet each : data.getNsPvtRwsetList()) {
      if (each.getNamespace().equals(chaincode)) {
        for (CollectionPvtReadWriteSet part : each.getCollectionPvtRwsetList()) {
          if (part.getCollectionName().equals(collection)) {
            return KVRWSet.parseFrom(part.getRwset());
          }
        }
      }
    }
    return KVRWSet.getDefaultInstance();
  }
}
