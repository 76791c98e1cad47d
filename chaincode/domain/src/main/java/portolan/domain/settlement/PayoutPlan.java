// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.customs.TaxDue;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

/**
 * Who gets what of one escrow, for every outcome that is planned: {@code {"DELIVERED":[openings],
 * "REFUNDED":[openings],"LOST":[openings]?,"allocation":{..}?,"taxDue":{..}?}}.
 *
 * @param outcomes the payouts, 1 to {@value SettlementPlan#MAX_NOTES} each; DELIVERED and REFUNDED
 *     are always there
 * @param allocation that those of the delivery are shares of the whole, if they are
 * @param taxDue what customs assessed, if the escrow withholds it
 */
public record PayoutPlan(
    Map<Outcome, List<NoteOpening>> outcomes,
    Optional<Allocation> allocation,
    Optional<TaxDue> taxDue) {
  private static final String ALLOCATION = "allocation";
  private static final String TAX_DUE = "taxDue";

  /** A plan whose amounts follow no rule. */
  public PayoutPlan(Map<Outcome, List<NoteOpening>> outcomes) {
    this(outcomes, Optional.empty(), Optional.empty());
  }

  /** A plan that withholds no tax. */
  public PayoutPlan(Map<Outcome, List<NoteOpening>> outcomes, Optional<Allocation> allocation) {
    this(outcomes, allocation, Optional.empty());
  }

  /** A plan that withholds a tax: all of it goes to the authority, or back. */
  public static PayoutPlan withholding(TaxDue due, NoteOpening tax, NoteOpening refund) {
    return new PayoutPlan(
        Map.of(Outcome.DELIVERED, List.of(tax), Outcome.REFUNDED, List.of(refund)),
        Optional.empty(),
        Optional.of(due));
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
    Optional<TaxDue> taxDue = fields.optionalObject(TAX_DUE).map(TaxDue::fromJson);
    fields.end();
    return new PayoutPlan(outcomes, allocation, taxDue);
  }

  /** The form in a plan. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object();
    outcomes.forEach(
        (outcome, notes) ->
            json.put(
                outcome.name(), JsonArray.of(notes.stream().map(NoteOpening::toJson).toList())));
    allocation.ifPresent(a -> json.put(ALLOCATION, a.toJson()));
    taxDue.ifPresent(due -> json.put(TAX_DUE, due.toJson()));
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

  /**
   * Checks that an escrow that withholds a tax pays what was assessed to whom it is due, and
   * nothing else to anybody; and that no other escrow speaks of a tax.
   *
   * @param field path of this plan
   * @throws portolan.domain.encoding.RefusedException {@code WRONG_TAX}
   */
  void requireAssessed(String field, EscrowTerms terms) {
    boolean right =
        switch (terms.trigger()) {
          case Trigger.Tax(Commitment due) ->
              taxDue.filter(tax -> tax.commitment().equals(due) && isPaid(tax, terms)).isPresent();
          case Trigger.Secret secret -> taxDue.isEmpty();
          case Trigger.Signature signature -> taxDue.isEmpty();
          case Trigger.Release release -> taxDue.isEmpty();
        };
    if (!right) {
      throw new Refusal(
              RefusalCode.WRONG_TAX,
              field + "." + TAX_DUE,
              "expected one payout to the authority, of what is due under the declaration")
          .toException();
    }
  }

  private boolean isPaid(TaxDue tax, EscrowTerms terms) {
    List<NoteOpening> delivered = of(Outcome.DELIVERED);
    return tax.declarationId().equals(terms.declarationId())
        && delivered.size() == 1
        && delivered.getFirst().owner().equals(tax.authority())
        && delivered.getFirst().amount().equals(tax.total());
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "PayoutPlan[sealed]";
  }
}
