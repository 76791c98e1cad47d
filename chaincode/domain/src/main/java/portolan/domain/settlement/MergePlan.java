// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

/**
 * How a member changes notes of its own for others of the same worth: {@code
 * {"inputs":[openings],"outputs":[openings]}}. The bank and the owner see it.
 *
 * @param inputs notes that are spent, 1 to {@value SettlementPlan#MAX_NOTES}
 * @param outputs notes that take their place, 1 to {@value SettlementPlan#MAX_NOTES}
 */
public record MergePlan(List<NoteOpening> inputs, List<NoteOpening> outputs) {

  /** Copies the lists. */
  public MergePlan {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Reads a plan. */
  public static MergePlan fromJson(Fields fields) {
    MergePlan plan = new MergePlan(openings(fields, "inputs"), openings(fields, "outputs"));
    fields.end();
    return plan;
  }

  private static List<NoteOpening> openings(Fields fields, String name) {
    return fields.objects(name, 1, SettlementPlan.MAX_NOTES).stream()
        .map(NoteOpening::fromJson)
        .toList();
  }

  /** The sealed part of an item. */
  public JsonObject toJson() {
    return Json.object().put("inputs", array(inputs)).put("outputs", array(outputs)).build();
  }

  private static JsonArray array(List<NoteOpening> notes) {
    return JsonArray.of(notes.stream().map(NoteOpening::toJson).toList());
  }

  /**
   * Checks the plan: one currency, all notes are the owner's, none of the new ones is worth
   * nothing, and they add up to the old ones. The errors show no amounts.
   *
   * @throws portolan.domain.encoding.RefusedException {@code NOT_CONSERVED}, {@code WRONG_CURRENCY}
   *     or {@code NOT_OWNER}; fields are relative to the plan
   */
  public void requireSound(String owner) {
    Currency currency = inputs.getFirst().amount().currency();
    Money in = sum("inputs", inputs, currency, owner);
    Money out = sum("outputs", outputs, currency, owner);
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).amount().isZero()) {
        throw notConserved("outputs[" + i + "]", "expected a note that is worth something");
      }
    }
    if (!out.equals(in)) {
      throw notConserved("outputs", "expected notes that add up to the inputs");
    }
  }

  private static Money sum(String field, List<NoteOpening> notes, Currency currency, String owner) {
    Money sum = Money.zero(currency);
    for (int i = 0; i < notes.size(); i++) {
      NoteOpening note = notes.get(i);
      String path = field + "[" + i + "]";
      if (!note.owner().equals(owner)) {
        throw new Refusal(RefusalCode.NOT_OWNER, path, "expected a note of " + owner).toException();
      }
      if (!note.amount().currency().equals(currency)) {
        throw new Refusal(RefusalCode.WRONG_CURRENCY, path, "expected an amount in " + currency)
            .toException();
      }
      try {
        sum = sum.plus(note.amount());
      } catch (ArithmeticException e) {
        throw notConserved(path, "expected a sum of at most 18 digits");
      }
    }
    return sum;
  }

  private static RuntimeException notConserved(String field, String message) {
    return new Refusal(RefusalCode.NOT_CONSERVED, field, message).toException();
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "MergePlan[sealed]";
  }
}
