package portolan.domain.settlement;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * What has to happen before a note can be spent: {@code {"escrowId","outcome"}}.
 *
 * @param escrowId the escrow
 * @param outcome how it has to end
 */
public record Gate(String escrowId, Outcome outcome) {

  /** Reads a gate. */
  public static Gate fromJson(Fields fields) {
    return new Gate(
        fields.text("escrowId", Format.IDENTIFIER), fields.choice("outcome", Outcome.class));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).put("outcome", outcome.name()).build();
  }
}
