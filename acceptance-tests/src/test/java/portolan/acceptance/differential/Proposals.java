// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.gateway.ProposedTransaction;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.protos.peer.ChaincodeHeaderExtension;
import org.hyperledger.fabric.protos.peer.ChaincodeID;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.Proposal;
import org.hyperledger.fabric.protos.peer.SignedProposal;
import portolan.acceptance.differential.script.Operation;

/**
 * Makes the proposals of a program by hand, so that they can be wrong. Nonces come from the seed
 * and times from the number: repeated, a program makes the same proposals but for the identities.
 */
final class Proposals {
  // Near enough to what ledgers do that a hundred thousand stay within the quarter of an hour by
  // which peers let clocks differ.
  private static final Duration STEP = Duration.ofMillis(6);
  private static final int NONCE_BYTES = 24;

  private final LedgerUnderTest ledger;
  private final long seed;
  private final Instant start;

  Proposals(LedgerUnderTest ledger, long seed, Instant start) {
    this.ledger = ledger;
    this.seed = seed;
    this.start = start;
  }

  /** A proposal, signed, and the id that it bears. */
  ProposedTransaction proposal(Call call, int idOf, int number, ProposalChange change) {
    Caller caller = ledger.caller(call.caller());
    ByteString creator = creator(caller, call, change);
    ByteString nonce = change == ProposalChange.NO_NONCE ? ByteString.EMPTY : nonce(idOf);
    String id = id(nonce.concat(creator));
    ChannelHeader.Builder channelHeader =
        ChannelHeader.newBuilder()
            .setType(
                (change == ProposalChange.WRONG_TYPE
                        ? HeaderType.CONFIG_UPDATE
                        : HeaderType.ENDORSER_TRANSACTION)
                    .getNumber())
            .setChannelId(change == ProposalChange.UNKNOWN_CHANNEL ? "elsewhere" : ledger.channel())
            .setTxId(
                switch (change) {
                  case WRONG_TX_ID -> id(ByteString.copyFromUtf8("another"));
                  case NO_TX_ID -> "";
                  default -> id;
                })
            .setTimestamp(time(number, change))
            .setEpoch(change == ProposalChange.EPOCH ? 7 : 0);
    ChaincodeID definition =
        ChaincodeID.newBuilder()
            .setName(change == ProposalChange.UNKNOWN_DEFINITION ? "nowhere" : call.definition())
            .build();
    if (change != ProposalChange.NO_EXTENSION) {
      channelHeader.setExtension(
          ChaincodeHeaderExtension.newBuilder().setChaincodeId(definition).build().toByteString());
    }
    Header header =
        Header.newBuilder()
            .setChannelHeader(channelHeader.build().toByteString())
            .setSignatureHeader(
                SignatureHeader.newBuilder()
                    .setCreator(creator)
                    .setNonce(nonce)
                    .build()
                    .toByteString())
            .build();
    ByteString proposal =
        switch (change) {
          case GARBAGE -> ByteString.copyFromUtf8("no proposal");
          case EMPTY -> ByteString.EMPTY;
          default ->
              Proposal.newBuilder()
                  .setHeader(header.toByteString())
                  .setPayload(payload(call, definition).toByteString())
                  .build()
                  .toByteString();
        };
    ByteString signature = caller.sign(proposal);
    return ProposedTransaction.newBuilder()
        .setTransactionId(id)
        .setProposal(
            SignedProposal.newBuilder()
                .setProposalBytes(proposal)
                .setSignature(
                    switch (change) {
                      case BAD_SIGNATURE -> broken(signature);
                      case NO_SIGNATURE -> ByteString.EMPTY;
                      default -> signature;
                    }))
        .addAllEndorsingOrganizations(call.endorsers())
        .build();
  }

  private static ChaincodeProposalPayload payload(Call call, ChaincodeID definition) {
    ChaincodeInput.Builder input = ChaincodeInput.newBuilder();
    for (Operation operation : call.operations()) {
      input.addArgs(ByteString.copyFromUtf8(operation.encoded()));
    }
    ChaincodeProposalPayload.Builder payload =
        ChaincodeProposalPayload.newBuilder()
            .setInput(
                ChaincodeInvocationSpec.newBuilder()
                    .setChaincodeSpec(
                        ChaincodeSpec.newBuilder()
                            .setType(ChaincodeSpec.Type.JAVA)
                            .setChaincodeId(definition)
                            .setInput(input))
                    .build()
                    .toByteString());
    call.confidential()
        .forEach((name, value) -> payload.putTransientMap(name, ByteString.copyFromUtf8(value)));
    return payload.build();
  }

  private ByteString creator(Caller caller, Call call, ProposalChange change) {
    try {
      SerializedIdentity.Builder identity =
          SerializedIdentity.parseFrom(caller.identity()).toBuilder();
      return switch (change) {
        case FOREIGN_MEMBER ->
            identity
                .setMspid(call.caller().equals("AMSP") ? "BMSP" : "AMSP")
                .build()
                .toByteString();
        case UNKNOWN_MEMBER -> identity.setMspid("NobodyMSP").build().toByteString();
        case BAD_CERTIFICATE ->
            identity.setIdBytes(ByteString.copyFromUtf8("no certificate")).build().toByteString();
        default -> caller.identity();
      };
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private Timestamp time(int number, ProposalChange change) {
    Instant time = start.plus(STEP.multipliedBy(number));
    if (change == ProposalChange.OLD) {
      time = time.minus(Duration.ofHours(1));
    }
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private ByteString nonce(int number) {
    return ByteString.copyFrom(
        sha256(ByteBuffer.allocate(12).putLong(seed).putInt(number).array()), 0, NONCE_BYTES);
  }

  static ByteString broken(ByteString signature) {
    byte[] bytes = signature.toByteArray();
    // Within the last integer: still a signature by its form.
    bytes[bytes.length - 1] ^= 1;
    return ByteString.copyFrom(bytes);
  }

  static String id(ByteString hashed) {
    return HexFormat.of().formatHex(sha256(hashed.toByteArray()));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String utf8(ByteString bytes) {
    return bytes.toString(UTF_8);
  }
}
