// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * The goods are lost.
 *
 * @param reportedBy the carrier that said so
 * @param reason commitment to what happened
 * @param since from when on the loss was final
 * @param planned whether a loss has payouts of its own; without, those of the refund are open
 */
public record Lost(String reportedBy, Commitment reason, Instant since, boolean planned)
    implements EscrowState.Ended {
  /** Reads it. */
  static Lost fromJson(Fields fields) {
    return new Lost(
        fields.text("reportedBy", Format.MEMBER),
        fields.commitment("reason"),
        fields.timestamp("since"),
        fields.has("lossPlanned") && fields.flag("lossPlanned"));
  }

  void addTo(JsonObject.Builder json) {
    json.put("reportedBy", reportedBy)
        .put("reason", reason.hex())
        .put("since", Timestamp.format(since));
    if (planned) {
      json.put("lossPlanned", true);
    }
  }
}
