package portolan.gateway.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import portolan.api.v1.Payout;
import portolan.domain.settlement.NoteOpening;

/** Who gets what, as a request says it. */
final class Payouts {
  private Payouts() {}

  /**
   * New notes, one for each payout. Each payee is a member and stands once.
   *
   * @param name of the field with the payouts
   */
  static List<NoteOpening> openings(
      String name, List<Payout> payouts, String currency, Members members) throws ApiException {
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
              SettlementApi.money(field, currency, payout.getMinorUnits()),
              payout.getPayee(),
              Randomness.hex()));
    }
    return openings;
  }
}
