// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

/** What took effect in a block. */
public final class BlockWrites {
  private BlockWrites() {}

  /**
   * The public keys of one chaincode that the valid transactions of a block wrote, in the order in
   * which they took effect; an empty value where a key was deleted.
   */
  public static List<Map.Entry<String, ByteString>> of(Block block, String chaincode) {
    ByteString codes =
        block.getMetadata().getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE);
    List<Map.Entry<String, ByteString>> writes = new ArrayList<>();
    try {
      for (int i = 0; i < block.getData().getDataCount(); i++) {
        if (codes.byteAt(i) == TxValidationCode.VALID_VALUE) {
          add(Envelope.parseFrom(block.getData().getData(i)), chaincode, writes);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "block " + block.getHeader().getNumber() + " has a malformed valid transaction", e);
    }
    return writes;
  }

  private static void add(
      Envelope envelope, String chaincode, List<Map.Entry<String, ByteString>> writes)
      throws InvalidProtocolBufferException {
    Payload payload = Payload.parseFrom(envelope.getPayload());
    if (ChannelHeader.parseFrom(payload.getHeader().getChannelHeader()).getType()
        != HeaderType.ENDORSER_TRANSACTION_VALUE) {
      return;
    }
    for (TransactionAction action : Transaction.parseFrom(payload.getData()).getActionsList()) {
      ChaincodeAction result =
          ChaincodeAction.parseFrom(
              ProposalResponsePayload.parseFrom(
                      ChaincodeActionPayload.parseFrom(action.getPayload())
                          .getAction()
                          .getProposalResponsePayload())
                  .getExtension());
      for (NsReadWriteSet set : TxReadWriteSet.parseFrom(result.getResults()).getNsRwsetList()) {
        if (set.getNamespace().equals(chaincode)) {
          for (KVWrite write : KVRWSet.parseFrom(set.getRwset()).getWritesList()) {
            writes.add(Map.entry(write.getKey(), write.getValue()));
          }
        }
      }
    }
  }
}
