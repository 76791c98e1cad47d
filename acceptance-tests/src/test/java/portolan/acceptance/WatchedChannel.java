// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;

/** A connection that looks at what comes in on it. */
abstract class WatchedChannel extends ManagedChannel {
  private final ManagedChannel its;

  WatchedChannel(ManagedChannel its) {
    this.its = its;
  }

  /**
   * What the caller gets.
   *
   * @param method its name without that of its service
   * @param message as it came in
   */
  abstract <R> R received(String method, R message);

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    return new SimpleForwardingClientCall<>(its.newCall(method, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(R message) {
                super.onMessage(received(method.getBareMethodName(), message));
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
