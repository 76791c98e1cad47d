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
 * Who gets what of an escrow whose claim was settled: {@code {"planned":{"DELIVERED":[openings],
 * "REFUNDED":[openings],"LOST":[openings]?},"shares":[openings]}}. What was planned shows how much
 * there is to share, and among whom.
 *
 * @param planned openings of all payouts of every outcome, as the escrow was funded
 * @param shares who gets what instead, 1 to 100
 */
public record SplitPlan(PayoutPlan planned, List<NoteOpening> shares) {
  /** Keeps of what was planned who gets what, and copies the list. */
  public SplitPlan {
    planned = new PayoutPlan(planned.outcomes());
    shares = List.copyOf(shares);
  }

  /** The sealed part of an item. */
  public JsonObject toJson() {
    return Json.object()
        .put("planned", planned.toJson())
        .put("shares", JsonArray.of(shares.stream().map(NoteOpening::toJson).toList()))
        .build();
  }

  /** Reads a plan. */
  public static SplitPlan fromJson(Fields fields) {
    return new SplitPlan(
        PayoutPlan.fromJson(fields.object("planned")),
        fields.objects("shares", 1, SettlementPlan.MAX_NOTES).stream()
            .map(NoteOpening::fromJson)
            .toList());
  }

  /**
   * Checks that the shares add up to what there is, in its currency. The errors show no amounts.
   *
   * @throws portolan.domain.encoding.RefusedException {@code NOT_CONSERVED} or {@code
   *     WRONG_CURRENCY}; fields are relative to the plan
   */
  public void requireSound(Currency currency) {
    for (int i = 0; i < shares.size(); i++) {
      if (!shares.get(i).amount().currency().equals(currency)) {
        throw new Refusal(
                RefusalCode.WRONG_CURRENCY,
                "shares[" + i + "]",
                "expected an amount in " + currency)
            .toException();
      }
    }
    if (!adds(currency)) {
      throw new Refusal(
              RefusalCode.NOT_CONSERVED,
              "shares",
              "expected shares that add up to what the escrow holds")
          .toException();
    }
  }

  private boolean adds(Currency currency) {
    try {
      return sum(currency, shares).equals(sum(currency, planned.of(Outcome.REFUNDED)));
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static Money sum(Currency currency, List<NoteOpening> notes) {
    return Money.sum(currency, notes.stream().map(NoteOpening::amount).toList());
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "SplitPlan[sealed]";
  }
}
