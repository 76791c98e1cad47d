// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A connection that counts what comes in on it: messages and bytes by method. */
final class CountedChannel extends ManagedChannel {
  private final ManagedChannel its;
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  /** What came in. */
  record Count(long messages, long bytes) {
    static final Count NOTHING = new Count(0, 0);

    Count plus(Count other) {
      return new Count(messages + other.messages, bytes + other.bytes);
    }
  }

  CountedChannel(ManagedChannel its) {
    this.its = its;
  }

  /** By the name of a method without that of its service. */
  Count of(String method) {
    return counts.getOrDefault(method, Count.NOTHING);
  }

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    return new SimpleForwardingClientCall<>(its.newCall(method, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(R message) {
                counts.merge(
                    method.getBareMethodName(),
                    new Count(1, ((MessageLite) message).getSerializedSize()),
                    Count::plus);
                super.onMessage(message);
              }
            },
            headers);
      }
    };
  }

  @Override
  public String authority() {
    return its.authority();
  }

  @Override
  public ManagedChannel shutdown() {
    its.shutdown();
    return this;
  }

  @Override
  public ManagedChannel shutdownNow() {
    its.shutdownNow();
    return this;
  }

  @Override
  public boolean isShutdown() {
    return its.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return its.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return its.awaitTermination(timeout, unit);
  }
}
