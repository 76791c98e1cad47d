// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import portolan.api.v1.Payout;
import portolan.domain.money.Money;
import portolan.domain.money.RemainderRule;
import portolan.domain.settlement.Allocation;
import portolan.domain.settlement.NoteOpening;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.Randomness;

/** Who gets what, as a request says it. */
final class Payouts {
  private Payouts() {}

  /**
   * New notes, one for each payout. Each payee is a member and stands once.
   *
   * @param name of the field with the payouts
   */
  static List<NoteOpening> openings(
      String name, List<Payout> payouts, String currency, Membership members) throws ApiException {
    if (payouts.isEmpty()) {
      throw ApiException.invalid(name, "expected at least one payout");
    }
    List<NoteOpening> openings = new ArrayList<>();
    Set<String> payees = new HashSet<>();
    for (int i = 0; i < payouts.size(); i++) {
      Payout payout = payouts.get(i);
      String field = name + "[" + i + "]";
      members.requireMember(field + ".payee", payout.getPayee());
      if (!payees.add(payout.getPayee())) {
        throw ApiException.invalid(field + ".payee", "expected each payee once");
      }
      openings.add(
          new NoteOpening(
              Amounts.money(field, currency, payout.getMinorUnits()),
              payout.getPayee(),
              Randomness.hex()));
    }
    return openings;
  }

  /** By which rule and weights payouts are divided. */
  static Allocation allocation(
      String path, List<Payout> payouts, portolan.api.v1.Allocation allocation)
      throws ApiException {
    RemainderRule rule =
        switch (allocation.getRule()) {
          case REMAINDER_RULE_FIRST -> RemainderRule.FIRST;
          case REMAINDER_RULE_LARGEST -> RemainderRule.LARGEST;
          case REMAINDER_RULE_UNSPECIFIED, UNRECOGNIZED ->
              throw ApiException.invalid(path + "allocation.rule", "expected a rule");
        };
    List<Long> weights = new ArrayList<>();
    for (int i = 0; i < payouts.size(); i++) {
      Payout payout = payouts.get(i);
      String field = path + "payouts[" + i + "].";
      if (payout.getWeight() < 1 || payout.getWeight() > Allocation.MAX_WEIGHT) {
        throw ApiException.invalid(
            field + "weight",
            "expected 1 to " + Allocation.MAX_WEIGHT + ", found " + payout.getWeight());
      }
      if (payout.getMinorUnits() != 0) {
        throw ApiException.invalid(
            field + "minorUnits", "expected none in a list that is divided by weights");
      }
      weights.add(payout.getWeight());
    }
    if (weights.isEmpty()) {
      throw ApiException.invalid(path + "payouts", "expected at least one payout");
    }
    return new Allocation(rule, weights);
  }

  /** The payouts with the amounts that the weights give. */
  static List<Payout> divided(
      String path, List<Payout> payouts, String currency, portolan.api.v1.Allocation allocation)
      throws ApiException {
    if (allocation.getTotalMinorUnits() <= 0
        || allocation.getTotalMinorUnits() > Money.MAX_MINOR_UNITS) {
      throw ApiException.invalid(
          path + "allocation.totalMinorUnits",
          "expected 1 to "
              + Money.MAX_MINOR_UNITS
              + " minor units, found "
              + allocation.getTotalMinorUnits());
    }
    List<Money> amounts =
        allocation(path, payouts, allocation)
            .of(Amounts.money(path + "allocation", currency, allocation.getTotalMinorUnits()));
    List<Payout> divided = new ArrayList<>();
    for (int i = 0; i < payouts.size(); i++) {
      divided.add(payouts.get(i).toBuilder().setMinorUnits(amounts.get(i).minorUnits()).build());
    }
    return divided;
  }
}
