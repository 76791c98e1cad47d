package portolan.domain.settlement.instruction;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.SettlementPlan;

/**
 * Item of {@code fund} [platform]: the terms of the escrow, {@code "inputs":[noteIds]}, {@code
 * "outcomes":{"DELIVERED":[commitments],"REFUNDED":[commitments]}}, {@code "change":[commitments]};
 * the sealed part is the {@link SettlementPlan}. Endorsed by the bank and the funder.
 *
 * @param terms what is agreed
 * @param inputs notes to spend, 1 to 100, all different
 * @param outcomes commitments of the payouts, aligned with the plan
 * @param change commitments of the change, aligned with the plan
 */
public record FundEscrow(
    EscrowTerms terms,
    List<String> inputs,
    Map<Outcome, List<Commitment>> outcomes,
    List<Commitment> change) {

  /** Copies the lists; every outcome has one. */
  public FundEscrow {
    inputs = List.copyOf(inputs);
    Map<Outcome, List<Commitment>> copy = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      copy.put(outcome, List.copyOf(outcomes.get(outcome)));
    }
    outcomes = Collections.unmodifiableMap(copy);
    change = List.copyOf(change);
  }

  /** The item for a plan. */
  public static FundEscrow of(EscrowTerms terms, List<String> inputs, SettlementPlan plan) {
    Map<Outcome, List<Commitment>> outcomes = new EnumMap<>(Outcome.class);
    plan.outcomes().forEach((outcome, notes) -> outcomes.put(outcome, commitments(notes)));
    return new FundEscrow(terms, inputs, outcomes, commitments(plan.change()));
  }

  private static List<Commitment> commitments(List<NoteOpening> notes) {
    return notes.stream().map(NoteOpening::commitment).toList();
  }

  /** Reads an item. */
  public static FundEscrow fromJson(Fields fields) {
    Fields ends = fields.object("outcomes");
    Map<Outcome, List<Commitment>> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, ends.commitments(outcome.name(), 1, SettlementPlan.MAX_NOTES));
    }
    ends.end();
    FundEscrow item =
        new FundEscrow(
            EscrowTerms.fromJson(fields),
            fields.texts("inputs", 1, SettlementPlan.MAX_NOTES, Note.ID),
            outcomes,
            fields.commitments("change", 0, SettlementPlan.MAX_NOTES));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    JsonObject.Builder ends = Json.object();
    outcomes.forEach((outcome, commitments) -> ends.put(outcome.name(), array(commitments)));
    JsonObject.Builder json =
        Json.object()
            .putTexts("inputs", inputs)
            .put("outcomes", ends.build())
            .put("change", array(change));
    terms.addTo(json);
    return json.build();
  }

  private static JsonArray array(List<Commitment> commitments) {
    return JsonArray.ofTexts(commitments.stream().map(Commitment::hex).toList());
  }
}
