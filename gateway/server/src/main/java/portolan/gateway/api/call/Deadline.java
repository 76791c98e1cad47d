// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import java.time.Duration;

/**
 * Until when a call has to be answered.
 *
 * @param nanoTime in the time of {@link System#nanoTime()}
 */
public record Deadline(long nanoTime) {

  /** One so far from now. */
  public static Deadline in(Duration remaining) {
    return new Deadline(System.nanoTime() + remaining.toNanos());
  }

  /** What is left; below zero when it is over. */
  public Duration remaining() {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }
}
