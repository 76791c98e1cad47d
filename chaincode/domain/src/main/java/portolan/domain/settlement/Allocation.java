// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Money;
import portolan.domain.money.RemainderRule;
import portolan.domain.worldstate.RefusalCode;

/**
 * That the payouts of a delivery are shares of the whole: {@code {"rule","weights":[..]}}. It is
 * part of what the funder and the bank sign, and the endorsers divide again.
 *
 * @param rule who gets the units that are left over; shares are rounded down
 * @param weights of the payouts, in their order, 1 to 1,000,000,000 each
 */
public record Allocation(RemainderRule rule, List<Long> weights) {
  /** Most that a payout can weigh. */
  public static final long MAX_WEIGHT = 1_000_000_000;

  /** Copies the list. */
  public Allocation {
    weights = List.copyOf(weights);
  }

  /** Reads an allocation. */
  public static Allocation fromJson(Fields fields) {
    RemainderRule rule = fields.choice("rule", RemainderRule.class);
    List<Json> numbers = fields.values("weights", 1, SettlementPlan.MAX_NOTES);
    for (int i = 0; i < numbers.size(); i++) {
      if (!(numbers.get(i) instanceof JsonNumber number)
          || number.wholeNumber().filter(weight -> weight >= 1 && weight <= MAX_WEIGHT).isEmpty()) {
        throw fields.refuse(
            RefusalCode.INVALID_ARGUMENT, "weights[" + i + "]", "expected 1 to " + MAX_WEIGHT);
      }
    }
    Allocation allocation =
        new Allocation(
            rule, numbers.stream().map(n -> ((JsonNumber) n).wholeNumber().orElseThrow()).toList());
    fields.end();
    return allocation;
  }

  /** The form in a plan. */
  public JsonObject toJson() {
    return Json.object()
        .put("rule", rule.name())
        .put("weights", JsonArray.of(weights.stream().map(JsonNumber::of).toList()))
        .build();
  }

  /** The payouts of a whole. */
  public List<Money> of(Money whole) {
    return whole.divide(weights, rule);
  }
}
