// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * A carrier reports that the goods are lost.
 *
 * @param funded the state before; a delivery disproves the loss
 * @param reason commitment to what happened
 * @param reportedBy the carrier
 * @param until from when on the loss is final
 */
public record LossClaim(Funded funded, Commitment reason, String reportedBy, Instant until)
    implements EscrowState {
  /** Reads it. */
  static LossClaim fromJson(Fields fields) {
    return new LossClaim(
        Funded.fromJson(fields),
        fields.commitment("reason"),
        fields.text("reportedBy", Format.MEMBER),
        fields.timestamp("until"));
  }

  void addTo(JsonObject.Builder json) {
    funded.addTo(json);
    json.put("reason", reason.hex())
        .put("reportedBy", reportedBy)
        .put("until", Timestamp.format(until));
  }
}
