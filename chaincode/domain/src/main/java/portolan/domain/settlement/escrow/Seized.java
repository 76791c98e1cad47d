// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * The money stays where it is.
 *
 * @param reasons why it was held
 * @param seizedAt timestamp of the transaction
 */
public record Seized(List<OpenReason> reasons, Instant seizedAt) implements EscrowState.Ended {
  /** Copies the list. */
  public Seized {
    reasons = List.copyOf(reasons);
  }

  /** Reads it. */
  static Seized fromJson(Fields fields) {
    return new Seized(
        fields.objects("reasons", 1, Holds.MAX_OPEN).stream().map(OpenReason::fromJson).toList(),
        fields.timestamp("seizedAt"));
  }

  void addTo(JsonObject.Builder json) {
    json.putAll("reasons", reasons.stream().map(OpenReason::toJson).toList())
        .put("seizedAt", Timestamp.format(seizedAt));
  }
}
