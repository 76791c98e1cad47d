// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.Optional;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.escrow.Hold;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.escrow.OpenReason;
import portolan.domain.settlement.instruction.HoldPayment;
import portolan.domain.worldstate.RefusalCode;

/** {@code hold}: the bank stops a payment, whatever else holds it. */
final class HoldPaymentFunction extends HoldFunction<HoldPayment> {

  HoldPaymentFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected HoldPayment read(Item item) {
    return HoldPayment.fromJson(item.fields());
  }

  @Override
  String escrowId(HoldPayment item) {
    return item.escrowId();
  }

  @Override
  protected Accepted apply(HoldPayment item) {
    Standing at = standing(item);
    at.requireJudge();
    if (item.reason() == HoldReason.SCREENING && at.escrow().terms().screener().isEmpty()) {
      // Nobody could lift it.
      throw new Refusal(
              RefusalCode.WRONG_STATE,
              "reason",
              "expected another reason than SCREENING: the terms of the escrow name no screener")
          .toException();
    }
    Hold before = payment(item, at);
    return changed(
        at,
        before,
        before.hold(
            new OpenReason(
                item.reason(), transaction.caller(), transaction.timestamp(), Optional.empty())));
  }
}
