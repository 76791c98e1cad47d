// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * A reason for which a payment is held, until whom it is for has lifted it: {@code
 * {"reason","by","at","evidence"?}}.
 *
 * @param reason why it is held
 * @param by the member that says so
 * @param at timestamp of the transaction
 * @param evidence commitment to what shows it: of a report, and of a screener's hit
 */
public record OpenReason(HoldReason reason, String by, Instant at, Optional<Commitment> evidence) {
  /** The order in which reasons are kept, shown and signed. */
  static final Comparator<OpenReason> ORDER =
      Comparator.comparing(OpenReason::reason)
          .thenComparing(OpenReason::by)
          .thenComparing(open -> open.evidence().map(Commitment::hex).orElse(""));

  /** Whether it is the same reason of the same member; each of its recalls is another one. */
  boolean isAs(OpenReason other) {
    return reason == other.reason
        && by.equals(other.by)
        && (reason != HoldReason.RECALL || evidence.equals(other.evidence));
  }

  static OpenReason fromJson(Fields fields) {
    return new OpenReason(
        fields.choice("reason", HoldReason.class),
        fields.text("by", Format.MEMBER),
        fields.timestamp("at"),
        fields.has("evidence") ? Optional.of(fields.commitment("evidence")) : Optional.empty());
  }

  JsonObject toJson() {
    return signed().toBuilder().put("at", Timestamp.format(at)).build();
  }

  /** What an officer signs of it: {@code {"by","evidence"?,"reason"}}. */
  JsonObject signed() {
    JsonObject.Builder json = Json.object().put("reason", reason.name()).put("by", by);
    evidence.ifPresent(commitment -> json.put("evidence", commitment.hex()));
    return json.build();
  }
}
