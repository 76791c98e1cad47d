// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.gateway.ChaincodeEventsRequest;
import org.hyperledger.fabric.protos.gateway.ChaincodeEventsResponse;
import org.hyperledger.fabric.protos.gateway.CommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.CommitStatusResponse;
import org.hyperledger.fabric.protos.gateway.EndorseRequest;
import org.hyperledger.fabric.protos.gateway.EvaluateRequest;
import org.hyperledger.fabric.protos.gateway.GatewayGrpc;
import org.hyperledger.fabric.protos.gateway.ProposedTransaction;
import org.hyperledger.fabric.protos.gateway.SignedChaincodeEventsRequest;
import org.hyperledger.fabric.protos.gateway.SignedCommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.SubmitRequest;
import org.hyperledger.fabric.protos.orderer.SeekInfo;
import org.hyperledger.fabric.protos.orderer.SeekNewest;
import org.hyperledger.fabric.protos.orderer.SeekPosition;
import org.hyperledger.fabric.protos.orderer.SeekSpecified;
import org.hyperledger.fabric.protos.peer.DeliverGrpc;
import org.hyperledger.fabric.protos.peer.DeliverResponse;

/** One member's peer, called by a client of that member unless the request says who calls. */
final class PeerAccess {
  private static final long DEADLINE_SECONDS = 60;

  private final String channelName;
  private final Channel channel;
  private final Caller own;

  PeerAccess(LedgerUnderTest ledger, String mspId) {
    this.channelName = ledger.channel();
    this.channel = ledger.peer(mspId);
    this.own = ledger.caller(mspId);
  }

  private GatewayGrpc.GatewayBlockingStub gateway() {
    return GatewayGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** The transaction to be signed. */
  Envelope endorse(ProposedTransaction proposal) {
    return gateway()
        .endorse(
            EndorseRequest.newBuilder()
                .setTransactionId(proposal.getTransactionId())
                .setChannelId(channelName)
                .setProposedTransaction(proposal.getProposal())
                .addAllEndorsingOrganizations(proposal.getEndorsingOrganizationsList())
                .build())
        .getPreparedTransaction();
  }

  org.hyperledger.fabric.protos.peer.Response evaluate(ProposedTransaction proposal) {
    return gateway()
        .evaluate(
            EvaluateRequest.newBuilder()
                .setTransactionId(proposal.getTransactionId())
                .setChannelId(channelName)
                .setProposedTransaction(proposal.getProposal())
                .addAllTargetOrganizations(proposal.getEndorsingOrganizationsList())
                .build())
        .getResult();
  }

  void submit(String id, Envelope envelope) {
    var unused =
        gateway()
            .submit(
                SubmitRequest.newBuilder()
                    .setTransactionId(id)
                    .setChannelId(channelName)
                    .setPreparedTransaction(envelope)
                    .build());
  }

  CommitStatusResponse commitStatus(String id) {
    ByteString request =
        CommitStatusRequest.newBuilder()
            .setTransactionId(id)
            .setChannelId(channelName)
            .setIdentity(own.identity())
            .build()
            .toByteString();
    return gateway()
        .commitStatus(
            SignedCommitStatusRequest.newBuilder()
                .setRequest(request)
                .setSignature(own.sign(request))
                .build());
  }

  /** The chaincode events of a definition from this block on. */
  Iterator<ChaincodeEventsResponse> events(String definition, long from) {
    ByteString request =
        ChaincodeEventsRequest.newBuilder()
            .setChannelId(channelName)
            .setChaincodeId(definition)
            .setIdentity(own.identity())
            .setStartPosition(at(from))
            .build()
            .toByteString();
    return gateway()
        .chaincodeEvents(
            SignedChaincodeEventsRequest.newBuilder()
                .setRequest(request)
                .setSignature(own.sign(request))
                .build());
  }

  private static SeekPosition at(long block) {
    return SeekPosition.newBuilder()
        .setSpecified(SeekSpecified.newBuilder().setNumber(block))
        .build();
  }

  /** The number of the latest block. */
  long newestBlock() {
    SeekPosition newest =
        SeekPosition.newBuilder().setNewest(SeekNewest.getDefaultInstance()).build();
    Feed feed = new Feed(DeliverGrpc.DeliverStub::deliverFiltered, newest, newest);
    return feed.next().getFilteredBlock().getNumber();
  }

  /** Blocks with the private data that this caller may see, from this one on. */
  Feed blocks(long from) {
    return new Feed(DeliverGrpc.DeliverStub::deliverWithPrivateData, at(from), at(Long.MAX_VALUE));
  }

  /** This block alone, with the private data that this caller may see. */
  DeliverResponse block(long number) {
    return new Feed(DeliverGrpc.DeliverStub::deliverWithPrivateData, at(number), at(number)).next();
  }

  /** Filtered blocks from this one on. */
  Feed filteredBlocks(long from) {
    return new Feed(DeliverGrpc.DeliverStub::deliverFiltered, at(from), at(Long.MAX_VALUE));
  }

  private Envelope seek(SeekPosition start, SeekPosition stop) {
    Payload payload =
        Payload.newBuilder()
            .setHeader(
                Header.newBuilder()
                    .setChannelHeader(
                        ChannelHeader.newBuilder()
                            .setType(HeaderType.DELIVER_SEEK_INFO_VALUE)
                            .setChannelId(channelName)
                            .setTimestamp(now())
                            .setTlsCertHash(own.tlsHash())
                            .build()
                            .toByteString())
                    .setSignatureHeader(
                        SignatureHeader.newBuilder()
                            .setCreator(own.identity())
                            .setNonce(ByteString.copyFromUtf8("a reader of blocks"))
                            .build()
                            .toByteString()))
            .setData(
                SeekInfo.newBuilder()
                    .setStart(start)
                    .setStop(stop)
                    .setBehavior(SeekInfo.SeekBehavior.BLOCK_UNTIL_READY)
                    .build()
                    .toByteString())
            .build();
    ByteString bytes = payload.toByteString();
    return Envelope.newBuilder().setPayload(bytes).setSignature(own.sign(bytes)).build();
  }

  private static com.google.protobuf.Timestamp now() {
    java.time.Instant now = java.time.Instant.now();
    return com.google.protobuf.Timestamp.newBuilder()
        .setSeconds(now.getEpochSecond())
        .setNanos(now.getNano())
        .build();
  }

  /** Blocks as they come. */
  final class Feed {
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private final StreamObserver<Envelope> requests;

    Feed(
        BiFunction<
                DeliverGrpc.DeliverStub, StreamObserver<DeliverResponse>, StreamObserver<Envelope>>
            service,
        SeekPosition start,
        SeekPosition stop) {
      requests = service.apply(DeliverGrpc.newStub(channel), new Arrivals(arrived));
      requests.onNext(seek(start, stop));
    }

    /** Waits for the next block. */
    DeliverResponse next() {
      Object next;
      try {
        next = arrived.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      return switch (next) {
        case DeliverResponse response
            when response.getTypeCase() != DeliverResponse.TypeCase.STATUS ->
            response;
        case null ->
            throw new IllegalStateException(
                "no block from " + own.mspId() + "'s peer within " + DEADLINE_SECONDS + " s");
        default -> throw new IllegalStateException(own.mspId() + "'s peer: " + next);
      };
    }

    void end() {
      requests.onCompleted();
    }
  }

  private record Arrivals(BlockingQueue<Object> arrived)
      implements StreamObserver<DeliverResponse> {
    @Override
    public void onNext(DeliverResponse response) {
      arrived.add(response);
    }

    @Override
    public void onError(Throwable t) {
      arrived.add(t);
    }

    @Override
    public void onCompleted() {
      arrived.add("no more blocks");
    }
  }
}
