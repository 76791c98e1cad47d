// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.money.Money;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.Uetr;

/**
 * What reconciliation knows of a redemption.
 *
 * @param paidAt when it was confirmed, if it was
 * @param returned what went back to the owner, if it did
 */
public record PaymentOrder(
    String redemptionId,
    Uetr uetr,
    Money amount,
    Optional<Instant> paidAt,
    Optional<Money> returned) {

  /**
   * Of a redemption and what the bank was told to pay.
   *
   * @param advice of a return that was not of all of it, or has a reason of its own
   */
  public static PaymentOrder of(
      Redemption redemption, RedemptionOrder order, Optional<ReturnAdvice> advice) {
    Optional<Instant> paidAt =
        switch (redemption.state()) {
          case RedemptionState.Requested requested -> Optional.empty();
          case RedemptionState.Confirmed confirmed -> Optional.of(confirmed.confirmedAt());
          case RedemptionState.Returned returned -> returned.confirmedAt();
        };
    Optional<Money> returned =
        switch (redemption.state()) {
          case RedemptionState.Requested requested -> Optional.empty();
          case RedemptionState.Confirmed confirmed -> Optional.empty();
          case RedemptionState.Returned state ->
              Optional.of(advice.map(ReturnAdvice::amount).orElse(order.amount()));
        };
    return new PaymentOrder(
        redemption.redemptionId(), redemption.uetr(), order.amount(), paidAt, returned);
  }

  PaymentOrder paid(Instant at) {
    return new PaymentOrder(redemptionId, uetr, amount, Optional.of(at), returned);
  }

  PaymentOrder givenBack(Money back) {
    return new PaymentOrder(redemptionId, uetr, amount, paidAt, Optional.of(back));
  }
}
