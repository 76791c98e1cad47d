// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import portolan.api.v1.CustomsServiceGrpc;
import portolan.api.v1.Receipt;
import portolan.api.v1.ReleaseDeclarationsResponse;
import portolan.api.v1.ReleaseRequest;
import portolan.api.v1.ReleaseResponse;

@Timeout(30)
class RequestStreamTest {
  private final Gateway gateway = new Gateway();
  private Server server;
  private ManagedChannel channel;
  private RequestStream<ReleaseRequest, ReleaseResponse> releases;

  /** A stream as the gateway sees it. */
  private record Opened(
      StreamObserver<ReleaseDeclarationsResponse> answers, BlockingQueue<String> declarations)
      implements StreamObserver<ReleaseRequest> {
    @Override
    public void onNext(ReleaseRequest request) {
      declarations.add(request.getDeclarationId());
    }

    @Override
    public void onError(Throwable e) {}

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }

    String next() throws InterruptedException {
      return declarations.poll(20, TimeUnit.SECONDS);
    }

    void release(long number, String transactionId) {
      answers.onNext(
          ReleaseDeclarationsResponse.newBuilder()
              .setNumber(number)
              .setResponse(
                  ReleaseResponse.newBuilder()
                      .setReceipt(Receipt.newBuilder().setTransactionId(transactionId)))
              .build());
    }

    void refuse(long number) {
      answers.onNext(
          ReleaseDeclarationsResponse.newBuilder()
              .setNumber(number)
              .setError(
                  com.google.rpc.Status.newBuilder()
                      .setCode(Code.FAILED_PRECONDITION_VALUE)
                      .setMessage("expected an assessed declaration")
                      .addDetails(
                          Any.pack(ErrorInfo.newBuilder().setReason("NOT_ASSESSED").build())))
              .build());
    }
  }

  private static final class Gateway extends CustomsServiceGrpc.CustomsServiceImplBase {
    final BlockingQueue<Opened> streams = new LinkedBlockingQueue<>();

    @Override
    public StreamObserver<ReleaseRequest> releaseDeclarations(
        StreamObserver<ReleaseDeclarationsResponse> answers) {
      Opened opened = new Opened(answers, new LinkedBlockingQueue<>());
      streams.add(opened);
      return opened;
    }

    Opened next() throws InterruptedException {
      return streams.poll(20, TimeUnit.SECONDS);
    }
  }

  @BeforeEach
  void open() throws IOException {
    String name = UUID.randomUUID().toString();
    server = InProcessServerBuilder.forName(name).addService(gateway).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
    releases = new Customs(channel, Duration.ofSeconds(20)).releaseDeclarations();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private CompletableFuture<ReleaseResponse> send(String declarationId)
      throws InterruptedException {
    return releases.send(ReleaseRequest.newBuilder().setDeclarationId(declarationId).build());
  }

  @Test
  void everyRequestGetsItsOwnAnswerInWhateverOrderTheyCome() throws Exception {
    CompletableFuture<ReleaseResponse> first = send("D1");
    CompletableFuture<ReleaseResponse> second = send("D2");
    CompletableFuture<ReleaseResponse> third = send("D3");
    Opened stream = gateway.next();
    assertThat(stream.next()).isEqualTo("D1");
    assertThat(stream.next()).isEqualTo("D2");
    assertThat(stream.next()).isEqualTo("D3");
    stream.release(2, "tx3");
    stream.refuse(1);
    assertThat(first).isNotDone();
    stream.release(0, "tx1");

    assertThat(first.get().getReceipt().getTransactionId()).isEqualTo("tx1");
    assertThat(third.get().getReceipt().getTransactionId()).isEqualTo("tx3");
    assertThatThrownBy(second::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> {
              assertThat(e.reason()).isEqualTo("NOT_ASSESSED");
              assertThat(e.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
            });
  }

  @Test
  void whatIsUnansweredWhenTheStreamBreaksFailsAndTheNextRequestOpensAnother() throws Exception {
    CompletableFuture<ReleaseResponse> lost = send("D1");
    Opened broken = gateway.next();
    assertThat(broken.next()).isEqualTo("D1");
    broken.answers().onError(Status.UNAVAILABLE.asRuntimeException());
    assertThatThrownBy(lost::get)
        .cause()
        .isInstanceOfSatisfying(
            PortolanException.class, e -> assertThat(e.code()).isEqualTo(Status.Code.UNAVAILABLE));

    CompletableFuture<ReleaseResponse> again = send("D1");
    Opened stream = gateway.next();
    assertThat(stream.next()).isEqualTo("D1");
    stream.release(0, "tx");
    assertThat(again.get().getReceipt().getTransactionId()).isEqualTo("tx");
  }

  @Test
  void whoSendsTooMuchWaitsForAnswers() throws Exception {
    for (int i = 0; i < RequestStream.MAX_UNANSWERED; i++) {
      assertThat(send("D" + i)).isNotDone();
    }
    CompletableFuture<CompletableFuture<ReleaseResponse>> blocked = new CompletableFuture<>();
    Thread sender =
        Thread.startVirtualThread(
            () -> {
              try {
                blocked.complete(send("one more"));
              } catch (InterruptedException e) {
                blocked.completeExceptionally(e);
              }
            });
    while (sender.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    Opened stream = gateway.next();
    assertThat(blocked).isNotDone();
    stream.release(7, "tx");
    assertThat(blocked.get()).isNotDone();
  }

  @Test
  void closingWaitsForTheGatewayToEndTheStreamAndNothingIsTakenAfterIt() throws Exception {
    CompletableFuture<ReleaseResponse> answer = send("D1");
    Opened stream = gateway.next();
    assertThat(stream.next()).isEqualTo("D1");
    stream.release(0, "tx");
    releases.close();
    assertThat(answer.get().getReceipt().getTransactionId()).isEqualTo("tx");
    assertThatThrownBy(() -> send("D2")).isInstanceOf(IllegalStateException.class);
  }
}
