package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.Escrow;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.SplitPlan;

/**
 * Writing the notes of a split. They are behind a gate of their own, which is open only if the
 * escrow ends with this very split, so an offer moves nothing.
 */
final class SplitShares {
  private final Transaction transaction;

  SplitShares(Transaction transaction) {
    this.transaction = transaction;
  }

  /** The plan in the sealed part of an item, checked against the commitments of the shares. */
  static SplitPlan plan(Item item, List<Commitment> shares) {
    Openings.requireDistinct("DUPLICATE_COMMITMENT", item.fields().path("notes"), shares);
    Fields sealed = item.sealed();
    SplitPlan plan = SplitPlan.fromJson(sealed);
    Openings.of(sealed, "shares", shares);
    sealed.end();
    return plan;
  }

  /** Ids of the notes of a split. */
  static List<String> ids(String escrowId, String splitId, int count) {
    Gate gate = new Gate(escrowId, new Gate.Offered(splitId));
    return IntStream.rangeClosed(1, count).mapToObj(n -> Note.gatedId(gate, n)).toList();
  }

  /**
   * Whether a split of that id was written before.
   *
   * @throws portolan.domain.encoding.RefusedException {@code ALREADY_EXISTS} if it was another one
   */
  boolean isWritten(Item item, String field, String splitId) {
    Optional<JsonObject> stored = transaction.ledger().read(Keys.split(splitId));
    stored.ifPresent(before -> item.requireSameAs(before, field));
    return stored.isPresent();
  }

  /** Checks the plan and writes its notes. */
  void write(Item item, Escrow escrow, String splitId, SplitPlan plan, List<Commitment> shares) {
    requireWhatIsHeld(escrow, plan);
    plan.requireSound(escrow.terms().currency());
    Ledger ledger = transaction.ledger();
    String escrowId = escrow.terms().escrowId();
    String bank = escrow.terms().bank();
    Gate gate = new Gate(escrowId, new Gate.Offered(splitId));
    for (int i = 0; i < shares.size(); i++) {
      NoteOpening opening = plan.shares().get(i);
      if (transaction.registry().roles(opening.owner()).isEmpty()) {
        throw new Refusal(
                Refusal.NOT_FOUND, "notes[" + i + "]", "expected a registered member as owner")
            .toException();
      }
      String key = Keys.note(Note.gatedId(gate, i + 1));
      ledger.write(key, new Note(shares.get(i), bank, Optional.<NoteGate>of(gate)).toJson());
      Set<String> readers = new TreeSet<>(Set.of(bank));
      if (opening.owner().equals(transaction.caller())) {
        readers.add(transaction.caller());
      }
      transaction.sealedLedger().seal(readers, key, opening.toJson());
    }
    remember(item, escrowId, splitId, shares.size());
  }

  /** Keeps what an offer or an award was, so that the same one again changes nothing. */
  void remember(Item item, String escrowId, String splitId, int notes) {
    transaction
        .ledger()
        .write(
            Keys.split(splitId),
            Json.object()
                .put("escrowId", escrowId)
                .put("notes", notes)
                .put(Item.PAYLOAD_HASH, item.payloadHash())
                .build());
  }

  /** All notes of the refund, so that their sum is what the escrow holds. */
  private void requireWhatIsHeld(Escrow escrow, SplitPlan plan) {
    List<String> ids = escrow.notes().ids(escrow.terms().escrowId(), Outcome.REFUNDED);
    if (ids.size() != plan.refunded().size()) {
      throw new Refusal(
              Refusal.INVALID_ARGUMENT,
              "refunded",
              "expected the openings of all " + ids.size() + " notes of the refund")
          .toException();
    }
    for (int i = 0; i < ids.size(); i++) {
      Note note =
          transaction.ledger().find(Keys.note(ids.get(i))).map(Note::fromJson).orElseThrow();
      note.commitment()
          .requireOpenedBy(
              NoteOpening.KIND, "refunded[" + i + "]", plan.refunded().get(i).toJson());
    }
  }
}
