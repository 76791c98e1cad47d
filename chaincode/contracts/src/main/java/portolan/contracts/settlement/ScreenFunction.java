// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.escrow.Hold;
import portolan.domain.settlement.instruction.ScreenPayment;

/** {@code screen}: the verdict of the screener that the terms name. */
final class ScreenFunction extends HoldFunction<ScreenPayment> {

  ScreenFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected ScreenPayment read(Item item) {
    return ScreenPayment.fromJson(item.fields());
  }

  @Override
  String escrowId(ScreenPayment item) {
    return item.escrowId();
  }

  @Override
  protected Accepted apply(ScreenPayment item) {
    Standing at = standing(item);
    at.requireScreener();
    Hold before = payment(item, at);
    return changed(
        at,
        before,
        before.screened(
            item.clear(), transaction.caller(), transaction.timestamp(), item.reference()));
  }
}
