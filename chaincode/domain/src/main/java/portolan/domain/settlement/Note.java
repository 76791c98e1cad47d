// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.Optional;
import java.util.function.Function;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * A note as the channel sees it: {@code {"commitment","issuer","gate"?}}, stored under its id until
 * it is spent.
 *
 * @param commitment to its {@link NoteOpening}
 * @param issuer the bank that it is a claim on
 * @param gate what has to happen first, if anything
 */
public record Note(Commitment commitment, String issuer, Optional<NoteGate> gate) {
  private static final String SPLIT = "SPLIT";

  /** A note's id: the id of what created it, and its place there, joined by dots. */
  public static final Format ID =
      Format.of(
          "a note id such as BankMSP/M1.1 or PlatformMSP/E1.DELIVERED.2",
          Format.QUALIFIED.pattern().pattern()
              + "(\\.(DELIVERED|REFUNDED|LOST|SPLIT|CHANGE|RETURNED"
              + "|EXECUTED|EXPIRED|UNUSED|ASSIGNED|PRICE|REST|MERGED))?"
              + "\\.[1-9][0-9]{0,2}",
          Format.QUALIFIED.maxLength() + 16);

  /** Id of the nth (from 1) note of a mint. */
  public static String mintedId(String mintId, int n) {
    return mintId + "." + n;
  }

  /**
   * Id of the nth (from 1) note behind a gate: {@code PlatformMSP/E1.DELIVERED.2}, {@code
   * PlatformMSP/O7.SPLIT.1}, {@code PlatformMSP/L1.EXECUTED.1}.
   */
  public static String gatedId(NoteGate gate, int n) {
    return switch (gate) {
      case Gate(String escrowId, Gate.Planned planned) ->
          escrowId + "." + planned.outcome() + "." + n;
      case Gate(String escrowId, Gate.Offered offered) -> offered.offerId() + "." + SPLIT + "." + n;
      case LockGate(String lockId, LockOutcome outcome) -> lockId + "." + outcome + "." + n;
    };
  }

  /** Id of the nth (from 1) note of change of an escrow's funding. */
  public static String changeId(String escrowId, int n) {
    return escrowId + "." + NoteId.CHANGE + "." + n;
  }

  /** Id of the note that takes the place of an assigned claim. */
  public static String assignedId(String receivableId) {
    return receivableId + ".ASSIGNED.1";
  }

  /** Id of the note that a seller gets for an assigned claim. */
  public static String priceId(String receivableId) {
    return receivableId + ".PRICE.1";
  }

  /** Id of the nth (from 1) note of change of what a financier paid. */
  public static String restId(String receivableId, int n) {
    return receivableId + ".REST." + n;
  }

  /** Id of the note that gives a redemption's money back. */
  public static String returnedId(String redemptionId) {
    return redemptionId + ".RETURNED.1";
  }

  /** Id of the nth (from 1) note that a lock gives back at once. */
  public static String unusedId(String lockId, int n) {
    return lockId + ".UNUSED." + n;
  }

  /** Id of the nth (from 1) note of a merge. */
  public static String mergedId(String mergeId, int n) {
    return mergeId + "." + NoteId.MERGED + "." + n;
  }

  /** Reads a note. */
  public static Note fromJson(Fields fields) {
    return new Note(
        fields.commitment("commitment"),
        fields.text("issuer", Format.MEMBER),
        fields.optionalObject("gate").map(NoteGate::fromJson));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object().put("commitment", commitment.hex()).put("issuer", issuer);
    gate.ifPresent(g -> json.put("gate", g.toJson()));
    return json.build();
  }

  /**
   * Whether the note can be spent now.
   *
   * @param escrows the gate of an escrow that is open, empty while it has not ended
   * @param locks how a lock ended, empty while it stands
   */
  public NoteState state(
      Function<String, Optional<Gate.Key>> escrows, Function<String, Optional<LockOutcome>> locks) {
    if (gate.isEmpty()) {
      return NoteState.SPENDABLE;
    }
    return switch (gate.get()) {
      case Gate(String escrowId, Gate.Key key) -> behind(key, escrows.apply(escrowId));
      case LockGate(String lockId, LockOutcome outcome) -> behind(outcome, locks.apply(lockId));
    };
  }

  private static <E> NoteState behind(E wanted, Optional<E> end) {
    return end.map(e -> e.equals(wanted) ? NoteState.SPENDABLE : NoteState.VOID)
        .orElse(NoteState.GATED);
  }
}
