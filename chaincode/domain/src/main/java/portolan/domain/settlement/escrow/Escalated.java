// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * The two did not agree; the bank decides.
 *
 * @param delivery evidence of the delivery
 * @param reason commitment to what is wrong
 * @param until from when on the fallback of the rulebook decides
 * @param assignments payouts that the seller had sold
 */
public record Escalated(
    Delivered delivery, Commitment reason, Instant until, List<Assignment> assignments)
    implements EscrowState.Arrived {
  /** Copies the list. */
  public Escalated {
    assignments = List.copyOf(assignments);
  }

  /** Nothing was sold. */
  public Escalated(Delivered delivery, Commitment reason, Instant until) {
    this(delivery, reason, until, List.of());
  }

  /** Reads it. */
  static Escalated fromJson(Fields fields) {
    return new Escalated(
        Delivered.fromJson(fields),
        fields.commitment("reason"),
        fields.timestamp("until"),
        Assignment.listFromJson(fields));
  }

  void addTo(JsonObject.Builder json) {
    delivery.addTo(json);
    json.put("reason", reason.hex()).put("until", Timestamp.format(until));
    Assignment.addTo(json, assignments);
  }
}
