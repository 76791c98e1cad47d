// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.Evidence;

/**
 * The delivery is confirmed and the payouts are final.
 *
 * @param proof what shows it
 * @param confirmedBy the member that presented it
 * @param confirmedAt timestamp of the transaction
 */
public record Delivered(Evidence proof, String confirmedBy, Instant confirmedAt)
    implements EscrowState.Ended {
  /** Reads it. */
  static Delivered fromJson(Fields fields) {
    return new Delivered(
        Evidence.fromJson(fields),
        fields.text("confirmedBy", Format.MEMBER),
        fields.timestamp("confirmedAt"));
  }

  void addTo(JsonObject.Builder json) {
    proof
        .addTo(json)
        .put("confirmedBy", confirmedBy)
        .put("confirmedAt", Timestamp.format(confirmedAt));
  }
}
