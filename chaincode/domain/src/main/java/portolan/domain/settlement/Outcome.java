package portolan.domain.settlement;

/** How an escrow ends: exactly one of them. */
public enum Outcome {
  /** The goods arrived; the payouts of the delivery are open. */
  DELIVERED,
  /** The deadline passed; the money goes back. */
  REFUNDED
}
