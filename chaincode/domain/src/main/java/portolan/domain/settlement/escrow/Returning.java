// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * The goods go back to the seller.
 *
 * @param delivery evidence of the delivery
 * @param reason commitment to what is wrong
 * @param until from when on the payouts of the delivery are final, if the goods are not back
 * @param secretHash SHA-256 of the secret that the seller gives for the goods
 * @param assignments payouts that the seller had sold
 */
public record Returning(
    Delivered delivery,
    Commitment reason,
    Instant until,
    String secretHash,
    List<Assignment> assignments)
    implements EscrowState.Arrived {
  /** Copies the list. */
  public Returning {
    assignments = List.copyOf(assignments);
  }

  /** Nothing was sold. */
  public Returning(Delivered delivery, Commitment reason, Instant until, String secretHash) {
    this(delivery, reason, until, secretHash, List.of());
  }

  /** Reads it. */
  static Returning fromJson(Fields fields) {
    return new Returning(
        Delivered.fromJson(fields),
        fields.commitment("reason"),
        fields.timestamp("until"),
        fields.text("returnSecretHash", Format.SHA256),
        Assignment.listFromJson(fields));
  }

  void addTo(JsonObject.Builder json) {
    delivery.addTo(json);
    json.put("reason", reason.hex())
        .put("until", Timestamp.format(until))
        .put("returnSecretHash", secretHash);
    Assignment.addTo(json, assignments);
  }
}
