// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import java.util.ArrayList;
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
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.SettlementPlan;

/**
 * Item of {@code fund} [platform]: {@code {"inputs":[noteIds],"escrows":[..],"change":
 * [commitments]}}; each escrow has its terms and {@code "outcomes":{"DELIVERED":[commitments],
 * "REFUNDED":[commitments],"LOST":[commitments]?}}. The escrows are the milestones or lines of an
 * order; each ends by itself. The sealed part is the {@link SettlementPlan}. Endorsed by the bank
 * and the funder.
 *
 * @param inputs notes to spend, 1 to 100, all different
 * @param escrows what is funded, 1 to 20, of one bank and currency
 * @param change commitments of the change, aligned with the plan
 */
public record FundEscrow(List<String> inputs, List<Part> escrows, List<Commitment> change) {

  /**
   * One of the escrows.
   *
   * @param terms what is agreed
   * @param outcomes commitments of the payouts, aligned with the plan
   */
  public record Part(EscrowTerms terms, Map<Outcome, List<Commitment>> outcomes) {

    /** Copies the lists. */
    public Part {
      outcomes = Collections.unmodifiableMap(new EnumMap<>(outcomes));
    }

    private static Part of(EscrowTerms terms, PayoutPlan plan) {
      Map<Outcome, List<Commitment>> outcomes = new EnumMap<>(Outcome.class);
      plan.outcomes().forEach((outcome, notes) -> outcomes.put(outcome, commitments(notes)));
      return new Part(terms, outcomes);
    }

    private static Part fromJson(Fields fields) {
      Fields ends = fields.object("outcomes");
      Map<Outcome, List<Commitment>> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        if (outcome.isRequired() || ends.has(outcome.name())) {
          outcomes.put(outcome, ends.commitments(outcome.name(), 1, SettlementPlan.MAX_NOTES));
        }
      }
      ends.end();
      Part part = new Part(EscrowTerms.fromJson(fields), outcomes);
      fields.end();
      return part;
    }

    private JsonObject toJson() {
      JsonObject.Builder ends = Json.object();
      outcomes.forEach((outcome, commitments) -> ends.put(outcome.name(), array(commitments)));
      JsonObject.Builder json = Json.object().put("outcomes", ends.build());
      terms.addTo(json);
      return json.build();
    }
  }

  /** Copies the lists. */
  public FundEscrow {
    inputs = List.copyOf(inputs);
    escrows = List.copyOf(escrows);
    change = List.copyOf(change);
  }

  /** The item for the plan of one escrow. */
  public static FundEscrow of(EscrowTerms terms, List<String> inputs, SettlementPlan plan) {
    return of(List.of(terms), inputs, plan);
  }

  /** The item for a plan; the terms are in the plan's order. */
  public static FundEscrow of(List<EscrowTerms> terms, List<String> inputs, SettlementPlan plan) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      parts.add(Part.of(terms.get(i), plan.escrows().get(i)));
    }
    return new FundEscrow(inputs, parts, commitments(plan.change()));
  }

  private static List<Commitment> commitments(List<NoteOpening> notes) {
    return notes.stream().map(NoteOpening::commitment).toList();
  }

  /** Reads an item. */
  public static FundEscrow fromJson(Fields fields) {
    FundEscrow item =
        new FundEscrow(
            fields.texts("inputs", 1, SettlementPlan.MAX_NOTES, Note.ID),
            fields.objects("escrows", 1, SettlementPlan.MAX_ESCROWS).stream()
                .map(Part::fromJson)
                .toList(),
            fields.commitments("change", 0, SettlementPlan.MAX_NOTES));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .putTexts("inputs", inputs)
        .putAll("escrows", escrows.stream().map(Part::toJson).toList())
        .put("change", array(change))
        .build();
  }

  private static JsonArray array(List<Commitment> commitments) {
    return JsonArray.ofTexts(commitments.stream().map(Commitment::hex).toList());
  }
}
