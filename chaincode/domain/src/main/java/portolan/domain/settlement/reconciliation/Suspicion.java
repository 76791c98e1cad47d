package portolan.domain.settlement.reconciliation;

/** Why a booking waits for a person. */
public enum Suspicion {
  /** It names no payment of this bank. */
  UNKNOWN_PAYMENT,
  /** Its references name several payments, or contradict each other. */
  AMBIGUOUS,
  /** The currency is not the order's. */
  CURRENCY_DIFFERS,
  /** The amount is not exactly the order's. */
  AMOUNT_DIFFERS,
  /** A credit that is no return, or a debit that is one. */
  DIRECTION_DIFFERS,
  /** It undoes an earlier booking. */
  REVERSAL,
  /** The entry stands for several payments, and their amounts do not give the entry's. */
  DETAILS_DIFFER,
  /** A return without a reason in the form of a code. */
  NO_RETURN_REASON,
  /** A return longer after the confirmation than returns are accepted. */
  RETURN_TOO_LATE,
  /** A second debit for one order. */
  PAID_TWICE,
  /** A debit for an order that was returned without having been paid. */
  PAID_AFTER_RETURN,
  /** A second return of one order. */
  RETURNED_TWICE,
  /** It fits, but the ledger refused what follows from it. */
  LEDGER_REFUSED
}
