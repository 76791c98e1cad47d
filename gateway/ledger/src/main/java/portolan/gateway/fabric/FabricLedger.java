// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.Status;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.client.identity.Identity;
import org.hyperledger.fabric.protos.common.BlockchainInfo;
import org.hyperledger.fabric.protos.gateway.CommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.PreparedTransaction;
import org.hyperledger.fabric.protos.gateway.SignedCommitStatusRequest;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import portolan.credentials.PemFiles;
import portolan.domain.group.Argument;
import portolan.gateway.block.LedgerBlocks;
import portolan.gateway.health.HealthSource;
import portolan.gateway.outbox.Ledger;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Submission;

/**
 * The ledger as seen from the member's own peer. All methods block; call them on virtual threads.
 */
public final class FabricLedger implements Ledger, LedgerBlocks, AutoCloseable {
  /** Contracts put their refusals in the message of the error: {@code CODE|field|sentence}. */
  private static final Pattern REFUSAL =
      Pattern.compile(
          "chaincode response \\d+, ([A-Z][A-Z0-9_]*)\\|([^|]*)\\|(.*)", Pattern.DOTALL);

  private static final long NOTHING = Long.MIN_VALUE;
  private static final Logger LOG = Logger.getLogger(FabricLedger.class.getName());
  private static final Duration EVALUATE = Duration.ofSeconds(5);
  private static final Duration ENDORSE = Duration.ofSeconds(10);
  private static final Duration SUBMIT = Duration.ofSeconds(3);
  static final int MAX_MESSAGE_BYTES = 100 << 20;

  private final String mspId;
  private final String channelName;
  private final String certificatePem;
  private final PrivateKey privateKey;
  private final ManagedChannel connection;
  private final Gateway gateway;
  private final CommitStream commits;
  private final PeerWatch others;

  /** When something was first handed to the orderers after the last block; {@link #NOTHING}. */
  private final AtomicLong waitingSinceNanos = new AtomicLong(NOTHING);

  /** The ledger at the peer to which the connection leads. */
  public FabricLedger(PeerAccess access, PeerConnection peer)
      throws IOException, GeneralSecurityException {
    mspId = access.mspId();
    channelName = access.channel();
    certificatePem = PemFiles.toPem(PemFiles.certificate(access.certificateFile()));
    privateKey = PemFiles.privateKey(access.keyFile());
    NativeSigner signer = new NativeSigner(privateKey);
    byte[] tlsCertificateHash =
        MessageDigest.getInstance("SHA-256")
            .digest(PemFiles.certificate(access.tlsCertificateFile()).getEncoded());
    others = new PeerWatch(mspId);
    // From here on nothing may fail: nobody would close the connection.
    connection = peer.open(access);
    gateway =
        Gateway.newInstance()
            .identity(identity(mspId, certificatePem))
            .signer(signer)
            .connection(connection)
            .tlsClientCertificateHash(tlsCertificateHash)
            .evaluateOptions(o -> o.withDeadlineAfter(EVALUATE.toMillis(), TimeUnit.MILLISECONDS))
            .endorseOptions(o -> o.withDeadlineAfter(ENDORSE.toMillis(), TimeUnit.MILLISECONDS))
            .submitOptions(o -> o.withDeadlineAfter(SUBMIT.toMillis(), TimeUnit.MILLISECONDS))
            .commitStatusOptions(o -> o.withDeadlineAfter(SUBMIT.toMillis(), TimeUnit.MILLISECONDS))
            .connect();
    Network network = gateway.getNetwork(channelName);
    commits =
        new CommitStream(
            channelName + " at " + access.host() + ":" + access.port(),
            CommitStream.source(network),
            this::reason,
            () -> waitingSinceNanos.set(NOTHING));
  }

  /**
   * Why the peer ended a stream. It does not say that it refuses the time at which the request was
   * signed, but it says so of a question.
   */
  private String reason(Throwable failure) {
    if (failure instanceof NoSuchElementException) {
      try {
        evaluate("qscc", "GetChainInfo", channelName);
      } catch (LedgerUnavailableException e) {
        if (e.getMessage().startsWith(PeerFailures.CLOCK)) {
          return e.getMessage();
        }
      } catch (LedgerRefusedException e) {
        LOG.log(Level.FINE, "the peer answers", e);
      }
    }
    return PeerFailures.describe(failure);
  }

  /** As X509Identity, which would write the certificate with Bouncy Castle. */
  private static Identity identity(String mspId, String certificatePem) {
    byte[] credentials = certificatePem.getBytes(StandardCharsets.UTF_8);
    return new Identity() {
      @Override
      public String getMspId() {
        return mspId;
      }

      @Override
      public byte[] getCredentials() {
        return credentials.clone();
      }
    };
  }

  /** MSP id of the member. */
  public String mspId() {
    return mspId;
  }

  /** The certificate under which this member's transactions are signed, PEM. */
  public String certificatePem() {
    return certificatePem;
  }

  /** The key to {@link #certificatePem()}, to sign documents that outsiders verify. */
  public PrivateKey privateKey() {
    return privateKey;
  }

  /**
   * Runs a reading function on the member's own peer. Naming the own organisation keeps the
   * argument from other members' peers.
   *
   * @return what the contract answered, JSON
   */
  public String evaluate(String chaincode, String function, String argument)
      throws LedgerRefusedException, LedgerUnavailableException {
    return evaluate(chaincode, function, argument, EVALUATE);
  }

  /** As {@link #evaluate(String, String, String)}, for a function that may take its time. */
  public String evaluate(String chaincode, String function, String argument, Duration atMost)
      throws LedgerRefusedException, LedgerUnavailableException {
    try {
      byte[] result =
          proposal(chaincode, function, argument, Optional.empty(), List.of(mspId))
              .evaluate(o -> o.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS));
      return new String(result, StandardCharsets.UTF_8);
    } catch (GatewayException e) {
      throw failure(e);
    } catch (StatusRuntimeException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    }
  }

  /**
   * How many blocks the own peer has, as it says itself just now: {@link #tip} is what it has told
   * of before.
   */
  public long height() throws LedgerUnavailableException {
    try {
      byte[] info =
          gateway
              .getNetwork(channelName)
              .getContract("qscc")
              .newProposal("GetChainInfo")
              .addArguments(channelName)
              .setEndorsingOrganizations(mspId)
              .build()
              .evaluate(o -> o.withDeadlineAfter(EVALUATE.toMillis(), TimeUnit.MILLISECONDS));
      return BlockchainInfo.parseFrom(info).getHeight();
    } catch (GatewayException | StatusRuntimeException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the peer answered with a malformed height", e);
    }
  }

  /** Whether the blocks that tell what became of transactions are coming in. */
  public HealthSource commits() {
    return commits;
  }

  /** The number of the next block, as far as that is known: the peer has all before it. */
  public OptionalLong tip() {
    return commits.next();
  }

  @Override
  public LedgerBlocks.Reading from(long block) throws LedgerUnavailableException {
    return new PeerBlocks(gateway.getNetwork(channelName), new BlockReading(mspId), block);
  }

  @Override
  public void follow(OptionalLong from) {
    commits.start(from);
  }

  @Override
  public Ledger.Endorsement endorse(Submission submission, List<String> organisations)
      throws LedgerRefusedException, LedgerUnavailableException {
    OptionalLong notBefore = commits.next();
    try {
      Transaction transaction =
          proposal(
                  submission.chaincode(),
                  submission.function(),
                  Argument.of(submission.argument()),
                  submission.sealed(),
                  organisations)
              .endorse();
      byte[] bytes = transaction.getBytes();
      List<String> endorsers = endorsers(bytes);
      others.endorsed(endorsers);
      return new Ledger.Endorsement(
          transaction.getTransactionId(),
          ByteString.copyFrom(bytes),
          new String(transaction.getResult(), StandardCharsets.UTF_8),
          endorsers,
          notBefore);
    } catch (EndorseException e) {
      LedgerUnavailableException unavailable = failure(e);
      others.failed(Optional.ofNullable(e.getStatus().getDescription()).orElse(""), e.getDetails());
      throw unavailable;
    } catch (StatusRuntimeException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the peer answered with a malformed transaction", e);
    }
  }

  private Proposal proposal(
      String chaincode,
      String function,
      String argument,
      Optional<String> sealed,
      List<String> organisations) {
    Proposal.Builder builder =
        gateway
            .getNetwork(channelName)
            .getContract(chaincode)
            .newProposal(function)
            .addArguments(argument)
            .setEndorsingOrganizations(organisations.toArray(String[]::new));
    sealed.ifPresent(
        s -> builder.putAllTransient(Map.of("sealed", s.getBytes(StandardCharsets.UTF_8))));
    return builder.build();
  }

  /**
   * For how long something has been handed to the orderers, or could not be, and no block has come;
   * zero if nothing waits.
   */
  public Duration withoutBlock() {
    long since = waitingSinceNanos.get();
    return since == NOTHING ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }

  @Override
  public void submit(ByteString envelope) throws LedgerUnavailableException {
    waitingSinceNanos.compareAndSet(NOTHING, System.nanoTime());
    try {
      gateway.newTransaction(envelope.toByteArray()).submitAsync();
    } catch (SubmitException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    } catch (StatusRuntimeException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    }
  }

  @Override
  public Optional<Ledger.Commit> awaitCommit(String transactionId, Duration atMost)
      throws LedgerUnavailableException, InterruptedException {
    return commits.isFollowing()
        ? commits.await(transactionId, atMost)
        : askForCommit(transactionId, atMost);
  }

  @Override
  public Optional<Ledger.Commit> askForCommit(String transactionId, Duration atMost)
      throws LedgerUnavailableException {
    Optional<Ledger.Commit> seen = commits.seen(transactionId);
    if (seen.isPresent()) {
      return seen;
    }
    CommitStatusRequest request =
        CommitStatusRequest.newBuilder()
            .setChannelId(channelName)
            .setTransactionId(transactionId)
            .setIdentity(
                SerializedIdentity.newBuilder()
                    .setMspid(mspId)
                    .setIdBytes(ByteString.copyFromUtf8(certificatePem))
                    .build()
                    .toByteString())
            .build();
    byte[] unsigned =
        SignedCommitStatusRequest.newBuilder()
            .setRequest(request.toByteString())
            .build()
            .toByteArray();
    try {
      Status status =
          gateway
              .newCommit(unsigned)
              .getStatus(o -> o.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS));
      waitingSinceNanos.set(NOTHING);
      return Optional.of(new Ledger.Commit(status.getBlockNumber(), status.getCode()));
    } catch (CommitStatusException e) {
      if (e.getStatus().getCode() == Code.DEADLINE_EXCEEDED) {
        return Optional.empty();
      }
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    } catch (StatusRuntimeException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    }
  }

  private static List<String> endorsers(byte[] preparedTransaction)
      throws InvalidProtocolBufferException {
    return EndorsedTransaction.of(PreparedTransaction.parseFrom(preparedTransaction).getEnvelope())
        .orElseThrow(() -> new IllegalStateException("the peer endorsed what is no transaction"))
        .endorsers();
  }

  private static LedgerUnavailableException failure(GatewayException e)
      throws LedgerRefusedException {
    String text = PeerFailures.describe(e);
    Matcher refusal = REFUSAL.matcher(text);
    if (refusal.find()) {
      throw new LedgerRefusedException(
          refusal.group(1), refusal.group(2), refusal.group(3).lines().findFirst().orElse(""));
    }
    return new LedgerUnavailableException(text, e);
  }

  @Override
  public void close() {
    commits.close();
    gateway.close();
    connection.shutdownNow();
  }
}
