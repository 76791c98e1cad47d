// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.protos.peer.ChaincodeGrpc;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.Proposal;
import org.hyperledger.fabric.protos.peer.SignedProposal;
import portolan.credentials.MutualTls;
import portolan.network.NetworkFolder.OrganisationFolder;

/**
 * Takes the part of a peer whose ledger is empty towards a chaincode process: connects, calls one
 * function and waits for its end, so that a cache of classes also holds what that needs.
 */
final class TrainingPeer {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String CHANNEL = "training";
  private static final String TRANSACTION = "0".repeat(64);

  private final OrganisationFolder folder;
  private final String who;

  TrainingPeer(OrganisationFolder folder, String who) {
    this.folder = folder;
    this.who = who;
  }

  /** Returns when the chaincode has answered, in whatever way, or has not for too long. */
  void call(String host, int port, String function) throws IOException, InterruptedException {
    MutualTls tls =
        MutualTls.of(folder.tlsCertificate(who), folder.tlsKey(who), folder.tlsAuthority());
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                host + ":" + port,
                TlsChannelCredentials.newBuilder()
                    .keyManager(tls.keyManagers())
                    .trustManager(tls.trustManagers())
                    .build())
            .build();
    try {
      Exchange exchange = new Exchange(transaction(function));
      exchange.requests = ChaincodeGrpc.newStub(channel).connect(exchange);
      exchange.connected.countDown();
      if (!exchange.ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        exchange.requests.onCompleted();
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private ChaincodeMessage transaction(String function) throws IOException {
    Instant now = Instant.now();
    ByteString creator =
        SerializedIdentity.newBuilder()
            .setMspid("TrainingMSP")
            .setIdBytes(ByteString.copyFrom(Files.readAllBytes(folder.tlsCertificate(who))))
            .build()
            .toByteString();
    Header header =
        Header.newBuilder()
            .setChannelHeader(
                ChannelHeader.newBuilder()
                    .setType(HeaderType.ENDORSER_TRANSACTION_VALUE)
                    .setChannelId(CHANNEL)
                    .setTxId(TRANSACTION)
                    .setTimestamp(
                        Timestamp.newBuilder()
                            .setSeconds(now.getEpochSecond())
                            .setNanos(now.getNano()))
                    .build()
                    .toByteString())
            .setSignatureHeader(
                SignatureHeader.newBuilder()
                    .setCreator(creator)
                    .setNonce(ByteString.copyFromUtf8("once"))
                    .build()
                    .toByteString())
            .build();
    return ChaincodeMessage.newBuilder()
        .setType(ChaincodeMessage.Type.TRANSACTION)
        .setChannelId(CHANNEL)
        .setTxid(TRANSACTION)
        .setPayload(
            ChaincodeInput.newBuilder()
                .addArgs(ByteString.copyFromUtf8(function))
                .addArgs(ByteString.copyFromUtf8("{}"))
                .build()
                .toByteString())
        .setProposal(
            SignedProposal.newBuilder()
                .setProposalBytes(
                    Proposal.newBuilder().setHeader(header.toByteString()).build().toByteString()))
        .build();
  }

  /** The peer's side of the stream. */
  private static final class Exchange implements StreamObserver<ChaincodeMessage> {
    private final ChaincodeMessage transaction;
    private final CountDownLatch connected = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile StreamObserver<ChaincodeMessage> requests;

    private Exchange(ChaincodeMessage transaction) {
      this.transaction = transaction;
    }

    @Override
    public void onNext(ChaincodeMessage message) {
      try {
        connected.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      switch (message.getType()) {
        case REGISTER -> {
          requests.onNext(
              ChaincodeMessage.newBuilder().setType(ChaincodeMessage.Type.REGISTERED).build());
          requests.onNext(
              ChaincodeMessage.newBuilder().setType(ChaincodeMessage.Type.READY).build());
          requests.onNext(transaction);
        }
        case COMPLETED, ERROR -> {
          requests.onCompleted();
          ended.countDown();
        }
        case KEEPALIVE -> {}
        // Nothing is there, whatever it asks for.
        default ->
            requests.onNext(
                ChaincodeMessage.newBuilder()
                    .setType(ChaincodeMessage.Type.RESPONSE)
                    .setChannelId(message.getChannelId())
                    .setTxid(message.getTxid())
                    .build());
      }
    }

    @Override
    public void onError(Throwable e) {
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }
}
