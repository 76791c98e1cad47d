// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import java.util.Optional;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState.Returned;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.LedgerAccess;

/** What the own peer knows of redemptions. */
public final class RedemptionRecords {
  private final LedgerAccess ledger;

  /** As the own peer knows them. */
  public RedemptionRecords(LedgerAccess ledger) {
    this.ledger = ledger;
  }

  private static JsonObject question(String redemptionId) {
    return Json.object().put("redemptionId", redemptionId).build();
  }

  /** A redemption as the channel sees it. */
  public Redemption stored(String redemptionId) throws ApiException {
    return Redemption.fromJson(
        ledger.evaluate(SettlementFunction.REDEMPTION, question(redemptionId)));
  }

  /** The order of a redemption of this member or bank. */
  public RedemptionOrder order(String redemptionId) throws ApiException {
    return RedemptionOrder.fromJson(
        ledger.evaluate(SettlementFunction.REDEMPTION_ORDER, question(redemptionId)));
  }

  /** What is to be said of the return of a redemption of this member or bank. */
  public ReturnAdvice advice(String redemptionId) throws ApiException {
    return ReturnAdvice.fromJson(
        ledger.evaluate(SettlementFunction.RETURN_ADVICE, question(redemptionId)));
  }

  /** The same, if anything is to be said. */
  public Optional<ReturnAdvice> advice(Redemption redemption) throws ApiException {
    return redemption.state() instanceof Returned returned && returned.advice().isPresent()
        ? Optional.of(advice(redemption.redemptionId()))
        : Optional.empty();
  }
}
