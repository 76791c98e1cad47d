// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.domain.encoding.Fields;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.exchange.LockState;

/**
 * What a member could spend at the end of every block, counted as the contract would have counted
 * it then: it puts the ledger's state together again, block by block, and looks at every note in
 * it. It knows no journal.
 */
final class NotesAtEveryBlock {
  private final String member;
  private final Map<String, byte[]> state = new HashMap<>();
  private final Map<String, byte[]> sealed = new TreeMap<>();
  private final Map<Long, Map<String, Long>> sums = new HashMap<>();

  private NotesAtEveryBlock(String member) {
    this.member = member;
  }

  /** Reads all blocks up to the last one, and counts from the first one on. */
  static NotesAtEveryBlock of(String member, RawBlocks peer, long first, long last)
      throws InvalidProtocolBufferException {
    NotesAtEveryBlock notes = new NotesAtEveryBlock(member);
    try (CloseableIterator<BlockAndPrivateData> blocks = peer.from(0)) {
      for (long number = 0; number <= last; number++) {
        notes.take(blocks.next());
        if (number >= first) {
          notes.sums.put(number, notes.count());
        }
      }
    }
    return notes;
  }

  /** Minor units by currency, at the end of a block. */
  Map<String, Long> at(long block) {
    return sums.get(block);
  }

  private void take(BlockAndPrivateData data) throws InvalidProtocolBufferException {
    byte[] codes =
        data.getBlock()
            .getMetadata()
            .getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE)
            .toByteArray();
    for (int i = 0; i < data.getBlock().getData().getDataCount(); i++) {
      Payload payload =
          Payload.parseFrom(Envelope.parseFrom(data.getBlock().getData().getData(i)).getPayload());
      if (codes[i] == TxValidationCode.VALID_VALUE
          && ChannelHeader.parseFrom(payload.getHeader().getChannelHeader()).getType()
              == HeaderType.ENDORSER_TRANSACTION_VALUE) {
        for (TransactionAction action : Transaction.parseFrom(payload.getData()).getActionsList()) {
          takeOpen(action);
        }
        takeSealed(
            data.getPrivateDataMapMap()
                .getOrDefault((long) i, TxPvtReadWriteSet.getDefaultInstance()));
      }
    }
  }

  private void takeOpen(TransactionAction action) throws InvalidProtocolBufferException {
    ChaincodeAction result =
        ChaincodeAction.parseFrom(
            ProposalResponsePayload.parseFrom(
                    ChaincodeActionPayload.parseFrom(action.getPayload())
                        .getAction()
                        .getProposalResponsePayload())
                .getExtension());
    for (NsReadWriteSet set : TxReadWriteSet.parseFrom(result.getResults()).getNsRwsetList()) {
      if (set.getNamespace().equals("settlement")) {
        put(KVRWSet.parseFrom(set.getRwset()), state);
      }
    }
  }

  private void takeSealed(TxPvtReadWriteSet data) throws InvalidProtocolBufferException {
    for (NsPvtReadWriteSet set : data.getNsPvtRwsetList()) {
      if (set.getNamespace().equals("settlement")) {
        for (CollectionPvtReadWriteSet part : set.getCollectionPvtRwsetList()) {
          if (part.getCollectionName().equals("_implicit_org_" + member)) {
            put(KVRWSet.parseFrom(part.getRwset()), sealed);
          }
        }
      }
    }
  }

  private static void put(KVRWSet writes, Map<String, byte[]> into) {
    for (KVWrite write : writes.getWritesList()) {
      if (write.getIsDelete()) {
        into.remove(write.getKey());
      } else {
        into.put(write.getKey(), write.getValue().toByteArray());
      }
    }
  }

  private Map<String, Long> count() {
    Map<String, Long> sum = new TreeMap<>();
    sealed.forEach(
        (key, value) -> {
          if (key.startsWith("note/") && state.containsKey(key)) {
            NoteOpening opening =
                NoteOpening.fromJson(Fields.ofSealed(key, Fields.parse(key, value).json()));
            Note note = Note.fromJson(Fields.parse(key, state.get(key)));
            NoteState now =
                note.state(
                    escrow -> find("gate/" + escrow).flatMap(f -> EscrowState.fromJson(f).open()),
                    lock ->
                        find("lock-gate/" + lock).flatMap(f -> LockState.fromJson(f).outcome()));
            if (opening.owner().equals(member) && now == NoteState.SPENDABLE) {
              sum.merge(
                  opening.amount().currency().code(), opening.amount().minorUnits(), Long::sum);
            }
          }
        });
    return sum;
  }

  private Optional<Fields> find(String key) {
    return Optional.ofNullable(state.get(key)).map(value -> Fields.parse(key, value));
  }
}
