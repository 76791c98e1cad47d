// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.CaptureDocumentsResponse;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.GetOrderRequest;
import portolan.api.v1.Order;
import portolan.api.v1.ProvenanceServiceGrpc;

/** What callers open is given back however it ends, and nobody can take all of it. */
@Timeout(60)
class CallersTest {
  @TempDir private Path folder;

  /** A stream, from the caller's side. */
  private static final class Stream extends ClientCall.Listener<CaptureDocumentsResponse> {
    private final ClientCall<CaptureRequest, CaptureDocumentsResponse> call;
    private final CompletableFuture<Status> closed = new CompletableFuture<>();
    private final CompletableFuture<Metadata> trailers = new CompletableFuture<>();
    private final AtomicInteger answers = new AtomicInteger();

    Stream(ManagedChannel channel) {
      call =
          channel.newCall(ProvenanceServiceGrpc.getCaptureDocumentsMethod(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(1_000);
    }

    @Override
    public void onMessage(CaptureDocumentsResponse message) {
      answers.incrementAndGet();
    }

    @Override
    public void onClose(Status status, Metadata its) {
      trailers.complete(its);
      closed.complete(status);
    }

    StatusRuntimeException error() throws Exception {
      return closed.get(30, SECONDS).asRuntimeException(trailers.get());
    }
  }

  private static Order getOrder(ManagedChannel channel) {
    return ProvenanceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, SECONDS)
        .getOrder(GetOrderRequest.newBuilder().setOrderId("SupplierMSP/O1").build());
  }

  private static void awaitCalls(ServedForTest served, int expected) {
    await().atMost(30, SECONDS).until(() -> served.server.callers().calls() == expected);
  }

  private static List<Stream> streams(int count, ManagedChannel channel) {
    List<Stream> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new Stream(channel));
    }
    return all;
  }

  @Test
  void theStreamsOfAClientThatGoesAwayLeaveTheirPlaces() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, ServedForTest.SMALL)) {
      for (int round = 0; round < 5; round++) {
        ManagedChannel gone = served.connect("a");
        streams(5, gone);
        awaitCalls(served, 5);
        gone.shutdownNow();
        awaitCalls(served, 0);
      }
      assertThat(getOrder(served.connect("a")).getOrderId()).isEqualTo("SupplierMSP/O1");
    }
  }

  @Test
  void aStreamThatIsResetLeavesItsPlace() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, ServedForTest.SMALL)) {
      ManagedChannel channel = served.connect("a");
      for (int round = 0; round < 5; round++) {
        List<Stream> open = streams(5, channel);
        open.getFirst().call.sendMessage(CaptureRequest.getDefaultInstance());
        awaitCalls(served, 5);
        open.forEach(s -> s.call.cancel("no longer", null));
        awaitCalls(served, 0);
      }
    }
  }

  /** A message may wait for a thread when its stream ends: then no thread gives the place back. */
  @Test
  void aStreamThatIsResetBeforeItsMessageIsTakenUpLeavesItsPlace() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, ServedForTest.SMALL)) {
      ManagedChannel channel = served.connect("a");
      for (int round = 0; round < 300; round++) {
        for (Stream open : streams(5, channel)) {
          open.call.sendMessage(CaptureRequest.getDefaultInstance());
          open.call.cancel("no longer", null);
        }
      }
      awaitCalls(served, 0);
    }
  }

  @Test
  void aStreamThatEndsAsItShouldIsAnsweredInFullAndLeavesItsPlace() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, ServedForTest.SMALL)) {
      Stream stream = new Stream(served.connect("a"));
      for (int i = 0; i < 100; i++) {
        stream.call.sendMessage(CaptureRequest.getDefaultInstance());
      }
      stream.call.halfClose();
      assertThat(stream.closed.get(30, SECONDS).isOk()).isTrue();
      assertThat(stream.answers).hasValue(100);
      awaitCalls(served, 0);
    }
  }

  /** Resetting calls as fast as they are opened buys no work beyond a client's places. */
  @Test
  void aCallThatIsResetKeepsItsPlaceUntilItsWorkIsDone() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, ServedForTest.SMALL)) {
      CountDownLatch done = new CountDownLatch(1);
      AtomicInteger working = new AtomicInteger();
      served.methods.getOrder =
          (request, remaining) -> {
            working.incrementAndGet();
            done.await();
            return Order.getDefaultInstance();
          };
      ManagedChannel channel = served.connect("a");
      for (int i = 0; i < 50; i++) {
        var call =
            ProvenanceServiceGrpc.newFutureStub(channel)
                .getOrder(GetOrderRequest.getDefaultInstance());
        if (i < 5) {
          int begun = i + 1;
          await().atMost(30, SECONDS).until(() -> working.get() == begun);
        }
        call.cancel(true);
      }
      assertThatThrownBy(() -> getOrder(channel))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
      assertThat(working).hasValue(5);
      done.countDown();
      awaitCalls(served, 0);
    }
  }

  @Test
  void oneClientCannotTakeThePlacesOfOthers() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, ServedForTest.SMALL)) {
      streams(5, served.connect("a"));
      awaitCalls(served, 5);
      Stream surplus = new Stream(served.connect("a"));
      StatusRuntimeException refused = surplus.error();
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getStatus().getDescription())
          .contains("5 calls and streams of one client");
      assertThat(ServedForTest.info(refused).getReason()).isEqualTo("QUEUE_FULL");
      assertThat(getOrder(served.connect("b")).getOrderId()).isEqualTo("SupplierMSP/O1");
    }
  }

  @Test
  void oneClientCannotTakeTheConnectionsOfOthers() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, ServedForTest.SMALL)) {
      List<ManagedChannel> open = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        open.add(served.connect("a"));
        getOrder(open.getLast());
      }
      assertThatThrownBy(() -> getOrder(served.connect("a")))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isNotEqualTo(Status.Code.OK));
      assertThat(getOrder(served.connect("b")).getOrderId()).isEqualTo("SupplierMSP/O1");
      open.getFirst().shutdownNow();
      ManagedChannel next = served.connect("a");
      await()
          .atMost(30, SECONDS)
          .ignoreExceptions()
          .until(() -> getOrder(next).getOrderId().equals("SupplierMSP/O1"));
    }
  }

  private static ServerLimits hasty(
      Duration message, Duration answer, Duration idleStream, Duration idleConnection) {
    return new ServerLimits(
        20,
        20,
        8,
        8,
        100,
        8 << 20,
        message,
        answer,
        idleStream,
        idleConnection,
        Duration.ofSeconds(60),
        Duration.ofMillis(50));
  }

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void aStreamThatLiesIdleIsEndedAndOneThatWaitsForUsIsNot() throws Exception {
    try (ServedForTest served =
        ServedForTest.with(folder, hasty(LONG, LONG, Duration.ofSeconds(3), LONG))) {
      CountDownLatch done = new CountDownLatch(1);
      served.methods.capture =
          (request, remaining) -> {
            done.await();
            return CaptureResponse.getDefaultInstance();
          };
      ManagedChannel channel = served.connect("a");
      Stream waiting = new Stream(channel);
      waiting.call.sendMessage(CaptureRequest.getDefaultInstance());
      Stream idle = new Stream(channel);
      StatusRuntimeException ended = idle.error();
      assertThat(ended.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(ServedForTest.info(ended).getReason()).isEqualTo("IDLE");
      // It has been open for longer than the other one.
      assertThat(waiting.closed).isNotDone();
      done.countDown();
      await().atMost(30, SECONDS).until(() -> waiting.answers.get() == 1);
      assertThat(waiting.error().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      awaitCalls(served, 0);
    }
  }

  @Test
  void aCallWhoseMessageDoesNotComeIsEnded() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, hasty(SHORT, LONG, LONG, LONG))) {
      // As a stream, or gRPC's client would not begin the call before it has the message.
      ClientCall<GetOrderRequest, Order> call =
          served
              .connect("a")
              .newCall(
                  ProvenanceServiceGrpc.getGetOrderMethod().toBuilder()
                      .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                      .build(),
                  CallOptions.DEFAULT);
      CompletableFuture<Status> closed = new CompletableFuture<>();
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              closed.complete(status);
            }
          },
          new Metadata());
      Status status = closed.get(30, SECONDS);
      assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(status.getDescription()).contains("expected the whole message");
      awaitCalls(served, 0);
    }
  }

  @Test
  void anAnswerThatNobodyTakesIsThrownAway() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, hasty(LONG, SHORT, LONG, LONG))) {
      CountDownLatch begun = new CountDownLatch(1);
      served.methods.getOrder =
          (request, remaining) -> {
            begun.countDown();
            return Order.newBuilder().setOrderId("x".repeat(4 << 20)).build();
          };
      ClientCall<GetOrderRequest, Order> call =
          served
              .connect("a")
              .newCall(ProvenanceServiceGrpc.getGetOrderMethod(), CallOptions.DEFAULT);
      CompletableFuture<Status> closed = new CompletableFuture<>();
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              closed.complete(status);
            }
          },
          new Metadata());
      // Nothing is requested, so HTTP/2's window stays as full as it is.
      call.sendMessage(GetOrderRequest.getDefaultInstance());
      call.halfClose();
      assertThat(begun.await(30, SECONDS)).isTrue();
      awaitCalls(served, 0);
      // Only who reads on learns that there is no more.
      call.request(1);
      assertThat(closed.get(30, SECONDS).isOk()).isFalse();
    }
  }

  @Test
  void aConnectionWithoutACallIsClosedAndTheNextCallOpensAnother() throws Exception {
    try (ServedForTest served =
        ServedForTest.with(folder, hasty(LONG, LONG, LONG, Duration.ofSeconds(3)))) {
      ManagedChannel channel = served.connect("a");
      Stream open = new Stream(served.connect("b"));
      assertThat(getOrder(channel).getOrderId()).isEqualTo("SupplierMSP/O1");
      await().atMost(30, SECONDS).until(() -> served.server.callers().connections() == 1);
      assertThat(open.closed).isNotDone();
      assertThat(getOrder(channel).getOrderId()).isEqualTo("SupplierMSP/O1");
    }
  }

  @Test
  void aServerThatIsClosedLeavesNothingAndAStartThatFailsNeither() throws Exception {
    try (ServedForTest served = ServedForTest.with(folder, ServedForTest.SMALL)) {
      int before = eventLoops();
      assertThatThrownBy(() -> served.start(ServedForTest.SMALL))
          .isInstanceOf(java.net.BindException.class)
          .hasMessageContaining("cannot listen on localhost:" + served.listen.port());
      await().atMost(30, SECONDS).until(() -> eventLoops() <= before);
    }
    await().atMost(30, SECONDS).until(() -> eventLoops() == 0);
  }

  /** Threads of servers, which name them so. */
  private static int eventLoops() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().startsWith("vert.x-"))
            .map(Optional::of)
            .count();
  }
}
