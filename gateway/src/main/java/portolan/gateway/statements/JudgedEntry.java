package portolan.gateway.statements;

import java.util.Optional;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.Suspicion;

/**
 * A booking and what became of it.
 *
 * @param redemptionId the redemption that it belongs to, if it was matched
 * @param suspicion why it waits for a person, if it does
 */
public record JudgedEntry(
    BankEntry entry,
    Outcome outcome,
    Optional<String> redemptionId,
    Optional<Suspicion> suspicion) {

  /** What became of a booking. */
  public enum Outcome {
    /** The redemption was confirmed by it. */
    CONFIRMED,
    /** The redemption was returned by it. */
    RETURNED,
    /** The ledger knew it before. */
    KNOWN,
    /** It waits for a person. */
    SUSPENDED
  }
}
