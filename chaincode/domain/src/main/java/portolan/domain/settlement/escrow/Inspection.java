// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * The goods arrived and are inspected.
 *
 * @param delivery its evidence
 * @param until from when on the payouts are final
 * @param assignments payouts that the seller has sold
 */
public record Inspection(Delivered delivery, Instant until, List<Assignment> assignments)
    implements EscrowState.Arrived {
  /** Copies the list. */
  public Inspection {
    assignments = List.copyOf(assignments);
  }

  /** Nothing was sold. */
  public Inspection(Delivered delivery, Instant until) {
    this(delivery, until, List.of());
  }

  /** Reads it. */
  static Inspection fromJson(Fields fields) {
    return new Inspection(
        Delivered.fromJson(fields), fields.timestamp("until"), Assignment.listFromJson(fields));
  }

  void addTo(JsonObject.Builder json) {
    delivery.addTo(json);
    json.put("until", Timestamp.format(until));
    Assignment.addTo(json, assignments);
  }
}
