package portolan.domain.settlement;

/** Why a payment is held. */
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
}
