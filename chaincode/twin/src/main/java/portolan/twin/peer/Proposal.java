package portolan.twin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.peer.ChaincodeHeaderExtension;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.SignedProposal;
import portolan.twin.ledger.Sha256;

/**
 * A proposal taken apart.
 *
 * @param chaincode as the channel header's extension names it
 * @param payload without transient data; what goes into the transaction
 * @param hash by which the endorsement names the proposal
 */
public record Proposal(
    SignedProposal signed,
    Header header,
    ChannelHeader channelHeader,
    SignatureHeader signatureHeader,
    String chaincode,
    ChaincodeInput input,
    ByteString payload,
    boolean hasTransientData,
    ByteString hash) {

  /**
   * Takes a proposal apart.
   *
   * @throws EndorsementRefusedException when it is malformed; with Fabric's words
   */
  public static Proposal read(SignedProposal signed) throws EndorsementRefusedException {
    try {
      org.hyperledger.fabric.protos.peer.Proposal proposal =
          org.hyperledger.fabric.protos.peer.Proposal.parseFrom(signed.getProposalBytes());
      Header header = Header.parseFrom(proposal.getHeader());
      ChannelHeader channelHeader = ChannelHeader.parseFrom(header.getChannelHeader());
      SignatureHeader signatureHeader = SignatureHeader.parseFrom(header.getSignatureHeader());
      ChaincodeHeaderExtension extension =
          ChaincodeHeaderExtension.parseFrom(channelHeader.getExtension());
      if (!extension.hasChaincodeId()) {
        throw new EndorsementRefusedException("ChaincodeHeaderExtension.ChaincodeId is nil");
      }
      if (extension.getChaincodeId().getName().isEmpty()) {
        throw new EndorsementRefusedException("ChaincodeHeaderExtension.ChaincodeId.Name is empty");
      }
      ChaincodeProposalPayload payload = ChaincodeProposalPayload.parseFrom(proposal.getPayload());
      ChaincodeInvocationSpec invocation = ChaincodeInvocationSpec.parseFrom(payload.getInput());
      if (!invocation.hasChaincodeSpec()) {
        throw new EndorsementRefusedException(
            "chaincode invocation spec did not contain chaincode spec");
      }
      if (!invocation.getChaincodeSpec().hasInput()) {
        throw new EndorsementRefusedException("chaincode input did not contain any input");
      }
      ByteString visible =
          ChaincodeProposalPayload.newBuilder().setInput(payload.getInput()).build().toByteString();
      return new Proposal(
          signed,
          header,
          channelHeader,
          signatureHeader,
          extension.getChaincodeId().getName(),
          invocation.getChaincodeSpec().getInput(),
          visible,
          payload.getTransientMapCount() > 0,
          Sha256.of(header.getChannelHeader(), header.getSignatureHeader(), visible));
    } catch (InvalidProtocolBufferException e) {
      throw new EndorsementRefusedException("error unmarshaling proposal: " + e.getMessage());
    }
  }

  /** The transaction id that the proposal claims. */
  public String transactionId() {
    return channelHeader.getTxId();
  }
}
