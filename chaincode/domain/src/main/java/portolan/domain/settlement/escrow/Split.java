// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * The money is shared as was agreed or awarded.
 *
 * @param offerId whose notes are open
 * @param decidedBy the seller who agreed, or the bank
 * @param decidedAt timestamp of the transaction
 */
public record Split(String offerId, String decidedBy, Instant decidedAt)
    implements EscrowState.Ended {
  /** Reads it. */
  static Split fromJson(Fields fields) {
    return new Split(
        fields.text("offerId", Format.QUALIFIED),
        fields.text("decidedBy", Format.MEMBER),
        fields.timestamp("decidedAt"));
  }

  void addTo(JsonObject.Builder json) {
    json.put("offerId", offerId)
        .put("decidedBy", decidedBy)
        .put("decidedAt", Timestamp.format(decidedAt));
  }
}
