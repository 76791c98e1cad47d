// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.QualifiedId;

/**
 * What all events have.
 *
 * @param eventId a URI of at most 200 characters, unique among those that a member captures
 * @param eventTime when it happened, as its reporter says
 * @param disposition CBV 2.0 word or another vocabulary's URI, if the reporter states one
 * @param orders ids of the orders that it names as its reason, each once: the goods travel for them
 */
public record EventHeader(
    String eventId, Instant eventTime, Optional<String> disposition, List<String> orders) {
  /** Most orders that one event names. */
  public static final int MAX_ORDERS = 100;

  /** Copies the list. */
  public EventHeader {
    orders = List.copyOf(orders);
  }

  /**
   * The same with its id as it is kept, {@code SupplierMSP/urn:uuid:...}: a member that has seen an
   * eventID cannot keep its author from capturing it.
   */
  EventHeader capturedBy(String member) {
    return new EventHeader(recordedId(member, eventId), eventTime, disposition, orders);
  }

  /** How an event is known that this member captured. */
  public static String recordedId(String member, String eventId) {
    return new QualifiedId(member, eventId).toString();
  }
}
