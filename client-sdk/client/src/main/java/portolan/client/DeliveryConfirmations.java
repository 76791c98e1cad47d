// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import com.google.rpc.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import portolan.api.v1.ConfirmDeliveriesRequest;
import portolan.api.v1.ConfirmDeliveriesResponse;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.DeliveryResult;
import portolan.api.v1.EscrowServiceGrpc.EscrowServiceStub;
import portolan.api.v1.Receipt;

/**
 * Deliveries to be confirmed as they come, by many threads. What comes within a millisecond goes
 * out together. When the connection breaks, what is unanswered is sent again once it is back: a
 * delivery takes effect once however often it is confirmed.
 *
 * <pre>{@code
 * try (DeliveryConfirmations confirmations = client.escrows().confirmDeliveries()) {
 *   confirmations
 *       .confirm(ConfirmDeliveryRequest.newBuilder().setEscrowId("PlatformMSP/E-1").setSecret(secret).build())
 *       .thenAccept(receipt -> printLabel(receipt.getTransactionId()));
 * }
 * }</pre>
 */
public final class DeliveryConfirmations implements AutoCloseable {
  /** Most deliveries that are unanswered at a time. */
  public static final int MAX_UNANSWERED = 8_000;

  private static final int MAX_IN_MESSAGE = 500;
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Answers after which the same may succeed another time. */
  private static final Set<String> TRY_AGAIN = Set.of("LEDGER_UNAVAILABLE", "QUEUE_FULL");

  private final EscrowServiceStub stub;
  private final Duration deadline;
  private final Map<String, Unanswered> unanswered = new ConcurrentHashMap<>();
  private final Queue<Unanswered> unsent = new ConcurrentLinkedQueue<>();
  private final Semaphore room = new Semaphore(MAX_UNANSWERED);
  private final Thread sender;
  private volatile Stream stream;
  private volatile boolean closed;

  private static final class Unanswered {
    final ConfirmDeliveryRequest request;
    final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    final long sinceNanos = System.nanoTime();
    volatile long notBeforeNanos = sinceNanos;

    Unanswered(ConfirmDeliveryRequest request) {
      this.request = request;
    }
  }

  DeliveryConfirmations(EscrowServiceStub stub, Duration deadline) {
    this.stub = stub;
    this.deadline = deadline;
    sender = Thread.ofVirtual().name("delivery confirmations").unstarted(this::send);
    sender.start();
  }

  /**
   * Confirms a delivery. Waits while {@value #MAX_UNANSWERED} others are unanswered. The same
   * delivery again, while it is unanswered, gives the same result.
   *
   * @return where it landed; ends with a {@link PortolanException} if it was refused, or is not
   *     known to have landed within the client's deadline
   * @throws IllegalArgumentException if the escrow is being confirmed with another secret
   * @throws IllegalStateException if this was closed
   */
  public CompletableFuture<Receipt> confirm(ConfirmDeliveryRequest request)
      throws InterruptedException {
    room.acquire();
    if (closed) {
      room.release();
      throw new IllegalStateException("closed");
    }
    Unanswered fresh = new Unanswered(request);
    Unanswered running = unanswered.putIfAbsent(request.getEscrowId(), fresh);
    if (running != null) {
      room.release();
      if (!running.request.equals(request)) {
        throw new IllegalArgumentException(
            "escrow_id: " + request.getEscrowId() + " is being confirmed with another secret");
      }
      return running.receipt;
    }
    unsent.add(fresh);
    LockSupport.unpark(sender);
    return fresh.receipt;
  }

  private void send() {
    long lookNanos = System.nanoTime();
    while (!closed || !unanswered.isEmpty()) {
      Stream open = stream;
      if (open == null && !unanswered.isEmpty()) {
        open = reopen();
      }
      boolean sent = open != null && open.isReady() && sendSome(open);
      long now = System.nanoTime();
      if (now - lookNanos > LOOK_NANOS) {
        lookNanos = now;
        giveUpLate(now);
      }
      LockSupport.parkNanos(this, sent || !unsent.isEmpty() ? GATHER_NANOS : LOOK_NANOS);
    }
    Stream open = stream;
    if (open != null) {
      open.end();
    }
  }

  private Stream reopen() {
    unsent.clear();
    unsent.addAll(unanswered.values());
    Stream fresh = new Stream();
    stream = fresh;
    stub.confirmDeliveries(fresh);
    return fresh;
  }

  private boolean sendSome(Stream open) {
    ConfirmDeliveriesRequest.Builder message = ConfirmDeliveriesRequest.newBuilder();
    long now = System.nanoTime();
    for (Iterator<Unanswered> i = unsent.iterator();
        i.hasNext() && message.getDeliveriesCount() < MAX_IN_MESSAGE; ) {
      Unanswered next = i.next();
      if (next.notBeforeNanos - now <= 0) {
        i.remove();
        message.addDeliveries(next.request);
      }
    }
    if (message.getDeliveriesCount() == 0) {
      return false;
    }
    open.send(message.build());
    return true;
  }

  private void giveUpLate(long now) {
    for (Unanswered each : unanswered.values()) {
      if (now - each.sinceNanos > deadline.toNanos()) {
        fail(
            each,
            PortolanException.of(
                new StatusRuntimeException(
                    Status.DEADLINE_EXCEEDED.withDescription(
                        "no answer in time; confirm again to learn the outcome"))));
      }
    }
  }

  private void answered(ConfirmDeliveriesResponse response) {
    for (DeliveryResult result : response.getResultsList()) {
      Unanswered its = unanswered.get(result.getEscrowId());
      if (its == null) {
        continue;
      }
      if (result.getStatus() == Code.OK_VALUE) {
        if (unanswered.remove(result.getEscrowId(), its)) {
          room.release();
          its.receipt.complete(response.getReceipt());
        }
      } else if (TRY_AGAIN.contains(result.getReason())) {
        its.notBeforeNanos = System.nanoTime() + AGAIN_NANOS;
        unsent.add(its);
      } else {
        fail(its, PortolanException.of(result));
      }
    }
  }

  private void fail(Unanswered its, PortolanException why) {
    if (unanswered.remove(its.request.getEscrowId(), its)) {
      room.release();
      its.receipt.completeExceptionally(why);
    }
  }

  /** Waits until everything is answered, and ends the stream. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(sender);
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One stream; another one follows when it breaks. */
  private final class Stream
      implements ClientResponseObserver<ConfirmDeliveriesRequest, ConfirmDeliveriesResponse> {
    private volatile ClientCallStreamObserver<ConfirmDeliveriesRequest> requests;

    @Override
    public void beforeStart(ClientCallStreamObserver<ConfirmDeliveriesRequest> its) {
      its.setOnReadyHandler(() -> LockSupport.unpark(sender));
      requests = its;
    }

    boolean isReady() {
      return requests.isReady();
    }

    void send(ConfirmDeliveriesRequest message) {
      requests.onNext(message);
    }

    void end() {
      requests.onCompleted();
    }

    @Override
    public void onNext(ConfirmDeliveriesResponse response) {
      answered(response);
    }

    @Override
    public void onError(Throwable e) {
      Status status = Status.fromThrowable(e);
      if (status.getCode() != Status.Code.UNAVAILABLE || Reaching.isHopeless(status)) {
        PortolanException why = PortolanException.of(status.asRuntimeException());
        unanswered.values().forEach(each -> fail(each, why));
      }
      broken();
    }

    @Override
    public void onCompleted() {
      broken();
    }

    private void broken() {
      // Not at once, so that a gateway that is down is not asked too often.
      Thread.startVirtualThread(
          () -> {
            LockSupport.parkNanos(AGAIN_NANOS);
            if (stream == this) {
              stream = null;
            }
            LockSupport.unpark(sender);
          });
    }
  }
}
