// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Opens when an escrow ends in one way: {@code {"escrowId","outcome"}} or {@code
 * {"escrowId","offerId"}}.
 *
 * @param escrowId the escrow
 * @param key how it has to end
 */
public record Gate(String escrowId, Key key) implements NoteGate {

  /** The end of an escrow that opens a gate. */
  public sealed interface Key {}

  /** An outcome whose payouts were committed when the escrow was funded. */
  public record Planned(Outcome outcome) implements Key {}

  /** A split that was offered or awarded later. */
  public record Offered(String offerId) implements Key {}

  /** The gate before the payouts of a planned outcome. */
  public static Gate of(String escrowId, Outcome outcome) {
    return new Gate(escrowId, new Planned(outcome));
  }

  /** Reads a gate. */
  public static Gate fromJson(Fields fields) {
    return new Gate(
        fields.text("escrowId", Format.QUALIFIED),
        fields.has("offerId")
            ? new Offered(fields.text("offerId", Format.QUALIFIED))
            : new Planned(fields.choice("outcome", Outcome.class)));
  }

  @Override
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("escrowId", escrowId);
    return switch (key) {
      case Planned planned -> json.put("outcome", planned.outcome().name()).build();
      case Offered offered -> json.put("offerId", offered.offerId()).build();
    };
  }
}
