// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.gateway.EndorseRequest;
import org.hyperledger.fabric.protos.gateway.EvaluateRequest;
import org.hyperledger.fabric.protos.gateway.SubmitRequest;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeHeaderExtension;
import org.hyperledger.fabric.protos.peer.ChaincodeID;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.Proposal;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.SignedProposal;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.gateway.MemberGateway;
import portolan.twin.identity.Signatory;
import portolan.twin.peer.Network;
import portolan.twin.peer.Peer;
import portolan.twin.peer.TransactionStatus;

/**
 * Calls a contract as a client of one member does, in this process. Immutable: methods that change
 * something give a new caller. A refused call is a {@link CallRefusedException}.
 */
public final class Caller {
  private static final int NONCE_BYTES = 24;
  private static final Duration COMMIT_WITHIN = Duration.ofMinutes(1);

  /** How often to look whether a peer still runs. */
  private static final Duration LOOK = Duration.ofMillis(20);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String channel;
  private final MemberGateway gateway;
  private final Network network;
  private final Signatory identity;
  private final List<String> endorsers;
  private final Map<String, ByteString> transientData;
  private final Instant timestamp;

  Caller(String channel, MemberGateway gateway, Network network, Signatory identity) {
    this(channel, gateway, network, identity, List.of(), Map.of(), null);
  }

  private Caller(
      String channel,
      MemberGateway gateway,
      Network network,
      Signatory identity,
      List<String> endorsers,
      Map<String, ByteString> transientData,
      Instant timestamp) {
    this.channel = channel;
    this.gateway = gateway;
    this.network = network;
    this.identity = identity;
    this.endorsers = endorsers;
    this.transientData = transientData;
    this.timestamp = timestamp;
  }

  /** Names the organisations whose peers endorse, or of which one evaluates. */
  public Caller endorsedBy(String... mspIds) {
    return new Caller(
        channel, gateway, network, identity, List.of(mspIds), transientData, timestamp);
  }

  /** Adds a transient field: endorsers see it, the ledger does not. */
  public Caller with(String name, String value) {
    Map<String, ByteString> fields = new LinkedHashMap<>(transientData);
    fields.put(name, ByteString.copyFromUtf8(value));
    return new Caller(channel, gateway, network, identity, endorsers, fields, timestamp);
  }

  /** Claims another time than the peers' clock shows. */
  public Caller at(Instant time) {
    return new Caller(channel, gateway, network, identity, endorsers, transientData, time);
  }

  /** A transaction that was endorsed and not yet submitted; it can be held back. */
  public final class Endorsed {
    private final String id;
    private final Envelope envelope;

    private Endorsed(String id, Envelope envelope) {
      this.id = id;
      this.envelope = envelope;
    }

    /** The transaction id. */
    public String id() {
      return id;
    }

    /** The envelope with the caller's signature. */
    public Envelope envelope() {
      return envelope;
    }

    /** What the function answered. */
    public String answer() {
      try {
        ChaincodeAction action =
            ChaincodeAction.parseFrom(
                ProposalResponsePayload.parseFrom(
                        ChaincodeActionPayload.parseFrom(
                                Transaction.parseFrom(
                                        Payload.parseFrom(envelope.getPayload()).getData())
                                    .getActions(0)
                                    .getPayload())
                            .getAction()
                            .getProposalResponsePayload())
                    .getExtension());
        return action.getResponse().getPayload().toStringUtf8();
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("a transaction that was made here cannot be read", e);
      }
    }

    /** The public keys of a chaincode that it writes or deletes. */
    public SortedSet<String> writtenKeys(String chaincode) {
      SortedSet<String> keys = new TreeSet<>();
      EnvelopeTransaction.stored(envelope.toByteString()).namespaces().stream()
          .filter(namespace -> namespace.name().equals(chaincode))
          .flatMap(namespace -> namespace.keys().getWritesList().stream())
          .forEach(write -> keys.add(write.getKey()));
      return keys;
    }

    /** Gives it to the ordering service and does not wait. */
    public Endorsed submit() {
      SubmitRequest request =
          SubmitRequest.newBuilder()
              .setTransactionId(id)
              .setChannelId(channel)
              .setPreparedTransaction(envelope)
              .build();
      asked(() -> gateway.submit(request));
      return this;
    }

    /**
     * Waits for the outcome at the caller's own peer and, on the machine's clock, at every other
     * one that runs: peers commit a moment apart, and who asks another one next should find it.
     *
     * @throws IllegalStateException when there is none within a minute of the ledger's time
     */
    public TransactionStatus await() {
      TransactionStatus status = awaitOwn();
      if (!network.timeline().isVirtual()) {
        network.peers().forEach(this::awaitWhileItRuns);
      }
      return status;
    }

    private void awaitWhileItRuns(Peer peer) {
      CountDownLatch committed = new CountDownLatch(1);
      Runnable cancel = peer.whenCommitted(id, status -> committed.countDown());
      try {
        long giveUp = System.nanoTime() + COMMIT_WITHIN.toNanos();
        while (peer.isRunning() && System.nanoTime() - giveUp < 0) {
          if (committed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        cancel.run();
      }
    }

    private TransactionStatus awaitOwn() {
      CompletableFuture<TransactionStatus> status = new CompletableFuture<>();
      Runnable cancel = gateway.peer().whenCommitted(id, status::complete);
      network.timeline().passUntil(status::isDone, COMMIT_WITHIN);
      try {
        return network.timeline().isVirtual() && !status.isDone()
            ? missing()
            : status.get(COMMIT_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        cancel.run();
        return missing();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return missing();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    private TransactionStatus missing() {
      throw new IllegalStateException(
          "transaction %s is in no block after %s".formatted(id, COMMIT_WITHIN));
    }

    /**
     * Submits and waits.
     *
     * @throws IllegalStateException when it was not valid; the message names the code
     */
    public String commit() {
      TxValidationCode code = submit().await().code();
      if (code != TxValidationCode.VALID) {
        throw new IllegalStateException("transaction " + id + " ended as " + code);
      }
      return answer();
    }
  }

  /** Runs a function and has it endorsed. */
  public Endorsed endorse(String chaincode, String function, String... arguments) {
    Proposed proposed = propose(chaincode, function, arguments);
    EndorseRequest request =
        EndorseRequest.newBuilder()
            .setTransactionId(proposed.id())
            .setChannelId(channel)
            .setProposedTransaction(proposed.signed())
            .addAllEndorsingOrganizations(endorsers)
            .build();
    Envelope prepared = asked(() -> gateway.endorse(request)).getPreparedTransaction();
    return new Endorsed(
        request.getTransactionId(),
        prepared.toBuilder().setSignature(identity.sign(prepared.getPayload())).build());
  }

  /** Endorses, submits, waits, and gives what the function answered. */
  public String submit(String chaincode, String function, String... arguments) {
    return endorse(chaincode, function, arguments).commit();
  }

  /** Runs a function on one peer without a trace on the ledger. */
  public String evaluate(String chaincode, String function, String... arguments) {
    Proposed proposed = propose(chaincode, function, arguments);
    EvaluateRequest request =
        EvaluateRequest.newBuilder()
            .setTransactionId(proposed.id())
            .setChannelId(channel)
            .setProposedTransaction(proposed.signed())
            .addAllTargetOrganizations(endorsers)
            .build();
    return asked(() -> gateway.evaluate(request)).getResult().getPayload().toStringUtf8();
  }

  private static <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (StatusRuntimeException e) {
      throw new CallRefusedException(e);
    }
  }

  private record Proposed(String id, SignedProposal signed) {}

  private ByteString nonce() {
    if (network.timeline().isVirtual()) {
      return ByteString.copyFrom(
          ("nonce-" + network.nextNumber()).getBytes(StandardCharsets.US_ASCII));
    }
    byte[] random = new byte[NONCE_BYTES];
    RANDOM.nextBytes(random);
    return ByteString.copyFrom(random);
  }

  private Proposed propose(String chaincode, String function, String... arguments) {
    Instant time = timestamp == null ? network.timeline().instant() : timestamp;
    ChaincodeID chaincodeId = ChaincodeID.newBuilder().setName(chaincode).build();
    SignatureHeader signatureHeader =
        SignatureHeader.newBuilder().setCreator(identity.serialized()).setNonce(nonce()).build();
    ChannelHeader channelHeader =
        ChannelHeader.newBuilder()
            .setType(HeaderType.ENDORSER_TRANSACTION_VALUE)
            .setChannelId(channel)
            .setTxId(EnvelopeTransaction.transactionId(signatureHeader))
            .setTimestamp(
                Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()))
            .setExtension(
                ChaincodeHeaderExtension.newBuilder()
                    .setChaincodeId(chaincodeId)
                    .build()
                    .toByteString())
            .build();
    List<ByteString> input = new ArrayList<>();
    input.add(ByteString.copyFromUtf8(function));
    Arrays.stream(arguments).map(ByteString::copyFromUtf8).forEach(input::add);
    ByteString invocation =
        ChaincodeInvocationSpec.newBuilder()
            .setChaincodeSpec(
                ChaincodeSpec.newBuilder()
                    .setChaincodeId(chaincodeId)
                    .setInput(ChaincodeInput.newBuilder().addAllArgs(input)))
            .build()
            .toByteString();
    ByteString proposal =
        Proposal.newBuilder()
            .setHeader(
                Header.newBuilder()
                    .setChannelHeader(channelHeader.toByteString())
                    .setSignatureHeader(signatureHeader.toByteString())
                    .build()
                    .toByteString())
            .setPayload(
                ChaincodeProposalPayload.newBuilder()
                    .setInput(invocation)
                    .putAllTransientMap(transientData)
                    .build()
                    .toByteString())
            .build()
            .toByteString();
    return new Proposed(
        channelHeader.getTxId(),
        SignedProposal.newBuilder()
            .setProposalBytes(proposal)
            .setSignature(identity.sign(proposal))
            .build());
  }
}
