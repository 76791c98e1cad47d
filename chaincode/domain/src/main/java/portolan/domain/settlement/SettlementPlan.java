// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

/**
 * Who gets what of the escrows that one transaction funds: {@code {"inputs":[openings],
 * "escrows":[{"DELIVERED":[openings],"REFUNDED":[openings],"LOST":[openings]?}],
 * "change":[openings],"salt"}}. The bank and the funder see it.
 *
 * @param inputs notes that are spent, 1 to {@value #MAX_NOTES}
 * @param escrows what each escrow pays out, 1 to {@value #MAX_ESCROWS}
 * @param change what goes back to the funder at once, up to {@value #MAX_NOTES}
 * @param salt 32 to 128 random lower-case hexadecimal digits
 */
public record SettlementPlan(
    List<NoteOpening> inputs, List<PayoutPlan> escrows, List<NoteOpening> change, String salt) {

  /** Most notes in any list. */
  public static final int MAX_NOTES = 100;

  /** Most escrows that one item funds: the milestones or lines of an order. */
  public static final int MAX_ESCROWS = 20;

  /** Copies the lists. */
  public SettlementPlan {
    inputs = List.copyOf(inputs);
    escrows = List.copyOf(escrows);
    change = List.copyOf(change);
  }

  /** Reads a plan. */
  public static SettlementPlan fromJson(Fields fields) {
    SettlementPlan plan =
        new SettlementPlan(
            openings(fields, "inputs", 1),
            fields.objects("escrows", 1, MAX_ESCROWS).stream().map(PayoutPlan::fromJson).toList(),
            openings(fields, "change", 0),
            fields.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    return plan;
  }

  private static List<NoteOpening> openings(Fields fields, String name, int min) {
    return fields.objects(name, min, MAX_NOTES).stream().map(NoteOpening::fromJson).toList();
  }

  /** The document that is sealed. */
  public JsonObject toJson() {
    return Json.object()
        .put("inputs", array(inputs))
        .putAll("escrows", escrows.stream().map(PayoutPlan::toJson).toList())
        .put("change", array(change))
        .put(Commitment.SALT, salt)
        .build();
  }

  private static Json array(List<NoteOpening> notes) {
    return JsonArray.of(notes.stream().map(NoteOpening::toJson).toList());
  }

  /**
   * Checks the plan: one currency; inputs and change belong to the funder; every outcome of an
   * escrow pays out the same, and the escrows and the change add up to the inputs. The errors show
   * no amounts.
   *
   * @throws portolan.domain.encoding.RefusedException {@code NOT_CONSERVED}, {@code
   *     WRONG_CURRENCY}, {@code WRONG_SHARES} or {@code NOT_OWNER}; fields are relative to the plan
   */
  public void requireSound(Currency currency, String funder) {
    requireOwned("inputs", inputs, funder);
    requireOwned("change", change, funder);
    Money in = sum("inputs", inputs, currency);
    Money out = sum("change", change, currency);
    for (int i = 0; i < escrows.size(); i++) {
      out = plus("escrows[" + i + "]", out, held(i, currency));
    }
    if (!out.equals(in)) {
      throw notConserved("escrows", "expected escrows and change to add up to the inputs");
    }
  }

  /**
   * Checks that what is withheld of a tax is what was assessed.
   *
   * @param terms of the escrows, in the plan's order
   * @throws portolan.domain.encoding.RefusedException {@code WRONG_TAX}; the field is relative to
   *     the plan
   */
  public void requireAssessed(List<EscrowTerms> terms) {
    for (int i = 0; i < escrows.size(); i++) {
      escrows.get(i).requireAssessed("escrows[" + i + "]", terms.get(i));
    }
  }

  /** What an escrow holds: the same whatever its outcome, and not nothing. */
  private Money held(int index, Currency currency) {
    String field = "escrows[" + index + "].";
    PayoutPlan plan = escrows.get(index);
    Money held = sum(field + Outcome.REFUNDED, plan.of(Outcome.REFUNDED), currency);
    plan.outcomes()
        .forEach(
            (outcome, notes) -> {
              if (!sum(field + outcome, notes, currency).equals(held) || held.isZero()) {
                throw notConserved(
                    field + outcome, "expected every outcome of an escrow to pay out the same");
              }
            });
    if (!plan.isAllocated(held)) {
      throw new Refusal(
              RefusalCode.WRONG_SHARES,
              field + Outcome.DELIVERED,
              "expected the payouts that the allocation gives")
          .toException();
    }
    return held;
  }

  /** What the escrow of that place holds, if {@link #requireSound the plan is sound}. */
  public Money held(int index) {
    List<NoteOpening> refund = escrows.get(index).of(Outcome.REFUNDED);
    return Money.sum(
        refund.getFirst().amount().currency(), refund.stream().map(NoteOpening::amount).toList());
  }

  private static void requireOwned(String field, List<NoteOpening> notes, String owner) {
    for (int i = 0; i < notes.size(); i++) {
      if (!notes.get(i).owner().equals(owner)) {
        throw new Refusal(
                RefusalCode.NOT_OWNER,
                field + "[" + i + "]",
                "expected a note of the funder " + owner)
            .toException();
      }
    }
  }

  private static Money sum(String field, List<NoteOpening> notes, Currency currency) {
    Money sum = Money.zero(currency);
    for (int i = 0; i < notes.size(); i++) {
      Money amount = notes.get(i).amount();
      String path = field + "[" + i + "]";
      if (!amount.currency().equals(currency)) {
        throw new Refusal(RefusalCode.WRONG_CURRENCY, path, "expected an amount in " + currency)
            .toException();
      }
      sum = plus(path, sum, amount);
    }
    return sum;
  }

  private static Money plus(String field, Money a, Money b) {
    try {
      return a.plus(b);
    } catch (ArithmeticException e) {
      throw notConserved(field, "expected a sum of at most 18 digits");
    }
  }

  private static RuntimeException notConserved(String field, String message) {
    return new Refusal(RefusalCode.NOT_CONSERVED, field, message).toException();
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "SettlementPlan[sealed]";
  }
}
