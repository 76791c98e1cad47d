// SPDX-License-Identifier: Apache-2.0
package portolan.twin.block;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionHashedReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.HashedRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ChaincodeHeaderExtension;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.identity.Identity;
import portolan.twin.identity.Membership;
import portolan.twin.ledger.Sha256;
import portolan.twin.policy.PolicyEvaluator;
import portolan.twin.policy.SignedData;

/**
 * One transaction of a block, taken apart as far as it can be. All that does not depend on the
 * state is decided here once, for all peers.
 */
public final class EnvelopeTransaction {
  private final ByteString bytes;
  private Optional<ChannelHeader> header = Optional.empty();
  private TxValidationCode form = TxValidationCode.VALID;
  private List<Namespace> namespaces = List.of();
  private String chaincode = "";
  private ByteString responsePayload = ByteString.EMPTY;
  private List<Endorsement> endorsements = List.of();
  private Optional<ChaincodeEvent> event = Optional.empty();
  private List<Identity> signers;
  private boolean authentic;

  /** The keys of one chaincode that a transaction reads and writes. */
  public record Namespace(String name, KVRWSet keys, List<Collection> collections) {
    /** Whether anything of this chaincode is written. */
    public boolean isWritten() {
      return keys.getWritesCount() > 0
          || keys.getMetadataWritesCount() > 0
          || collections.stream()
              .anyMatch(
                  c ->
                      c.keys().getHashedWritesCount() > 0 || c.keys().getMetadataWritesCount() > 0);
    }
  }

  /**
   * The hashes of one collection that a transaction reads and writes.
   *
   * @param valuesHash of the private write set; empty when nothing is written
   */
  public record Collection(String name, HashedRWSet keys, ByteString valuesHash) {}

  private EnvelopeTransaction(ByteString bytes) {
    this.bytes = bytes;
  }

  /** Takes an envelope apart and checks what Fabric checks before it looks at the state. */
  public static EnvelopeTransaction of(ByteString envelope, Membership membership) {
    EnvelopeTransaction transaction = new EnvelopeTransaction(envelope);
    transaction.form = transaction.read(membership);
    return transaction;
  }

  /** Takes an envelope of a committed block apart; its signatures are not looked at again. */
  public static EnvelopeTransaction stored(ByteString envelope) {
    EnvelopeTransaction transaction = new EnvelopeTransaction(envelope);
    transaction.form = transaction.read(null);
    return transaction;
  }

  private TxValidationCode read(Membership membership) {
    Envelope envelope;
    try {
      envelope = Envelope.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      return TxValidationCode.INVALID_OTHER_REASON;
    }
    Payload payload;
    try {
      payload = Payload.parseFrom(envelope.getPayload());
    } catch (InvalidProtocolBufferException e) {
      return TxValidationCode.BAD_PAYLOAD;
    }
    if (!payload.hasHeader()) {
      return TxValidationCode.BAD_COMMON_HEADER;
    }
    ChannelHeader channelHeader;
    SignatureHeader signatureHeader;
    try {
      channelHeader = ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
      header = Optional.of(channelHeader);
      signatureHeader = SignatureHeader.parseFrom(payload.getHeader().getSignatureHeader());
    } catch (InvalidProtocolBufferException e) {
      return TxValidationCode.BAD_COMMON_HEADER;
    }
    HeaderType type = HeaderType.forNumber(channelHeader.getType());
    boolean known =
        type == HeaderType.ENDORSER_TRANSACTION
            || type == HeaderType.CONFIG
            || type == HeaderType.CONFIG_UPDATE;
    if (!known
        || channelHeader.getEpoch() != 0
        || signatureHeader.getNonce().isEmpty()
        || signatureHeader.getCreator().isEmpty()) {
      return TxValidationCode.BAD_COMMON_HEADER;
    }
    if (type == HeaderType.CONFIG) {
      return TxValidationCode.VALID;
    }
    if (membership != null && !isSigned(envelope, signatureHeader, membership)) {
      return TxValidationCode.BAD_CREATOR_SIGNATURE;
    }
    if (type != HeaderType.ENDORSER_TRANSACTION) {
      return TxValidationCode.UNSUPPORTED_TX_PAYLOAD;
    }
    if (!channelHeader.getTxId().equals(transactionId(signatureHeader))) {
      return TxValidationCode.BAD_PROPOSAL_TXID;
    }
    return readAction(payload, channelHeader);
  }

  private static boolean isSigned(
      Envelope envelope, SignatureHeader header, Membership membership) {
    return membership
        .identity(header.getCreator())
        .map(creator -> creator.verifies(envelope.getPayload(), envelope.getSignature()))
        .orElse(false);
  }

  /** The transaction id that belongs to a nonce and a creator. */
  public static String transactionId(SignatureHeader header) {
    return HexFormat.of()
        .formatHex(Sha256.of(header.getNonce(), header.getCreator()).toByteArray());
  }

  private TxValidationCode readAction(Payload payload, ChannelHeader channelHeader) {
    ProposalResponsePayload response;
    try {
      Transaction transaction = Transaction.parseFrom(payload.getData());
      if (transaction.getActionsCount() != 1) {
        return TxValidationCode.INVALID_ENDORSER_TRANSACTION;
      }
      TransactionAction action = transaction.getActions(0);
      SignatureHeader actionHeader = SignatureHeader.parseFrom(action.getHeader());
      ChaincodeActionPayload actionPayload = ChaincodeActionPayload.parseFrom(action.getPayload());
      responsePayload = actionPayload.getAction().getProposalResponsePayload();
      endorsements = actionPayload.getAction().getEndorsementsList();
      response = ProposalResponsePayload.parseFrom(responsePayload);
      ByteString proposalHash =
          Sha256.of(
              payload.getHeader().getChannelHeader(),
              action.getHeader(),
              actionPayload.getChaincodeProposalPayload());
      if (actionHeader.getNonce().isEmpty()
          || actionHeader.getCreator().isEmpty()
          || !proposalHash.equals(response.getProposalHash())) {
        return TxValidationCode.INVALID_ENDORSER_TRANSACTION;
      }
    } catch (InvalidProtocolBufferException e) {
      return TxValidationCode.INVALID_ENDORSER_TRANSACTION;
    }
    return readResults(channelHeader, response);
  }

  private TxValidationCode readResults(
      ChannelHeader channelHeader, ProposalResponsePayload response) {
    authentic = true;
    ChaincodeHeaderExtension extension;
    try {
      extension = ChaincodeHeaderExtension.parseFrom(channelHeader.getExtension());
    } catch (InvalidProtocolBufferException e) {
      return TxValidationCode.BAD_HEADER_EXTENSION;
    }
    ChaincodeAction action;
    try {
      action = ChaincodeAction.parseFrom(response.getExtension());
    } catch (InvalidProtocolBufferException e) {
      return TxValidationCode.BAD_RESPONSE_PAYLOAD;
    }
    try {
      namespaces = namespaces(action.getResults());
    } catch (InvalidProtocolBufferException e) {
      return TxValidationCode.BAD_RWSET;
    }
    if (!extension.hasChaincodeId() || !action.hasChaincodeId()) {
      return TxValidationCode.INVALID_OTHER_REASON;
    }
    chaincode = extension.getChaincodeId().getName();
    if (chaincode.isEmpty()
        || !chaincode.equals(action.getChaincodeId().getName())
        || action.getChaincodeId().getVersion().isEmpty()) {
      return TxValidationCode.INVALID_CHAINCODE;
    }
    if (!action.getEvents().isEmpty()) {
      try {
        ChaincodeEvent read = ChaincodeEvent.parseFrom(action.getEvents());
        if (!read.getChaincodeId().equals(chaincode)) {
          return TxValidationCode.INVALID_OTHER_REASON;
        }
        event = Optional.of(read);
      } catch (InvalidProtocolBufferException e) {
        return TxValidationCode.INVALID_OTHER_REASON;
      }
    }
    Set<String> names = new HashSet<>();
    namespaces.forEach(n -> names.add(n.name()));
    return names.size() == namespaces.size()
        ? TxValidationCode.VALID
        : TxValidationCode.ILLEGAL_WRITESET;
  }

  private static List<Namespace> namespaces(ByteString results)
      throws InvalidProtocolBufferException {
    List<Namespace> namespaces = new ArrayList<>();
    for (NsReadWriteSet namespace : TxReadWriteSet.parseFrom(results).getNsRwsetList()) {
      List<Collection> collections = new ArrayList<>();
      for (CollectionHashedReadWriteSet collection : namespace.getCollectionHashedRwsetList()) {
        collections.add(
            new Collection(
                collection.getCollectionName(),
                HashedRWSet.parseFrom(collection.getHashedRwset()),
                collection.getPvtRwsetHash()));
      }
      namespaces.add(
          new Namespace(
              namespace.getNamespace(), KVRWSet.parseFrom(namespace.getRwset()), collections));
    }
    return namespaces;
  }

  /** The serialised envelope. */
  public ByteString bytes() {
    return bytes;
  }

  /** Whether it is well-formed and signed by its creator, as far as no state is needed. */
  public TxValidationCode form() {
    return form;
  }

  /** Whether its creator signed it and its proposal is the one that was endorsed. */
  public boolean isAuthentic() {
    return authentic;
  }

  /** The channel header, unless it cannot be read. */
  public Optional<ChannelHeader> header() {
    return header;
  }

  /** The transaction id in the header; empty when there is none. */
  public String id() {
    return header.map(ChannelHeader::getTxId).orElse("");
  }

  /** The time in the header. */
  public Timestamp timestamp() {
    return header.map(ChannelHeader::getTimestamp).orElse(Timestamp.getDefaultInstance());
  }

  /** Whether it is a proposal's result, not a configuration. */
  public boolean isEndorserTransaction() {
    return header.map(ChannelHeader::getType).orElse(-1) == HeaderType.ENDORSER_TRANSACTION_VALUE;
  }

  /** The outermost chaincode. */
  public String chaincode() {
    return chaincode;
  }

  /** What it reads and writes, by chaincode. */
  public List<Namespace> namespaces() {
    return namespaces;
  }

  /** The chaincode event, if there is one. */
  public Optional<ChaincodeEvent> event() {
    return event;
  }

  /**
   * The events of all its actions, whether or not it is well-formed: what Fabric shows in filtered
   * blocks.
   */
  public List<ChaincodeEvent> announcedEvents() {
    if (form == TxValidationCode.VALID && isEndorserTransaction()) {
      return event.stream().toList();
    }
    List<ChaincodeEvent> events = new ArrayList<>();
    try {
      Payload payload = Payload.parseFrom(Envelope.parseFrom(bytes).getPayload());
      for (TransactionAction action : Transaction.parseFrom(payload.getData()).getActionsList()) {
        ByteString response =
            ChaincodeActionPayload.parseFrom(action.getPayload())
                .getAction()
                .getProposalResponsePayload();
        ByteString announced =
            ChaincodeAction.parseFrom(ProposalResponsePayload.parseFrom(response).getExtension())
                .getEvents();
        ChaincodeEvent read = ChaincodeEvent.parseFrom(announced);
        if (!read.getChaincodeId().isEmpty()) {
          events.add(read);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      return events;
    }
    return events;
  }

  /** The endorsers whose signatures are right, each once. */
  public synchronized List<Identity> signers(PolicyEvaluator policies) {
    if (signers == null) {
      signers =
          policies.signers(
              endorsements.stream()
                  .map(
                      e ->
                          new SignedData(
                              responsePayload.concat(e.getEndorser()),
                              e.getEndorser(),
                              e.getSignature()))
                  .toList());
    }
    return signers;
  }
}
