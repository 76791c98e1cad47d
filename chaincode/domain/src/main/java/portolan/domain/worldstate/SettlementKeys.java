// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

import java.time.LocalDate;

/** Where things are in the state of {@code settlement}. */
public final class SettlementKeys {
  /** All notes, in the public state and in sealed collections. */
  public static final String NOTES = "note/";

  /** All mints. */
  public static final String MINTS = "mint/";

  /** All redemptions; in sealed collections, their orders. */
  public static final String REDEMPTIONS = "redemption/";

  /** All allowances. */
  public static final String ALLOWANCES = "allowance/";

  /** Attestations of reserves. */
  public static final String ATTESTATIONS = "attestation/";

  /** Escrows as they were funded. */
  public static final String ESCROWS = "escrow/";

  /** Gates of escrows; the id of the escrow follows. */
  public static final String GATES = "gate/";

  /** Locks as they were made; in sealed collections, their exchange plans. */
  public static final String LOCKS = "lock/";

  /** Gates of locks; the id of the lock follows. */
  public static final String LOCK_GATES = "lock-gate/";

  /** Escrows by funder and order. */
  public static final String ORDER_ESCROWS = "order-escrow/";

  /** Splits that were offered or awarded. */
  public static final String SPLITS = "split/";

  /** Escrows by funder and the hash of their delivery secret. */
  public static final String SECRETS = "secret/";

  /** Escrows by the tax that they withhold. */
  public static final String TAXES = "tax/";

  /** Limits by bank and currency. */
  public static final String LIMITS = "limit/";

  /** Incidents by escrow, reason and member. */
  public static final String INCIDENTS = "incident/";

  /** What escrows that are not held remember of their holds. */
  public static final String HOLDS = "holds/";

  /** Officers by bank. */
  public static final String OFFICERS = "officer/";

  /** Claims that are offered; in sealed collections, the offers. */
  public static final String RECEIVABLES = "receivable/";

  /** Claims that were bought. */
  public static final String SALES = "sale/";

  /** In sealed collections only: plans of escrows. */
  public static final String PLANS = "plan/";

  /** That notes were merged. */
  public static final String MERGES = "merge/";

  /** When members last had void notes forgotten. */
  public static final String FORGOTTEN = "forgotten/";

  /** What owners of notes were told of them. */
  public static final String ADVICES = "advice/";

  /** In sealed collections only: advices of returned redemptions. */
  public static final String RETURNS = "return/";

  /** Redemptions by UETR. */
  public static final String UETRS = "uetr/";

  /** Redemptions that are to be paid, by bank. */
  public static final String DUE = "due/";

  /** Locks by the quote that they used. */
  public static final String QUOTES = "quote/";

  /** Certificates with which providers sign quotes. */
  public static final String DEALERS = "dealer/";

  /** Latest days of reference rates, by source. */
  public static final String REFERENCE_DAYS = "reference-day/";

  /** Reference rates by source and day. */
  public static final String REFERENCE_RATES = "reference-rates/";

  private SettlementKeys() {}

  /** Whether a key is that of a gate, of an escrow or of a lock. */
  public static boolean isGate(String key) {
    return key.startsWith(GATES) || key.startsWith(LOCK_GATES);
  }

  /** The escrow, or the lock, of a gate, with its owner. */
  public static String idOfGate(String key) {
    return key.substring(key.indexOf('/') + 1);
  }

  /** An attestation of reserves. */
  public static String attestation(String attestationId) {
    return ATTESTATIONS + attestationId;
  }

  /** What may still be minted under an attestation. */
  public static String allowance(String allowanceId) {
    return ALLOWANCES + allowanceId;
  }

  /** That notes were minted. */
  public static String mint(String mintId) {
    return MINTS + mintId;
  }

  /** A note; in a sealed collection, its opening. */
  public static String note(String noteId) {
    return NOTES + noteId;
  }

  /** An escrow as it was funded. */
  public static String escrow(String escrowId) {
    return ESCROWS + escrowId;
  }

  /** The escrows that a member has funded for an order: the id of each follows. */
  public static String escrowsOf(String funder, String orderId) {
    return ORDER_ESCROWS + funder + "/" + orderId + "/";
  }

  /** Where an escrow stands: the gate before the notes of its outcomes. */
  public static String gate(String escrowId) {
    return GATES + escrowId;
  }

  /** A split that was offered or awarded, or another award. */
  public static String split(String splitId) {
    return SPLITS + splitId;
  }

  /** Which escrow of a funder a delivery secret belongs to, by its hash. */
  public static String secretHash(String funder, String secretHash) {
    return SECRETS + funder + "/" + secretHash;
  }

  /**
   * Which escrow withholds the tax of an assessment, by the commitment to what is due.
   *
   * @param due the commitment, 64 hexadecimal digits
   */
  public static String tax(String due) {
    return TAXES + due;
  }

  /** The most that an escrow of a bank can hold without being looked at. */
  public static String limit(String bank, String currency) {
    return LIMITS + bank + "/" + currency;
  }

  /** That the goods were recalled, once for each recall. */
  public static String recall(String escrowId, String recallId) {
    return incident(escrowId, "RECALL", recallId);
  }

  /** What a party reported of the goods, once for each reason. */
  public static String incident(String escrowId, String reason, String member) {
    return INCIDENTS + escrowId + "/" + reason + "/" + member;
  }

  /** What an escrow remembers of its holds while it is not held. */
  public static String holds(String escrowId) {
    return HOLDS + escrowId;
  }

  /** The certificate with which an officer of a bank signs decisions. */
  public static String officer(String bank, String officer) {
    return OFFICERS + bank + "/" + officer;
  }

  /** A claim that is offered to a financier; in a sealed collection, the offer. */
  public static String receivable(String receivableId) {
    return RECEIVABLES + receivableId;
  }

  /** That a claim was bought. */
  public static String sale(String receivableId) {
    return SALES + receivableId;
  }

  /** In sealed collections only: the plan of an escrow. */
  public static String plan(String escrowId) {
    return PLANS + escrowId;
  }

  /** That notes were merged. */
  public static String merge(String mergeId) {
    return MERGES + mergeId;
  }

  /** When a member last had void notes forgotten. */
  public static String forgotten(String member) {
    return FORGOTTEN + member;
  }

  /** What the owner of a note was told of it. */
  public static String advice(String noteId) {
    return ADVICES + noteId;
  }

  /** A redemption; in a sealed collection, its order. */
  public static String redemption(String redemptionId) {
    return REDEMPTIONS + redemptionId;
  }

  /** In sealed collections only: what is to be said of a redemption's return. */
  public static String returned(String redemptionId) {
    return RETURNS + redemptionId;
  }

  /** Leads from a UETR to its redemption. */
  public static String uetr(String uetr) {
    return UETRS + uetr;
  }

  /** Leads to a redemption that this bank has not paid yet. */
  public static String due(String bank, String redemptionId) {
    return DUE + bank + "/" + redemptionId;
  }

  /** A lock as it was made; in a sealed collection, its exchange plan. */
  public static String lock(String lockId) {
    return LOCKS + lockId;
  }

  /** Where a lock stands: the gate before the notes of its outcomes. */
  public static String lockGate(String lockId) {
    return LOCK_GATES + lockId;
  }

  /** Which lock has used a quote. */
  public static String quote(String provider, String quoteId) {
    return QUOTES + provider + "/" + quoteId;
  }

  /** The certificate with which a provider signs quotes. */
  public static String dealer(String provider) {
    return DEALERS + provider;
  }

  /** The latest day of which a source has reference rates. */
  public static String referenceDay(String source) {
    return REFERENCE_DAYS + source;
  }

  /** Reference rates of one day. */
  public static String referenceRates(String source, LocalDate date) {
    return REFERENCE_RATES + source + "/" + date;
  }
}
