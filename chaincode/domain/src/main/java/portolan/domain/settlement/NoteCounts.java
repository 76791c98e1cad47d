// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.List;
import java.util.stream.IntStream;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * How many notes the funding of an escrow created; their ids follow.
 *
 * @param delivered payouts of the delivery
 * @param refunded payouts of the refund
 * @param lost payouts of a loss, 0 when those of the refund count
 * @param change what went back to the funder at once
 */
public record NoteCounts(int delivered, int refunded, int lost, int change) {

  /** Reads counts. */
  public static NoteCounts fromJson(Fields fields) {
    return new NoteCounts(
        (int) fields.integer("DELIVERED", 1, SettlementPlan.MAX_NOTES),
        (int) fields.integer("REFUNDED", 1, SettlementPlan.MAX_NOTES),
        fields.has("LOST") ? (int) fields.integer("LOST", 1, SettlementPlan.MAX_NOTES) : 0,
        (int) fields.integer("CHANGE", 0, SettlementPlan.MAX_NOTES));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object().put("DELIVERED", delivered).put("REFUNDED", refunded).put("CHANGE", change);
    if (lost > 0) {
      json.put("LOST", lost);
    }
    return json.build();
  }

  /** Ids of the notes of a planned outcome. */
  public List<String> ids(String escrowId, Outcome outcome) {
    int count =
        switch (outcome) {
          case DELIVERED -> delivered;
          case REFUNDED -> refunded;
          case LOST -> lost;
        };
    Gate gate = Gate.of(escrowId, outcome);
    return IntStream.rangeClosed(1, count).mapToObj(n -> Note.gatedId(gate, n)).toList();
  }

  /** Ids of the notes of change. */
  public List<String> changeIds(String escrowId) {
    return IntStream.rangeClosed(1, change).mapToObj(n -> Note.changeId(escrowId, n)).toList();
  }
}
