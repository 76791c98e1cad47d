// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

/** Why a booking waits for a person. */
public enum Suspicion {
  /** It cannot be read; the rest of its message was. */
  MALFORMED,
  /** It names no payment of this bank. */
  UNKNOWN_PAYMENT,
  /** Its references name several payments, or contradict each other. */
  AMBIGUOUS,
  /** The currency is not the order's, or the booking states amounts in several. */
  CURRENCY_DIFFERS,
  /** The amount is not exactly the order's, or the booking states several. */
  AMOUNT_DIFFERS,
  /**
   * A credit that is no return, a debit that is one, or an entry that goes another way than its
   * payment.
   */
  DIRECTION_DIFFERS,
  /** It undoes an earlier booking. */
  REVERSAL,
  /** The entry stands for several payments, and their amounts do not give the entry's. */
  DETAILS_DIFFER,
  /** A return without a reason. */
  NO_RETURN_REASON,
  /** A return longer after the confirmation than returns are accepted. */
  RETURN_TOO_LATE,
  /** A second debit for one order. */
  PAID_TWICE,
  /** A debit for an order that was returned without having been paid. */
  PAID_AFTER_RETURN,
  /** A second return of one order. */
  RETURNED_TWICE,
  /** A return of another amount than the one that the ledger has already. */
  RETURN_DIFFERS,
  /** It fits, but the ledger refused what follows from it. */
  LEDGER_REFUSED
}
