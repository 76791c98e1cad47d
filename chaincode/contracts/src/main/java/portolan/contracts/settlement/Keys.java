package portolan.contracts.settlement;

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

  /** Where an escrow stands: the gate before the notes of its outcomes. */
  static String gate(String escrowId) {
    return "gate/" + escrowId;
  }

  /** A split that was offered or awarded, or another award. */
  static String split(String splitId) {
    return "split/" + splitId;
  }

  /** Which escrow a delivery secret belongs to, by its hash. */
  static String secretHash(String secretHash) {
    return "secret/" + secretHash;
  }

  /** In sealed collections only: the plan of an escrow. */
  static String plan(String escrowId) {
    return "plan/" + escrowId;
  }

  static String advice(String noteId) {
    return "advice/" + noteId;
  }

  /** A redemption; in a sealed collection, its order. */
  static String redemption(String redemptionId) {
    return REDEMPTIONS + redemptionId;
  }
}
