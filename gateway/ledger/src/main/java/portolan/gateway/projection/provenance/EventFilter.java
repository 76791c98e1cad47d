// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which events are wanted: those for which all of it holds.
 *
 * @param named objects, classes, lots and orders that it names, each in canonical form
 * @param from the first eventTime
 * @param to the first eventTime that is too late
 */
public record EventFilter(
    Optional<String> eventId,
    List<String> named,
    Optional<String> bizStep,
    Optional<String> capturedBy,
    Optional<Instant> from,
    Optional<Instant> to) {

  /** Copies the list. */
  public EventFilter {
    named = List.copyOf(named);
  }
}
