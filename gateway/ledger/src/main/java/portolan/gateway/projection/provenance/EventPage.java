// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.util.List;

/**
 * Some events in the order of the ledger.
 *
 * @param more whether there are others after them
 */
public record EventPage(AsOf asOf, List<IndexedEvent> events, boolean more) {
  /**
   * Which part is wanted.
   *
   * @param after number of the last event that was seen; 0 for the first page
   * @param size most events of a page
   */
  public record Cut(long after, int size) {}

  /** Copies the list. */
  public EventPage {
    events = List.copyOf(events);
  }
}
