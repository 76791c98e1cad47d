// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Makes calls with a deadline and repeats those that found the gateway or the ledger out of reach.
 * Repeating is safe: every request carries an id that makes it take effect once.
 */
final class Calls<S extends AbstractStub<S>> {
  private static final long PAUSE_MILLIS = 200;

  private final S stub;
  private final Duration deadline;

  Calls(S stub, Duration deadline) {
    this.stub = stub;
    this.deadline = deadline;
  }

  <Q, R> R call(BiFunction<S, Q, R> method, Q request) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      long left = Math.max(1, end - System.nanoTime());
      try {
        return method.apply(stub.withDeadlineAfter(left, TimeUnit.NANOSECONDS), request);
      } catch (StatusRuntimeException e) {
        boolean again =
            e.getStatus().getCode() == Status.Code.UNAVAILABLE
                && !Reaching.isHopeless(e.getStatus())
                && end - System.nanoTime() > TimeUnit.MILLISECONDS.toNanos(2 * PAUSE_MILLIS);
        if (!again) {
          throw PortolanException.of(e);
        }
        pause(e);
      }
    }
  }

  private static void pause(StatusRuntimeException e) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw PortolanException.of(e);
    }
  }
}
