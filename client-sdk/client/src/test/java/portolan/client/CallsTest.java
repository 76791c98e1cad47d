// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmDeliveryResponse;
import portolan.api.v1.EscrowServiceGrpc;
import portolan.api.v1.Receipt;

@Timeout(30)
class CallsTest {
  private static final ConfirmDeliveryRequest REQUEST =
      ConfirmDeliveryRequest.newBuilder().setEscrowId("ESC-1").setSecret("s").build();
  private static final ConfirmDeliveryResponse ANSWER =
      ConfirmDeliveryResponse.newBuilder()
          .setReceipt(Receipt.newBuilder().setTransactionId("tx"))
          .build();

  private final Gateway gateway = new Gateway();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void startGateway() throws IOException {
    String name = UUID.randomUUID().toString();
    server = InProcessServerBuilder.forName(name).addService(gateway).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  @AfterEach
  void stopGateway() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private ConfirmDeliveryResponse confirm(Duration deadline) {
    return new Escrows(channel, deadline).confirmDelivery(REQUEST);
  }

  private PortolanException refusal(Duration deadline) {
    return catchThrowableOfType(PortolanException.class, () -> confirm(deadline));
  }

  private static StatusRuntimeException status(Code code, String message, Any... details) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(message)
            .addAllDetails(List.of(details))
            .build());
  }

  @Test
  void theAnswerOfTheGatewayIsReturned() {
    assertThat(confirm(Duration.ofSeconds(20))).isEqualTo(ANSWER);
    assertThat(gateway.asked).containsExactly(REQUEST);
  }

  @Test
  void aGatewayOutOfReachIsAskedTheSameAgain() {
    gateway.failures.add(Status.UNAVAILABLE.asRuntimeException());
    gateway.failures.add(status(Code.UNAVAILABLE, "the peer is down"));

    assertThat(confirm(Duration.ofSeconds(20))).isEqualTo(ANSWER);
    assertThat(gateway.asked).containsExactly(REQUEST, REQUEST, REQUEST);
  }

  @Test
  void repeatsEndBeforeTheDeadlineWithWhatTheGatewaySaidLast() {
    for (int i = 0; i < 1_000; i++) {
      gateway.failures.add(status(Code.UNAVAILABLE, "the peer is down"));
    }

    PortolanException refused = refusal(Duration.ofSeconds(5));

    assertThat(refused.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(refused).hasMessageContaining("the peer is down");
    assertThat(gateway.asked).hasSizeBetween(2, 26);
  }

  @Test
  void aRefusalIsNotRepeatedAndTellsReasonAndField() {
    gateway.failures.add(
        status(
            Code.INVALID_ARGUMENT,
            "secret: expected 64 characters",
            Any.pack(
                ErrorInfo.newBuilder()
                    .setReason("WRONG_SECRET")
                    .putMetadata("field", "secret")
                    .build())));

    PortolanException refused = refusal(Duration.ofSeconds(20));

    assertThat(refused.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.reason()).isEqualTo("WRONG_SECRET");
    assertThat(refused.field()).isEqualTo("secret");
    assertThat(refused)
        .hasMessage("INVALID_ARGUMENT WRONG_SECRET: secret: expected 64 characters")
        .hasCauseInstanceOf(StatusRuntimeException.class);
    assertThat(gateway.asked).hasSize(1);
  }

  @Test
  void anErrorThatIsNotOfAGatewayHasNeitherReasonNorField() {
    gateway.failures.add(Status.UNIMPLEMENTED.asRuntimeException());

    PortolanException refused = refusal(Duration.ofSeconds(20));

    assertThat(refused.code()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(refused.reason()).isEmpty();
    assertThat(refused.field()).isEmpty();
    assertThat(refused).hasMessage("UNIMPLEMENTED");
  }

  @Test
  void detailsThatCannotBeReadDoNotHideTheStatus() {
    Any broken =
        Any.pack(ErrorInfo.getDefaultInstance()).toBuilder()
            .setValue(ByteString.copyFromUtf8("\u00ff\u00ff"))
            .build();
    gateway.failures.add(status(Code.ABORTED, "again, please", broken));

    PortolanException refused = refusal(Duration.ofSeconds(20));

    assertThat(refused.code()).isEqualTo(Status.Code.ABORTED);
    assertThat(refused.reason()).isEmpty();
    assertThat(refused.getCause().getSuppressed()).hasSize(1);
  }

  @Test
  void theGatewayIsToldTheDeadlineAndACallEndsAtIt() {
    gateway.silent = true;

    PortolanException refused = refusal(Duration.ofSeconds(2));

    assertThat(refused.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(gateway.deadlines).hasSize(1);
    assertThat(gateway.deadlines.getFirst().timeRemaining(TimeUnit.MILLISECONDS))
        .isLessThanOrEqualTo(2_000);
  }

  /** Fails as often as it was told, then answers. */
  private static final class Gateway extends EscrowServiceGrpc.EscrowServiceImplBase {
    private final Deque<StatusRuntimeException> failures = new ArrayDeque<>();
    private final List<ConfirmDeliveryRequest> asked = new ArrayList<>();
    private final List<Deadline> deadlines = new ArrayList<>();
    private volatile boolean silent;

    @Override
    public synchronized void confirmDelivery(
        ConfirmDeliveryRequest request, StreamObserver<ConfirmDeliveryResponse> answers) {
      asked.add(request);
      deadlines.add(Context.current().getDeadline());
      if (silent) {
        return;
      }
      if (!failures.isEmpty()) {
        answers.onError(failures.poll());
        return;
      }
      answers.onNext(ANSWER);
      answers.onCompleted();
    }
  }
}
