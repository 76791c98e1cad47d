// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEndorsedAction;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;

/** Signs endorsed transactions, after having tampered with them as the program says. */
final class Envelopes {
  private final LedgerUnderTest ledger;

  Envelopes(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  /** The members that endorsed, in alphabetical order. */
  static List<String> endorsers(Envelope prepared) throws InvalidProtocolBufferException {
    List<String> members = new ArrayList<>();
    for (Endorsement each : action(prepared).getAction().getEndorsementsList()) {
      members.add(member(each));
    }
    members.sort(Comparator.naturalOrder());
    return members;
  }

  /** What was endorsed. */
  static ProposalResponsePayload result(Envelope prepared) throws InvalidProtocolBufferException {
    return ProposalResponsePayload.parseFrom(
        action(prepared).getAction().getProposalResponsePayload());
  }

  private static ChaincodeActionPayload action(Envelope prepared)
      throws InvalidProtocolBufferException {
    Transaction transaction =
        Transaction.parseFrom(Payload.parseFrom(prepared.getPayload()).getData());
    return ChaincodeActionPayload.parseFrom(transaction.getActions(0).getPayload());
  }

  private static String member(Endorsement endorsement) {
    try {
      return SerializedIdentity.parseFrom(endorsement.getEndorser()).getMspid();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  Envelope signed(Envelope prepared, String creator, EnvelopeChange change)
      throws InvalidProtocolBufferException {
    Payload.Builder payload = Payload.parseFrom(prepared.getPayload()).toBuilder();
    Transaction.Builder transaction = Transaction.parseFrom(payload.getData()).toBuilder();
    Caller caller = ledger.caller(creator);
    Caller other = ledger.caller(creator.equals("AMSP") ? "BMSP" : "AMSP");
    ChaincodeActionPayload.Builder action = action(prepared).toBuilder();
    ChaincodeEndorsedAction.Builder endorsed = action.getActionBuilder();
    List<Endorsement> endorsements =
        endorsed.getEndorsementsList().stream()
            .sorted(Comparator.comparing(Envelopes::member))
            .toList();
    Header.Builder header = payload.getHeaderBuilder();
    ChannelHeader.Builder channelHeader =
        ChannelHeader.parseFrom(header.getChannelHeader()).toBuilder();
    SignatureHeader.Builder signatureHeader =
        SignatureHeader.parseFrom(header.getSignatureHeader()).toBuilder();
    List<Endorsement> kept = endorsements;
    switch (change) {
      case FIRST_ENDORSEMENT_ONLY -> kept = endorsements.subList(0, 1);
      case WITHOUT_FIRST_ENDORSEMENT -> kept = endorsements.subList(1, endorsements.size());
      case NO_ENDORSEMENTS -> kept = List.of();
      case SAME_ENDORSEMENT_TWICE ->
          kept = List.of(endorsements.getFirst(), endorsements.getFirst());
      case BAD_ENDORSEMENT -> {
        kept = new ArrayList<>(endorsements);
        Endorsement first = kept.getFirst();
        kept.set(0, first.toBuilder().setSignature(Proposals.broken(first.getSignature())).build());
      }
      case CHANGED_RESULT ->
          endorsed.setProposalResponsePayload(
              withAnotherWrite(endorsed.getProposalResponsePayload()));
      case CHANGED_ARGUMENTS ->
          action.setChaincodeProposalPayload(
              withAnotherArgument(action.getChaincodeProposalPayload()));
      case OTHER_CREATOR -> signatureHeader.setCreator(other.identity());
      case UNKNOWN_CHANNEL -> channelHeader.setChannelId("elsewhere");
      case WRONG_TX_ID -> channelHeader.setTxId(Proposals.id(ByteString.copyFromUtf8("another")));
      case WRONG_TYPE -> channelHeader.setType(HeaderType.MESSAGE_VALUE);
      case UNKNOWN_TYPE -> channelHeader.setType(99);
      default -> {
        // Nothing inside.
      }
    }
    endorsed.clearEndorsements().addAllEndorsements(kept);
    if (change == EnvelopeChange.NONE) {
      // As the gateway made it, to the last byte.
      return signed(prepared.getPayload(), caller, change);
    }
    TransactionAction.Builder single =
        transaction.getActionsBuilder(0).setPayload(action.build().toByteString());
    if (change == EnvelopeChange.OTHER_ACTION_HEADER) {
      single.setHeader(
          SignatureHeader.newBuilder()
              .setCreator(other.identity())
              .setNonce(ByteString.copyFromUtf8("another"))
              .build()
              .toByteString());
    }
    if (change == EnvelopeChange.TWO_ACTIONS) {
      transaction.addActions(single.build());
    }
    header
        .setChannelHeader(channelHeader.build().toByteString())
        .setSignatureHeader(signatureHeader.build().toByteString());
    ByteString bytes =
        change == EnvelopeChange.GARBAGE
            ? ByteString.copyFromUtf8("no payload")
            : payload.setData(transaction.build().toByteString()).build().toByteString();
    boolean byOther =
        change == EnvelopeChange.OTHER_CREATOR || change == EnvelopeChange.OTHER_SIGNER;
    return signed(bytes, byOther ? other : caller, change);
  }

  private static Envelope signed(ByteString payload, Caller signer, EnvelopeChange change) {
    ByteString signature =
        switch (change) {
          case NO_SIGNATURE -> ByteString.EMPTY;
          case BAD_SIGNATURE -> Proposals.broken(signer.sign(payload));
          default -> signer.sign(payload);
        };
    return Envelope.newBuilder().setPayload(payload).setSignature(signature).build();
  }

  private static ByteString withAnotherWrite(ByteString result)
      throws InvalidProtocolBufferException {
    ProposalResponsePayload.Builder payload = ProposalResponsePayload.parseFrom(result).toBuilder();
    ChaincodeAction.Builder action = ChaincodeAction.parseFrom(payload.getExtension()).toBuilder();
    TxReadWriteSet.Builder set = TxReadWriteSet.parseFrom(action.getResults()).toBuilder();
    NsReadWriteSet.Builder last = set.getNsRwsetBuilder(set.getNsRwsetCount() - 1);
    last.setRwset(
        KVRWSet.parseFrom(last.getRwset()).toBuilder()
            .addWrites(
                KVWrite.newBuilder().setKey("zz").setValue(ByteString.copyFromUtf8("smuggled")))
            .build()
            .toByteString());
    return payload
        .setExtension(action.setResults(set.build().toByteString()).build().toByteString())
        .build()
        .toByteString();
  }

  private static ByteString withAnotherArgument(ByteString proposalPayload)
      throws InvalidProtocolBufferException {
    ChaincodeProposalPayload.Builder payload =
        ChaincodeProposalPayload.parseFrom(proposalPayload).toBuilder();
    ChaincodeInvocationSpec.Builder invocation =
        ChaincodeInvocationSpec.parseFrom(payload.getInput()).toBuilder();
    ChaincodeInput.Builder input = invocation.getChaincodeSpecBuilder().getInputBuilder();
    input.addArgs(ByteString.copyFromUtf8("get|zz"));
    return payload.setInput(invocation.build().toByteString()).build().toByteString();
  }
}
