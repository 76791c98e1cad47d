package portolan.domain.settlement.reconciliation;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.money.Money;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.Uetr;

/**
 * What reconciliation knows of a redemption.
 *
 * @param paidAt when it was confirmed, if it was
 * @param returned whether its money went back to the owner
 */
public record PaymentOrder(
    String redemptionId, Uetr uetr, Money amount, Optional<Instant> paidAt, boolean returned) {

  /** Of a redemption and what the bank was told to pay. */
  public static PaymentOrder of(Redemption redemption, RedemptionOrder order) {
    Optional<Instant> paidAt =
        switch (redemption.state()) {
          case RedemptionState.Requested requested -> Optional.empty();
          case RedemptionState.Confirmed confirmed -> Optional.of(confirmed.confirmedAt());
          case RedemptionState.Returned returned -> returned.confirmedAt();
        };
    return new PaymentOrder(
        redemption.redemptionId(),
        redemption.uetr(),
        order.amount(),
        paidAt,
        !redemption.state().countsAsRedeemed());
  }

  PaymentOrder paid(Instant at) {
    return new PaymentOrder(redemptionId, uetr, amount, Optional.of(at), returned);
  }

  PaymentOrder givenBack() {
    return new PaymentOrder(redemptionId, uetr, amount, paidAt, true);
  }
}
