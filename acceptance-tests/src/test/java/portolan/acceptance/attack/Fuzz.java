// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.attack;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import portolan.acceptance.PublicServices;

/**
 * Every call of the public API, as its descriptors have it, with random bytes and with random
 * messages that are well formed.
 */
final class Fuzz implements AutoCloseable {
  private static final int MAX_DEPTH = 4;

  /** What may have come from elsewhere than from the method that was called. */
  private static final Set<Status.Code> NO_ANSWER =
      Set.of(
          Status.Code.CANCELLED,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.UNAUTHENTICATED,
          Status.Code.UNAVAILABLE,
          Status.Code.UNIMPLEMENTED);

  private static final long PAUSE_NANOS = 5_000_000;
  private static final List<String> TEXTS =
      List.of(
          "",
          "E1",
          "PlatformMSP",
          "PlatformMSP/E1",
          "USD",
          "XXX",
          "2026-11-30",
          "2026-11-30T12:00:00Z",
          "04012345123456",
          "null",
          "{\"type\":\"EPCISDocument\",\"epcisBody\":{\"eventList\":[{}]}}",
          "[".repeat(20_000),
          "x".repeat(5_000),
          "\u0000",
          "\uDBFF\uDFFF ñ'\";--",
          "a".repeat(64),
          "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");

  private final ManagedChannel channel;
  private final Random random;
  private final Thread thread;
  private final Map<Status.Code, AtomicLong> answers = new ConcurrentSkipListMap<>();
  private final Set<String> answered = new ConcurrentSkipListSet<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final List<MethodDescriptor> methods = new ArrayList<>();
  private volatile boolean over;

  Fuzz(AttackedGateway gateway, long seed) throws IOException {
    channel = gateway.connect();
    random = new Random(seed);
    PublicServices.all().forEach(service -> methods.addAll(service.getMethods()));
    thread = Thread.ofPlatform().name("fuzz").unstarted(this::run);
  }

  void begin() {
    thread.start();
  }

  /** How many answers of each kind came. */
  Map<Status.Code, AtomicLong> answers() {
    return answers;
  }

  /** Full names of the methods that have answered at least once. */
  Set<String> answered() {
    return answered;
  }

  /** Full names of all methods of the API. */
  SortedSet<String> methods() {
    SortedSet<String> names = new TreeSet<>();
    methods.forEach(method -> names.add(method.getFullName()));
    return names;
  }

  /**
   * Answers by which the gateway says that it is at fault, or that it does not understand itself.
   */
  List<String> faults() {
    return List.copyOf(faults);
  }

  private void run() {
    while (!over) {
      for (MethodDescriptor method : methods) {
        if (over) {
          return;
        }
        byte[] message;
        if (random.nextInt(3) == 0) {
          message = new byte[random.nextInt(200)];
          random.nextBytes(message);
        } else {
          message = message(method.getInputType(), 0).toByteArray();
        }
        call(method, message);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void call(MethodDescriptor method, byte[] message) {
    Status status;
    try {
      status = method.isClientStreaming() ? stream(method, message) : unary(method, message);
    } catch (StatusRuntimeException e) {
      status = e.getStatus();
    } catch (InterruptedException e) {
      over = true;
      return;
    }
    answers.computeIfAbsent(status.getCode(), c -> new AtomicLong()).incrementAndGet();
    if (!NO_ANSWER.contains(status.getCode())) {
      answered.add(method.getFullName());
    }
    if (status.getCode() == Status.Code.INTERNAL || status.getCode() == Status.Code.UNKNOWN) {
      faults.add(method.getFullName() + ": " + status);
    }
  }

  private static CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(5, SECONDS);
  }

  private Status unary(MethodDescriptor method, byte[] message) {
    ClientCalls.blockingUnaryCall(channel, bytes(method, MethodType.UNARY), options(), message);
    return Status.OK;
  }

  private Status stream(MethodDescriptor method, byte[] message) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Status[] status = {Status.OK};
    var observer =
        new ClientResponseObserver<byte[], byte[]>() {
          @Override
          public void beforeStart(ClientCallStreamObserver<byte[]> requests) {}

          @Override
          public void onNext(byte[] value) {}

          @Override
          public void onError(Throwable e) {
            status[0] = Status.fromThrowable(e);
            ended.countDown();
          }

          @Override
          public void onCompleted() {
            ended.countDown();
          }
        };
    var requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(bytes(method, MethodType.BIDI_STREAMING), options()), observer);
    try {
      requests.onNext(message);
      requests.onCompleted();
    } catch (IllegalStateException e) {
      // It was answered before.
    }
    ended.await();
    return status[0];
  }

  private static io.grpc.MethodDescriptor<byte[], byte[]> bytes(
      MethodDescriptor method, MethodType type) {
    return io.grpc.MethodDescriptor.<byte[], byte[]>newBuilder()
        .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
        .setType(type)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private DynamicMessage message(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (random.nextInt(5) == 0
          || (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth >= MAX_DEPTH)) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          message.addRepeatedField(field, value(field, depth));
        }
      } else {
        message.setField(field, value(field, depth));
      }
    }
    return message.build();
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case BYTE_STRING -> noise();
      case ENUM ->
          field
              .getEnumType()
              .getValues()
              .get(random.nextInt(field.getEnumType().getValues().size()));
      case MESSAGE -> message(field.getMessageType(), depth + 1);
    };
  }

  private ByteString noise() {
    byte[] bytes = new byte[random.nextInt(100)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private long number() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> Long.MAX_VALUE;
      case 3 -> Long.MIN_VALUE;
      case 4 -> random.nextInt(1_000);
      default -> random.nextLong();
    };
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    channel.shutdownNow();
  }
}
