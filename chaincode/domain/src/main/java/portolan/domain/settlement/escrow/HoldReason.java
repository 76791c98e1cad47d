// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

/** Why a payment is held. Several can be open; each is lifted by whom it is for. */
public enum HoldReason {
  /** A party has to be screened first. */
  SCREENING,
  /** Screening found a party on a list, or could not tell. */
  SCREENING_HIT,
  /** The amount is above the limit of the bank. */
  LIMIT,
  /** A seal was broken or is missing. */
  SEAL,
  /** The goods were too warm, too cold, or otherwise not kept as agreed. */
  EXCURSION,
  /** The goods are recalled. */
  RECALL,
  /** Something else that an officer has to look at. */
  REVIEW;

  /** Whether it is something that happened to the goods, which a party of the trade can report. */
  public boolean isIncident() {
    return switch (this) {
      case SEAL, EXCURSION, RECALL -> true;
      case SCREENING, SCREENING_HIT, LIMIT, REVIEW -> false;
    };
  }

  /** Whether two officers of the bank lift it; otherwise the screener's clearance does. */
  public boolean isLiftedByOfficers() {
    return switch (this) {
      case SCREENING -> false;
      case SCREENING_HIT, LIMIT, SEAL, EXCURSION, RECALL, REVIEW -> true;
    };
  }
}
