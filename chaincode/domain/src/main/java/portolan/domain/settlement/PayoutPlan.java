package portolan.domain.settlement;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Money;

/**
 * Who gets what of one escrow, for every outcome that is planned: {@code {"DELIVERED":[openings],
 * "REFUNDED":[openings],"LOST":[openings]?,"allocation":{..}?}}.
 *
 * @param outcomes the payouts, 1 to {@value SettlementPlan#MAX_NOTES} each; DELIVERED and REFUNDED
 *     are always there
 * @param allocation that those of the delivery are shares of the whole, if they are
 */
public record PayoutPlan(
    Map<Outcome, List<NoteOpening>> outcomes, Optional<Allocation> allocation) {
  private static final String ALLOCATION = "allocation";

  /** A plan whose amounts follow no rule. */
  public PayoutPlan(Map<Outcome, List<NoteOpening>> outcomes) {
    this(outcomes, Optional.empty());
  }

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
    Optional<Allocation> allocation = fields.optionalObject(ALLOCATION).map(Allocation::fromJson);
    fields.end();
    return new PayoutPlan(outcomes, allocation);
  }

  /** The form in a plan. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object();
    outcomes.forEach(
        (outcome, notes) ->
            json.put(
                outcome.name(), JsonArray.of(notes.stream().map(NoteOpening::toJson).toList())));
    allocation.ifPresent(a -> json.put(ALLOCATION, a.toJson()));
    return json.build();
  }

  /** Payouts of an outcome; none if it is not planned. */
  public List<NoteOpening> of(Outcome outcome) {
    return outcomes.getOrDefault(outcome, List.of());
  }

  /**
   * Whether the payouts of the delivery are what the allocation makes of this whole.
   *
   * @param whole what the escrow holds
   */
  boolean isAllocated(Money whole) {
    List<Money> amounts = of(Outcome.DELIVERED).stream().map(NoteOpening::amount).toList();
    return allocation
        .map(a -> a.weights().size() == amounts.size() && a.of(whole).equals(amounts))
        .orElse(true);
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "PayoutPlan[sealed]";
  }
}
