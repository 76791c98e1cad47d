// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionHashedReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.HashedRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWriteHash;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

/**
 * What the journal read of a block of one chaincode when it took envelopes apart by itself, in
 * words: kept to compare.
 */
final class EarlierReading {
  private final String chaincode;
  private final String collection;

  EarlierReading(String chaincode, String member) {
    this.chaincode = chaincode;
    collection = "_implicit_org_" + member;
  }

  /** A line for each transaction that writes public keys of the chaincode. */
  List<String> read(BlockAndPrivateData data) throws InvalidProtocolBufferException {
    Block block = data.getBlock();
    ByteString codes =
        block.getMetadata().getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE);
    List<String> all = new ArrayList<>();
    for (int place = 0; place < block.getData().getDataCount(); place++) {
      if ((codes.byteAt(place) & 0xff) == TxValidationCode.VALID_VALUE) {
        Payload payload =
            Payload.parseFrom(Envelope.parseFrom(block.getData().getData(place)).getPayload());
        ChannelHeader header = ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
        if (header.getType() == HeaderType.ENDORSER_TRANSACTION_VALUE) {
          TxPvtReadWriteSet shown =
              data.getPrivateDataMapMap()
                  .getOrDefault((long) place, TxPvtReadWriteSet.getDefaultInstance());
          add(all, place, header, payload, shown);
        }
      }
    }
    return all;
  }

  private void add(
      List<String> all, int place, ChannelHeader header, Payload payload, TxPvtReadWriteSet shown)
      throws InvalidProtocolBufferException {
    for (TransactionAction action : Transaction.parseFrom(payload.getData()).getActionsList()) {
      ByteString results =
          ChaincodeAction.parseFrom(
                  ProposalResponsePayload.parseFrom(
                          ChaincodeActionPayload.parseFrom(action.getPayload())
                              .getAction()
                              .getProposalResponsePayload())
                      .getExtension())
              .getResults();
      for (NsReadWriteSet each : TxReadWriteSet.parseFrom(results).getNsRwsetList()) {
        if (each.getNamespace().equals(chaincode)) {
          KVRWSet open = KVRWSet.parseFrom(each.getRwset());
          if (open.getWritesCount() > 0) {
            all.add(
                line(
                    place,
                    header.getTxId(),
                    instant(header.getTimestamp()),
                    words(open),
                    words(sealed(each)),
                    words(shown(shown))));
          }
        }
      }
    }
  }

  static String line(
      int place,
      String id,
      Instant time,
      List<String> open,
      List<String> hashes,
      List<String> shown) {
    return place + " " + id + " " + time + " " + open + " " + hashes + " " + shown;
  }

  /** A key that was written or deleted, or the hash of one. */
  static String word(String key, boolean deleted, ByteString value) {
    return key + (deleted ? " deleted " : " = ") + value.toStringUtf8();
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos())
        .truncatedTo(ChronoUnit.MILLIS);
  }

  private static List<String> words(KVRWSet set) {
    List<String> words = new ArrayList<>();
    for (KVWrite write : set.getWritesList()) {
      words.add(word(write.getKey(), write.getIsDelete(), write.getValue()));
    }
    return words;
  }

  private static List<String> words(HashedRWSet set) {
    List<String> words = new ArrayList<>();
    for (KVWriteHash hash : set.getHashedWritesList()) {
      words.add(word(hash.getKeyHash().toStringUtf8(), hash.getIsDelete(), hash.getValueHash()));
    }
    return words;
  }

  private HashedRWSet sealed(NsReadWriteSet set) throws InvalidProtocolBufferException {
    for (CollectionHashedReadWriteSet each : set.getCollectionHashedRwsetList()) {
      if (each.getCollectionName().equals(collection)) {
        return HashedRWSet.parseFrom(each.getHashedRwset());
      }
    }
    return HashedRWSet.getDefaultInstance();
  }

  private KVRWSet shown(TxPvtReadWriteSet data) throws InvalidProtocolBufferException {
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
