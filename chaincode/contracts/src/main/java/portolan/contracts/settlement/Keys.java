// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.time.LocalDate;
import portolan.domain.encoding.Commitment;
import portolan.domain.money.Currency;
import portolan.domain.settlement.HoldReason;
import portolan.domain.settlement.timing.Timer;

/** Where things are in the state of this chaincode. */
final class Keys {
  /** All notes, in the public state and in sealed collections. */
  static final String NOTES = "note/";

  /** All mints. */
  static final String MINTS = "mint/";

  /** All redemptions. */
  static final String REDEMPTIONS = "redemption/";

  /** All allowances. */
  static final String ALLOWANCES = "allowance/";

  private Keys() {}

  static String attestation(String attestationId) {
    return "attestation/" + attestationId;
  }

  static String allowance(String allowanceId) {
    return ALLOWANCES + allowanceId;
  }

  static String mint(String mintId) {
    return MINTS + mintId;
  }

  /** A note; in a sealed collection, its opening. */
  static String note(String noteId) {
    return NOTES + noteId;
  }

  /** An escrow as it was funded. */
  static String escrow(String escrowId) {
    return "escrow/" + escrowId;
  }

  /** The escrows that a member has funded for an order: the id of each follows. */
  static String escrowsOf(String funder, String orderId) {
    return "order-escrow/" + funder + "/" + orderId + "/";
  }

  /** Where an escrow stands: the gate before the notes of its outcomes. */
  static String gate(String escrowId) {
    return Timer.ESCROW_GATES + escrowId;
  }

  /** A split that was offered or awarded, or another award. */
  static String split(String splitId) {
    return "split/" + splitId;
  }

  /** Which escrow of a funder a delivery secret belongs to, by its hash. */
  static String secretHash(String funder, String secretHash) {
    return "secret/" + funder + "/" + secretHash;
  }

  /** Which escrow withholds the tax of an assessment, by the commitment to what is due. */
  static String tax(Commitment due) {
    return "tax/" + due.hex();
  }

  /** The most that an escrow of a bank can hold without being looked at. */
  static String limit(String bank, Currency currency) {
    return "limit/" + bank + "/" + currency.code();
  }

  /** What a party reported of the goods, once for each reason. */
  static String incident(String escrowId, HoldReason reason, String member) {
    return "incident/" + escrowId + "/" + reason + "/" + member;
  }

  /** What an escrow remembers of its holds while it is not held. */
  static String holds(String escrowId) {
    return "holds/" + escrowId;
  }

  /** The certificate with which an officer of a bank signs decisions. */
  static String officer(String bank, String officer) {
    return "officer/" + bank + "/" + officer;
  }

  /** A claim that is offered to a financier; in a sealed collection, the offer. */
  static String receivable(String receivableId) {
    return "receivable/" + receivableId;
  }

  /** That a claim was bought. */
  static String sale(String receivableId) {
    return "sale/" + receivableId;
  }

  /** In sealed collections only: the plan of an escrow. */
  static String plan(String escrowId) {
    return "plan/" + escrowId;
  }

  /** That notes were merged. */
  static String merge(String mergeId) {
    return "merge/" + mergeId;
  }

  /** When a member last had void notes forgotten. */
  static String forgotten(String member) {
    return "forgotten/" + member;
  }

  static String advice(String noteId) {
    return "advice/" + noteId;
  }

  /** A redemption; in a sealed collection, its order. */
  static String redemption(String redemptionId) {
    return REDEMPTIONS + redemptionId;
  }

  /** In sealed collections only: what is to be said of a redemption's return. */
  static String returned(String redemptionId) {
    return "return/" + redemptionId;
  }

  /** Leads from a UETR to its redemption. */
  static String uetr(String uetr) {
    return "uetr/" + uetr;
  }

  /** Leads to a redemption that this bank has not paid yet. */
  static String due(String bank, String redemptionId) {
    return "due/" + bank + "/" + redemptionId;
  }

  /** A lock as it was made; in a sealed collection, its exchange plan. */
  static String lock(String lockId) {
    return "lock/" + lockId;
  }

  /** Where a lock stands: the gate before the notes of its outcomes. */
  static String lockGate(String lockId) {
    return Timer.LOCK_GATES + lockId;
  }

  /** Which lock has used a quote. */
  static String quote(String provider, String quoteId) {
    return "quote/" + provider + "/" + quoteId;
  }

  /** The certificate with which a provider signs quotes. */
  static String dealer(String provider) {
    return "dealer/" + provider;
  }

  /** The latest day of which a source has reference rates. */
  static String referenceDay(String source) {
    return "reference-day/" + source;
  }

  /** Reference rates of one day. */
  static String referenceRates(String source, LocalDate date) {
    return "reference-rates/" + source + "/" + date;
  }
}
