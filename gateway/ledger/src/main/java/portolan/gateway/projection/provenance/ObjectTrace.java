// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import portolan.domain.trace.Standing;

/**
 * What is known of an object.
 *
 * @param standing who has it; empty if the ledger keeps no custody of it
 * @param product of which it is one; empty if none is registered
 * @param orders ids of the orders that it travels for, those that the last event with an order
 *     names: of the object itself or else of what it was in
 * @param lastSeen the latest time of a transaction with an event of it, or of what it was in
 * @param page some of the events
 */
public record ObjectTrace(
    Optional<Standing> standing,
    Optional<Product> product,
    List<String> orders,
    Instant lastSeen,
    EventPage page) {

  /** A registered product; its country is ISO 3166-1 alpha-2. */
  public record Product(String gtin, String name, String originCountry) {}

  /** Copies the list. */
  public ObjectTrace {
    orders = List.copyOf(orders);
  }
}
