package portolan.domain.settlement;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;

/**
 * Who gets what of one escrow, for every outcome that is planned: {@code {"DELIVERED":[openings],
 * "REFUNDED":[openings],"LOST":[openings]?}}.
 *
 * @param outcomes the payouts, 1 to {@value SettlementPlan#MAX_NOTES} each; DELIVERED and REFUNDED
 *     are always there
 */
public record PayoutPlan(Map<Outcome, List<NoteOpening>> outcomes) {

  /** Copies the lists. */
  public PayoutPlan {
    outcomes = planned(outcomes);
  }

  /** Copies what is planned per outcome; the required outcomes are there. */
  static <T> Map<Outcome, List<T>> planned(Map<Outcome, List<T>> outcomes) {
    Map<Outcome, List<T>> copy = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      if (outcome.isRequired() || outcomes.containsKey(outcome)) {
        copy.put(outcome, List.copyOf(outcomes.get(outcome)));
      }
    }
    return Collections.unmodifiableMap(copy);
  }

  /** Payouts of a delivery and of a refund. */
  public static PayoutPlan of(List<NoteOpening> delivered, List<NoteOpening> refunded) {
    return new PayoutPlan(Map.of(Outcome.DELIVERED, delivered, Outcome.REFUNDED, refunded));
  }

  /** Reads what one escrow pays out. */
  public static PayoutPlan fromJson(Fields fields) {
    Map<Outcome, List<NoteOpening>> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      if (outcome.isRequired() || fields.has(outcome.name())) {
        outcomes.put(
            outcome,
            fields.objects(outcome.name(), 1, SettlementPlan.MAX_NOTES).stream()
                .map(NoteOpening::fromJson)
                .toList());
      }
    }
    fields.end();
    return new PayoutPlan(outcomes);
  }

  /** The form in a plan. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object();
    outcomes.forEach(
        (outcome, notes) ->
            json.put(
                outcome.name(), JsonArray.of(notes.stream().map(NoteOpening::toJson).toList())));
    return json.build();
  }

  /** Payouts of an outcome; none if it is not planned. */
  public List<NoteOpening> of(Outcome outcome) {
    return outcomes.getOrDefault(outcome, List.of());
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "PayoutPlan[sealed]";
  }
}
