package portolan.domain.settlement;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * Who gets what, for every outcome of an escrow: {@code {"inputs":[openings],
 * "outcomes":{"DELIVERED":[openings],"REFUNDED":[openings]},"change":[openings],"salt"}}. Sealed to
 * the bank and the funder.
 *
 * @param inputs notes that are spent, 1 to {@value #MAX_NOTES}
 * @param outcomes the payouts of every outcome, 1 to {@value #MAX_NOTES} each
 * @param change what goes back to the funder at once, up to {@value #MAX_NOTES}
 * @param salt 32 to 128 random lower-case hexadecimal digits
 */
public record SettlementPlan(
    List<NoteOpening> inputs,
    Map<Outcome, List<NoteOpening>> outcomes,
    List<NoteOpening> change,
    String salt) {

  /** Most notes in any list. */
  public static final int MAX_NOTES = 100;

  /** Refusal: what comes out is not what goes in. */
  public static final String NOT_CONSERVED = "NOT_CONSERVED";

  /** Copies the lists; every outcome has one. */
  public SettlementPlan {
    inputs = List.copyOf(inputs);
    Map<Outcome, List<NoteOpening>> copy = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      copy.put(outcome, List.copyOf(outcomes.get(outcome)));
    }
    outcomes = Collections.unmodifiableMap(copy);
    change = List.copyOf(change);
  }

  /** Reads a plan. */
  public static SettlementPlan fromJson(Fields fields) {
    Fields ends = fields.object("outcomes");
    Map<Outcome, List<NoteOpening>> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, openings(ends, outcome.name(), 1));
    }
    ends.end();
    SettlementPlan plan =
        new SettlementPlan(
            openings(fields, "inputs", 1),
            outcomes,
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
    JsonObject.Builder ends = Json.object();
    outcomes.forEach((outcome, notes) -> ends.put(outcome.name(), array(notes)));
    return Json.object()
        .put("inputs", array(inputs))
        .put("outcomes", ends.build())
        .put("change", array(change))
        .put(Commitment.SALT, salt)
        .build();
  }

  private static Json array(List<NoteOpening> notes) {
    return JsonArray.of(notes.stream().map(NoteOpening::toJson).toList());
  }

  /**
   * Checks the plan: one currency; inputs and change belong to the funder; every outcome and the
   * change add up to the inputs. The errors show no amounts.
   *
   * @throws portolan.domain.encoding.RefusedException {@code NOT_CONSERVED}, {@code WRONG_CURRENCY}
   *     or {@code NOT_OWNER}; fields are relative to the plan
   */
  public void requireSound(Currency currency, String funder) {
    requireOwned("inputs", inputs, funder);
    requireOwned("change", change, funder);
    Money in = sum("inputs", inputs, currency);
    Money back = sum("change", change, currency);
    for (Outcome outcome : Outcome.values()) {
      String field = "outcomes." + outcome;
      Money out = sum(field, outcomes.get(outcome), currency);
      if (out.isZero() || !plus(field, out, back).equals(in)) {
        throw new Refusal(
                NOT_CONSERVED, field, "expected payouts and change to add up to the inputs")
            .toException();
      }
    }
  }

  private static void requireOwned(String field, List<NoteOpening> notes, String owner) {
    for (int i = 0; i < notes.size(); i++) {
      if (!notes.get(i).owner().equals(owner)) {
        throw new Refusal(
                "NOT_OWNER", field + "[" + i + "]", "expected a note of the funder " + owner)
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
        throw new Refusal("WRONG_CURRENCY", path, "expected an amount in " + currency)
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
      throw new Refusal(NOT_CONSERVED, field, "expected a sum of at most 18 digits").toException();
    }
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "SettlementPlan[sealed]";
  }
}
