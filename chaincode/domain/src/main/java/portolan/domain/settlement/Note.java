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
public record Note(Commitment commitment, String issuer, Optional<Gate> gate) {
  /** A note's id: the id of what created it, and its place there, joined by dots. */
  public static final Format ID =
      Format.of(
          "a note id such as M1.1 or E1.DELIVERED.2",
          "[A-Za-z0-9][A-Za-z0-9_:-]{0,63}(\\.(DELIVERED|REFUNDED|CHANGE))?\\.[1-9][0-9]{0,2}",
          80);

  /** Id of the nth (from 1) note of a mint. */
  public static String mintedId(String mintId, int n) {
    return mintId + "." + n;
  }

  /** Id of the nth (from 1) note of an outcome. */
  public static String gatedId(Gate gate, int n) {
    return gate.escrowId() + "." + gate.outcome() + "." + n;
  }

  /** Id of the nth (from 1) note of change of an escrow's funding. */
  public static String changeId(String escrowId, int n) {
    return escrowId + ".CHANGE." + n;
  }

  /** Reads a note. */
  public static Note fromJson(Fields fields) {
    return new Note(
        fields.commitment("commitment"),
        fields.text("issuer", Format.MEMBER),
        fields.optionalObject("gate").map(Gate::fromJson));
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
   * @param outcomes how an escrow ended, empty while it is funded
   */
  public NoteState state(Function<String, Optional<Outcome>> outcomes) {
    if (gate.isEmpty()) {
      return NoteState.SPENDABLE;
    }
    return outcomes
        .apply(gate.get().escrowId())
        .map(end -> end == gate.get().outcome() ? NoteState.SPENDABLE : NoteState.VOID)
        .orElse(NoteState.GATED);
  }
}
