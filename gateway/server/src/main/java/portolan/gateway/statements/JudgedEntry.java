// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.statements;

import java.util.Optional;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.Suspicion;

/** A booking and what became of it. */
public record JudgedEntry(BankEntry entry, Judgement judgement) {

  /**
   * What became of a booking.
   *
   * @param redemptionId the redemption that it belongs to, if it was matched
   * @param suspicion why it waits for a person, if it does
   */
  public record Judgement(
      Outcome outcome, Optional<String> redemptionId, Optional<Suspicion> suspicion) {}

  /** In a word. */
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
