// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * The money is free to go back.
 *
 * @param refundedBy the member that noticed the deadline, or the bank that decided
 * @param refundedAt timestamp of the transaction
 */
public record Refunded(String refundedBy, Instant refundedAt) implements EscrowState.Ended {
  /** Reads it. */
  static Refunded fromJson(Fields fields) {
    return new Refunded(fields.text("refundedBy", Format.MEMBER), fields.timestamp("refundedAt"));
  }

  void addTo(JsonObject.Builder json) {
    json.put("refundedBy", refundedBy).put("refundedAt", Timestamp.format(refundedAt));
  }
}
