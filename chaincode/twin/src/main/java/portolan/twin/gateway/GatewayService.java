// SPDX-License-Identifier: Apache-2.0
package portolan.twin.gateway;

import static portolan.twin.gateway.GatewayErrors.error;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.gateway.ChaincodeEventsRequest;
import org.hyperledger.fabric.protos.gateway.ChaincodeEventsResponse;
import org.hyperledger.fabric.protos.gateway.CommitStatusResponse;
import org.hyperledger.fabric.protos.gateway.EndorseRequest;
import org.hyperledger.fabric.protos.gateway.EndorseResponse;
import org.hyperledger.fabric.protos.gateway.EvaluateRequest;
import org.hyperledger.fabric.protos.gateway.EvaluateResponse;
import org.hyperledger.fabric.protos.gateway.GatewayGrpc;
import org.hyperledger.fabric.protos.gateway.SignedChaincodeEventsRequest;
import org.hyperledger.fabric.protos.gateway.SignedCommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.SubmitRequest;
import org.hyperledger.fabric.protos.gateway.SubmitResponse;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.block.OrderedBlock;
import portolan.twin.peer.Peer;
import portolan.twin.policy.SignedData;
import portolan.twin.time.Timeline;

/** {@code gateway.Gateway} over gRPC. */
public final class GatewayService extends GatewayGrpc.GatewayImplBase {
  private static final Logger LOG = Logger.getLogger(GatewayService.class.getName());
  private static final int MAX_MESSAGE_BYTES = 100 << 20;
  private static final Duration WITHOUT_DEADLINE = Duration.ofMinutes(10);

  private final MemberGateway gateway;
  private final Timeline timeline;

  /** Serves a member's gateway. */
  public GatewayService(MemberGateway gateway, Timeline timeline) {
    this.gateway = gateway;
    this.timeline = timeline;
  }

  private static <T> void answer(Message request, StreamObserver<T> observer, Supplier<T> work) {
    try {
      if (request.getSerializedSize() > MAX_MESSAGE_BYTES) {
        throw error(
            Status.Code.RESOURCE_EXHAUSTED,
            "grpc: received message larger than max (%d vs. %d)"
                .formatted(request.getSerializedSize(), MAX_MESSAGE_BYTES));
      }
      observer.onNext(work.get());
      observer.onCompleted();
    } catch (StatusRuntimeException e) {
      observer.onError(e);
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.SEVERE, "the twin failed", e);
      observer.onError(error(Status.Code.INTERNAL, "the twin failed: " + e));
    }
  }

  @Override
  public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> observer) {
    answer(request, observer, () -> gateway.evaluate(request));
  }

  @Override
  public void endorse(EndorseRequest request, StreamObserver<EndorseResponse> observer) {
    answer(request, observer, () -> gateway.endorse(request));
  }

  @Override
  public void submit(SubmitRequest request, StreamObserver<SubmitResponse> observer) {
    answer(request, observer, () -> gateway.submit(request));
  }

  @Override
  public void commitStatus(
      SignedCommitStatusRequest request, StreamObserver<CommitStatusResponse> observer) {
    AtomicBoolean answered = new AtomicBoolean();
    ServerCallStreamObserver<CommitStatusResponse> call =
        (ServerCallStreamObserver<CommitStatusResponse>) observer;
    try {
      Runnable[] cancel = new Runnable[] {() -> {}};
      call.setOnCancelHandler(() -> cancel[0].run());
      cancel[0] =
          gateway.commitStatus(
              request,
              status -> {
                if (answered.compareAndSet(false, true) && !call.isCancelled()) {
                  call.onNext(status);
                  call.onCompleted();
                }
              });
      if (timeline.isVirtual() && !timeline.passUntil(answered::get, patience())) {
        cancel[0].run();
        throw error(Status.Code.DEADLINE_EXCEEDED, "context deadline exceeded");
      }
    } catch (RuntimeException e) {
      if (answered.compareAndSet(false, true)) {
        call.onError(e);
      }
    }
  }

  private static Duration patience() {
    Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? WITHOUT_DEADLINE
        : Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
  }

  @Override
  public void chaincodeEvents(
      SignedChaincodeEventsRequest signed, StreamObserver<ChaincodeEventsResponse> observer) {
    try {
      if (signed.getRequest().isEmpty()) {
        throw error(Status.Code.INVALID_ARGUMENT, "a chaincode events request is required");
      }
      ChaincodeEventsRequest request = ChaincodeEventsRequest.parseFrom(signed.getRequest());
      gateway.requireReader(
          request.getChannelId(),
          new SignedData(signed.getRequest(), request.getIdentity(), signed.getSignature()));
      new EventStream(
              gateway.peer(), request, (ServerCallStreamObserver<ChaincodeEventsResponse>) observer)
          .begin();
    } catch (InvalidProtocolBufferException e) {
      observer.onError(
          error(
              Status.Code.INVALID_ARGUMENT, "invalid chaincode events request: " + e.getMessage()));
    } catch (RuntimeException e) {
      observer.onError(e);
    }
  }

  /** Sends the events of one chaincode, block by block. */
  private static final class EventStream extends BlockStream {
    private final Peer peer;
    private final ChaincodeEventsRequest request;
    private final ServerCallStreamObserver<ChaincodeEventsResponse> observer;
    private boolean passed;

    private EventStream(
        Peer peer,
        ChaincodeEventsRequest request,
        ServerCallStreamObserver<ChaincodeEventsResponse> observer) {
      super(peer, observer);
      this.peer = peer;
      this.request = request;
      this.observer = observer;
      this.passed = request.getAfterTransactionId().isEmpty();
      observer.setOnReadyHandler(this::advance);
      observer.setOnCancelHandler(() -> {});
    }

    private void begin() {
      begin(start());
    }

    private long start() {
      Optional<Block> after =
          request.getAfterTransactionId().isEmpty()
              ? Optional.empty()
              : peer.blockOf(request.getAfterTransactionId());
      if (after.isPresent()) {
        return after.get().getHeader().getNumber();
      }
      return switch (request.getStartPosition().getTypeCase()) {
        case TYPE_NOT_SET, NEXT_COMMIT -> peer.height();
        case SPECIFIED -> request.getStartPosition().getSpecified().getNumber();
        case OLDEST, NEWEST ->
            throw error(
                Status.Code.INVALID_ARGUMENT,
                "invalid start position type: " + request.getStartPosition().getTypeCase());
      };
    }

    @Override
    boolean send(Block block) {
      ChaincodeEventsResponse.Builder response =
          ChaincodeEventsResponse.newBuilder().setBlockNumber(block.getHeader().getNumber());
      for (int i = 0; i < block.getData().getDataCount(); i++) {
        if (OrderedBlock.code(block, i) == TxValidationCode.VALID) {
          EnvelopeTransaction.stored(block.getData().getData(i))
              .event()
              .filter(this::isWanted)
              .ifPresent(response::addEvents);
        }
      }
      if (response.getEventsCount() > 0) {
        observer.onNext(response.build());
      }
      return true;
    }

    private boolean isWanted(ChaincodeEvent event) {
      if (!passed) {
        passed = event.getTxId().equals(request.getAfterTransactionId());
        return false;
      }
      return event.getChaincodeId().equals(request.getChaincodeId());
    }
  }
}
