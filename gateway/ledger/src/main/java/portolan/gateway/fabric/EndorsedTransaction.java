// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEndorsedAction;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import portolan.gateway.block.CommittedBlock;

/**
 * A transaction that contracts endorsed, in its envelope: nine messages of Fabric's, one in
 * another, that are taken apart here and nowhere else.
 */
final class EndorsedTransaction {
  private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final int LAST_NANO = 999_999_999;

  private final ChannelHeader header;
  private final ByteString signatureHeader;
  private final List<ByteString> proposals;
  private final List<ChaincodeEndorsedAction> actions;

  private EndorsedTransaction(
      ChannelHeader header,
      ByteString signatureHeader,
      List<ByteString> proposals,
      List<ChaincodeEndorsedAction> actions) {
    this.header = header;
    this.signatureHeader = signatureHeader;
    this.proposals = proposals;
    this.actions = actions;
  }

  /** Reads it; empty if there is something else in the envelope, such as a configuration. */
  static Optional<EndorsedTransaction> of(ByteString envelope)
      throws InvalidProtocolBufferException {
    return of(Envelope.parseFrom(envelope));
  }

  /** As {@link #of(ByteString)}. */
  static Optional<EndorsedTransaction> of(Envelope envelope) throws InvalidProtocolBufferException {
    Payload payload = Payload.parseFrom(envelope.getPayload());
    ChannelHeader header = ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
    if (header.getType() != HeaderType.ENDORSER_TRANSACTION_VALUE) {
      return Optional.empty();
    }
    List<ByteString> proposals = new ArrayList<>();
    List<ChaincodeEndorsedAction> actions = new ArrayList<>();
    for (TransactionAction action : Transaction.parseFrom(payload.getData()).getActionsList()) {
      ChaincodeActionPayload its = ChaincodeActionPayload.parseFrom(action.getPayload());
      proposals.add(its.getChaincodeProposalPayload());
      actions.add(its.getAction());
    }
    return Optional.of(
        new EndorsedTransaction(
            header, payload.getHeader().getSignatureHeader(), proposals, actions));
  }

  /** 64 hexadecimal digits. */
  String id() {
    return header.getTxId();
  }

  /**
   * In whole milliseconds, as contracts see it. No peer looks at what its creator has written: what
   * is no time of Protocol Buffers (years 1 to 9999) becomes the nearest one.
   */
  Instant timestamp() {
    Timestamp timestamp = header.getTimestamp();
    return Instant.ofEpochSecond(
            Math.clamp(timestamp.getSeconds(), FIRST_SECOND, LAST_SECOND),
            Math.clamp(timestamp.getNanos(), 0, LAST_NANO))
        .truncatedTo(ChronoUnit.MILLIS);
  }

  /** MSP ids of those who endorsed it, sorted. */
  List<String> endorsers() throws InvalidProtocolBufferException {
    List<String> names = new ArrayList<>();
    for (ChaincodeEndorsedAction action : actions) {
      for (Endorsement endorsement : action.getEndorsementsList()) {
        names.add(SerializedIdentity.parseFrom(endorsement.getEndorser()).getMspid());
      }
    }
    return names.stream().sorted().toList();
  }

  /** What its creator asked for; a valid transaction has one action. */
  CommittedBlock.Call call() throws InvalidProtocolBufferException {
    ChaincodeSpec called = called();
    List<ByteString> given = called.getInput().getArgsList();
    return new CommittedBlock.Call(
        SerializedIdentity.parseFrom(SignatureHeader.parseFrom(signatureHeader).getCreator())
            .getMspid(),
        called.getChaincodeId().getName(),
        given.isEmpty() ? "" : given.getFirst().toStringUtf8(),
        given.stream().skip(1).toList(),
        action(actions.getFirst()).getResponse().getPayload());
  }

  /**
   * Peers compare its hash with what was endorsed and look no further: two members can have a valid
   * transaction that asks for nothing that can be read.
   */
  private ChaincodeSpec called() {
    try {
      return ChaincodeInvocationSpec.parseFrom(
              ChaincodeProposalPayload.parseFrom(proposals.getFirst()).getInput())
          .getChaincodeSpec();
    } catch (InvalidProtocolBufferException e) {
      return ChaincodeSpec.getDefaultInstance();
    }
  }

  /** What it read and wrote, by chaincode. */
  List<NsReadWriteSet> readWriteSets() throws InvalidProtocolBufferException {
    List<NsReadWriteSet> sets = new ArrayList<>();
    for (ChaincodeEndorsedAction action : actions) {
      sets.addAll(TxReadWriteSet.parseFrom(action(action).getResults()).getNsRwsetList());
    }
    return sets;
  }

  private static ChaincodeAction action(ChaincodeEndorsedAction endorsed)
      throws InvalidProtocolBufferException {
    return ChaincodeAction.parseFrom(
        ProposalResponsePayload.parseFrom(endorsed.getProposalResponsePayload()).getExtension());
  }
}
