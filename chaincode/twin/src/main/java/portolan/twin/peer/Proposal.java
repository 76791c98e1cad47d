// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.peer.ChaincodeHeaderExtension;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.SignedProposal;
import portolan.twin.block.Messages;
import portolan.twin.ledger.Sha256;

/**
 * A proposal taken apart.
 *
 * @param chaincode as the channel header's extension names it: what an endorser runs
 * @param invoked as the invocation names it: what a gateway looks for endorsers of
 * @param payload without transient data; what goes into the transaction
 * @param hash by which the endorsement names the proposal
 * @param flaw what an endorser finds wrong with its form, in Fabric's words
 */
public record Proposal(
    SignedProposal signed,
    Header header,
    ChannelHeader channelHeader,
    SignatureHeader signatureHeader,
    String chaincode,
    String invoked,
    ChaincodeInput input,
    ByteString payload,
    boolean hasTransientData,
    ByteString hash,
    Optional<String> flaw) {

  /**
   * Takes a proposal apart.
   *
   * @throws EndorsementRefusedException when its parts cannot be read; with Fabric's words
   */
  public static Proposal read(SignedProposal signed) throws EndorsementRefusedException {
    try {
      org.hyperledger.fabric.protos.peer.Proposal proposal =
          Messages.read(
              "Proposal",
              org.hyperledger.fabric.protos.peer.Proposal.parser(),
              signed.getProposalBytes());
      Header header = Messages.read("Header", Header.parser(), proposal.getHeader());
      ChannelHeader channelHeader =
          Messages.read("ChannelHeader", ChannelHeader.parser(), header.getChannelHeader());
      SignatureHeader signatureHeader =
          Messages.read("SignatureHeader", SignatureHeader.parser(), header.getSignatureHeader());
      ChaincodeHeaderExtension extension =
          Messages.read(
              "ChaincodeHeaderExtension",
              ChaincodeHeaderExtension.parser(),
              channelHeader.getExtension());
      ChaincodeProposalPayload payload =
          Messages.read(
              "ChaincodeProposalPayload", ChaincodeProposalPayload.parser(), proposal.getPayload());
      ChaincodeInvocationSpec invocation =
          Messages.read(
              "ChaincodeInvocationSpec", ChaincodeInvocationSpec.parser(), payload.getInput());
      ByteString visible =
          ChaincodeProposalPayload.newBuilder().setInput(payload.getInput()).build().toByteString();
      return new Proposal(
          signed,
          header,
          channelHeader,
          signatureHeader,
          extension.getChaincodeId().getName(),
          invocation.getChaincodeSpec().getChaincodeId().getName(),
          invocation.getChaincodeSpec().getInput(),
          visible,
          payload.getTransientMapCount() > 0,
          Sha256.of(header.getChannelHeader(), header.getSignatureHeader(), visible),
          flaw(extension, invocation));
    } catch (InvalidProtocolBufferException e) {
      throw new EndorsementRefusedException(e.getMessage());
    }
  }

  private static Optional<String> flaw(
      ChaincodeHeaderExtension extension, ChaincodeInvocationSpec invocation) {
    if (!extension.hasChaincodeId()) {
      return Optional.of("ChaincodeHeaderExtension.ChaincodeId is nil");
    }
    if (extension.getChaincodeId().getName().isEmpty()) {
      return Optional.of("ChaincodeHeaderExtension.ChaincodeId.Name is empty");
    }
    if (!invocation.hasChaincodeSpec()) {
      return Optional.of("chaincode invocation spec did not contain chaincode spec");
    }
    return invocation.getChaincodeSpec().hasInput()
        ? Optional.empty()
        : Optional.of("chaincode input did not contain any input");
  }

  /** The transaction id that the proposal claims. */
  public String transactionId() {
    return channelHeader.getTxId();
  }
}
