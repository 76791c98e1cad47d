// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import portolan.domain.money.Money;
import portolan.domain.settlement.ReturnReason;

/** What follows from a booking. */
public sealed interface Verdict {
  /** The order was paid. */
  record Confirm(PaymentOrder order) implements Verdict {}

  /**
   * The order's payment came back.
   *
   * @param amount what came back: the ordered amount, or less by charges that the booking shows
   * @param narrative the bank's own reason; empty if the code says all
   */
  record GiveBack(PaymentOrder order, ReturnReason reason, Money amount, String narrative)
      implements Verdict {}

  /** It tells of the order what the ledger has already. */
  record Known(PaymentOrder order) implements Verdict {}

  /** A person has to look at it. */
  record Suspend(Suspicion why) implements Verdict {}
}
