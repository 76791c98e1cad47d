// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import portolan.credentials.MutualTls;

/**
 * Says of a call that failed with its connection where that was to lead and why it does not, and
 * tells what will not mend by itself from what may.
 */
final class Reaching implements ClientInterceptor {
  /** A gateway that has never answered is hoped for so long: it may be starting just now. */
  static final Duration HOPE = Duration.ofSeconds(5);

  private final String address;
  private final MutualTls tls;
  private final AtomicReference<Long> firstFailureNanos = new AtomicReference<>();
  private volatile boolean reached;

  Reaching(String address, MutualTls tls) {
    this.address = address;
    this.tls = tls;
  }

  /** There is no use in trying again. */
  private static final class HopelessException extends IOException {
    private static final long serialVersionUID = 1L;

    HopelessException(Throwable cause) {
      super(cause);
    }
  }

  /** Whether a call that failed so will fail again. */
  static boolean isHopeless(Status status) {
    return status.getCause() instanceof HopelessException;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onHeaders(Metadata its) {
                reached = true;
                super.onHeaders(its);
              }

              @Override
              public void onClose(Status status, Metadata trailers) {
                super.onClose(explained(status), trailers);
              }
            },
            headers);
      }
    };
  }

  private Status explained(Status status) {
    if (status.getCode() != Status.Code.UNAVAILABLE) {
      reached |= status.isOk();
      return status;
    }
    Throwable cause = status.getCause();
    if (cause != null || !reached) {
      var refusal = tls.refusal(cause);
      if (refusal.isPresent()) {
        return Status.UNAUTHENTICATED
            .withDescription("no TLS with " + address + ": " + refusal.get())
            .withCause(cause);
      }
    }
    if (cause == null) {
      // Said by the gateway itself, or by a connection that was there.
      reached = true;
      return status;
    }
    firstFailureNanos.compareAndSet(null, System.nanoTime());
    boolean hopeless = !reached && System.nanoTime() - firstFailureNanos.get() > HOPE.toNanos();
    return Status.UNAVAILABLE
        .withDescription(address + " cannot be reached: " + MutualTls.reason(cause))
        .withCause(hopeless ? new HopelessException(cause) : cause);
  }
}
