// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import portolan.api.v1.ConfirmDeliveriesRequest;
import portolan.api.v1.ConfirmDeliveriesResponse;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.DeliveryResult;
import portolan.api.v1.EscrowServiceGrpc;
import portolan.api.v1.Receipt;

@Timeout(30)
class DeliveryConfirmationsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Gateway gateway = new Gateway();
  private Server server;
  private ManagedChannel channel;

  /** A stream as the gateway sees it. */
  private static final class Opened implements StreamObserver<ConfirmDeliveriesRequest> {
    final StreamObserver<ConfirmDeliveriesResponse> answers;
    final BlockingQueue<ConfirmDeliveriesRequest> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> ended = new CompletableFuture<>();

    Opened(StreamObserver<ConfirmDeliveriesResponse> answers) {
      this.answers = answers;
    }

    @Override
    public void onNext(ConfirmDeliveriesRequest message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable e) {
      ended.complete(null);
    }

    @Override
    public void onCompleted() {
      ended.complete(null);
      answers.onCompleted();
    }

    /** The escrows of the next messages, so many. */
    List<String> escrows(int count) throws InterruptedException {
      List<String> escrows = new ArrayList<>();
      while (escrows.size() < count) {
        ConfirmDeliveriesRequest message = messages.poll(20, TimeUnit.SECONDS);
        assertThat(message).as("after %s", escrows).isNotNull();
        message.getDeliveriesList().forEach(d -> escrows.add(d.getEscrowId()));
      }
      return escrows;
    }

    void accept(String... escrows) {
      ConfirmDeliveriesResponse.Builder response =
          ConfirmDeliveriesResponse.newBuilder()
              .setReceipt(Receipt.newBuilder().setTransactionId("tx of " + escrows[0]));
      for (String escrow : escrows) {
        response.addResults(DeliveryResult.newBuilder().setEscrowId(escrow));
      }
      answers.onNext(response.build());
    }

    void refuse(String escrow, Code status, String reason) {
      answers.onNext(
          ConfirmDeliveriesResponse.newBuilder()
              .addResults(
                  DeliveryResult.newBuilder()
                      .setEscrowId(escrow)
                      .setStatus(status.getNumber())
                      .setReason(reason)
                      .setField("secret")
                      .setMessage("not this one"))
              .build());
    }
  }

  private static final class Gateway extends EscrowServiceGrpc.EscrowServiceImplBase {
    final BlockingQueue<Opened> streams = new LinkedBlockingQueue<>();

    @Override
    public StreamObserver<ConfirmDeliveriesRequest> confirmDeliveries(
        StreamObserver<ConfirmDeliveriesResponse> answers) {
      Opened opened = new Opened(answers);
      streams.add(opened);
      return opened;
    }

    Opened opened() throws InterruptedException {
      Opened opened = streams.poll(20, TimeUnit.SECONDS);
      assertThat(opened).as("another stream").isNotNull();
      return opened;
    }
  }

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

  private DeliveryConfirmations open(Duration deadline) {
    return new Escrows(channel, deadline).confirmDeliveries();
  }

  private static CompletableFuture<Receipt> confirm(DeliveryConfirmations to, String escrow)
      throws InterruptedException {
    return to.confirm(delivery(escrow, "secret"));
  }

  private static ConfirmDeliveryRequest delivery(String escrow, String secret) {
    return ConfirmDeliveryRequest.newBuilder().setEscrowId(escrow).setSecret(secret).build();
  }

  private static Receipt receipt(CompletableFuture<Receipt> its) throws Exception {
    return its.get(20, TimeUnit.SECONDS);
  }

  private static PortolanException refusal(CompletableFuture<Receipt> its) throws Exception {
    try {
      throw new AssertionError("accepted: " + receipt(its));
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(PortolanException.class);
      return (PortolanException) e.getCause();
    }
  }

  @Test
  void eachDeliveryGetsTheReceiptOfItsOwnTransaction() throws Exception {
    try (DeliveryConfirmations confirmations = open(PATIENCE)) {
      CompletableFuture<Receipt> one = confirm(confirmations, "E1");
      CompletableFuture<Receipt> two = confirm(confirmations, "E2");
      CompletableFuture<Receipt> three = confirm(confirmations, "E3");
      Opened stream = gateway.opened();
      assertThat(stream.escrows(3)).containsExactly("E1", "E2", "E3");
      stream.accept("E3");
      stream.accept("E1", "E2");
      assertThat(receipt(one).getTransactionId()).isEqualTo("tx of E1");
      assertThat(receipt(two).getTransactionId()).isEqualTo("tx of E1");
      assertThat(receipt(three).getTransactionId()).isEqualTo("tx of E3");
    }
  }

  @Test
  void oneThatIsRefusedSaysWhyAndTheOthersGoOn() throws Exception {
    try (DeliveryConfirmations confirmations = open(PATIENCE)) {
      CompletableFuture<Receipt> bad = confirm(confirmations, "E1");
      CompletableFuture<Receipt> good = confirm(confirmations, "E2");
      Opened stream = gateway.opened();
      stream.escrows(2);
      stream.refuse("E1", Code.FAILED_PRECONDITION, "WRONG_SECRET");
      stream.accept("E2");
      PortolanException why = refusal(bad);
      assertThat(why.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(why.reason()).isEqualTo("WRONG_SECRET");
      assertThat(why.field()).isEqualTo("secret");
      assertThat(receipt(good).getTransactionId()).isEqualTo("tx of E2");
    }
  }

  @Test
  void whatIsUnansweredWhenTheConnectionBreaksIsSentAgainAndNothingElse() throws Exception {
    try (DeliveryConfirmations confirmations = open(PATIENCE)) {
      CompletableFuture<Receipt> answered = confirm(confirmations, "E1");
      CompletableFuture<Receipt> unanswered = confirm(confirmations, "E2");
      Opened first = gateway.opened();
      first.escrows(2);
      first.accept("E1");
      receipt(answered);
      first.answers.onError(Status.UNAVAILABLE.asRuntimeException());
      Opened second = gateway.opened();
      assertThat(second.escrows(1)).containsExactly("E2");
      second.accept("E2");
      assertThat(receipt(unanswered).getTransactionId()).isEqualTo("tx of E2");
    }
  }

  @Test
  void whatFoundNoRoomIsSentAgain() throws Exception {
    try (DeliveryConfirmations confirmations = open(PATIENCE)) {
      CompletableFuture<Receipt> its = confirm(confirmations, "E1");
      Opened stream = gateway.opened();
      stream.escrows(1);
      stream.refuse("E1", Code.RESOURCE_EXHAUSTED, "QUEUE_FULL");
      assertThat(stream.escrows(1)).containsExactly("E1");
      stream.accept("E1");
      receipt(its);
    }
  }

  @Test
  void aGatewayThatRefusesTheStreamRefusesAllThatIsInIt() throws Exception {
    try (DeliveryConfirmations confirmations = open(PATIENCE)) {
      CompletableFuture<Receipt> its = confirm(confirmations, "E1");
      gateway.opened().answers.onError(Status.PERMISSION_DENIED.asRuntimeException());
      assertThat(refusal(its).code()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }

  @Test
  void whatGetsNoAnswerWithinTheDeadlineEndsWithIt() throws Exception {
    try (DeliveryConfirmations confirmations = open(Duration.ofMillis(100))) {
      CompletableFuture<Receipt> its = confirm(confirmations, "E1");
      assertThat(refusal(its).code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void theSameDeliveryAgainIsTheSameAndAnotherSecretHasToWait() throws Exception {
    try (DeliveryConfirmations confirmations = open(PATIENCE)) {
      CompletableFuture<Receipt> its = confirm(confirmations, "E1");
      assertThat(confirm(confirmations, "E1")).isSameAs(its);
      assertThatThrownBy(() -> confirmations.confirm(delivery("E1", "another")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("E1");
      Opened stream = gateway.opened();
      stream.escrows(1);
      stream.accept("E1");
      receipt(its);
      CompletableFuture<Receipt> later = confirmations.confirm(delivery("E1", "another"));
      stream.escrows(1);
      stream.accept("E1");
      receipt(later);
    }
  }

  @Test
  void closingWaitsForTheAnswersAndEndsTheStream() throws Exception {
    DeliveryConfirmations confirmations = open(PATIENCE);
    CompletableFuture<Receipt> its = confirm(confirmations, "E1");
    Opened stream = gateway.opened();
    stream.escrows(1);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(confirmations::close);
    assertThat(stream.ended).isNotDone();
    stream.accept("E1");
    closing.get(20, TimeUnit.SECONDS);
    stream.ended.get(20, TimeUnit.SECONDS);
    assertThat(its).isCompleted();
    assertThatThrownBy(() -> confirm(confirmations, "E2"))
        .isInstanceOf(IllegalStateException.class);
  }
}
