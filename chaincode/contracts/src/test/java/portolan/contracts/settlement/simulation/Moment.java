// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.time.Instant;

/**
 * Who asks, and when.
 *
 * @param caller the member
 * @param timestamp that the caller claims, whole milliseconds
 * @param clock what the peers' clocks showed when they endorsed
 */
record Moment(String caller, Instant timestamp, Instant clock) {
  /** Whether both the claimed and the peers' time have come to this moment. */
  boolean reached(Instant moment) {
    return !timestamp.isBefore(moment) && !clock.isBefore(moment);
  }

  /** Whether both the claimed and the peers' time are before this moment. */
  boolean precedes(Instant moment) {
    return timestamp.isBefore(moment) && clock.isBefore(moment);
  }
}
