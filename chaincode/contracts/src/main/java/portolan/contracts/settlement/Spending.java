package portolan.contracts.settlement;

import java.util.Optional;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.Outcome;

/**
 * Spending notes by naming them. The read of the note and, if it is gated, of its escrow is part of
 * the transaction's read set: a conflict at commit means that it was spent twice.
 */
final class Spending {
  private final Transaction transaction;

  Spending(Transaction transaction) {
    this.transaction = transaction;
  }

  /** Which notes of an escrow are open, if it has ended. */
  Optional<Gate.Key> open(String escrowId) {
    return transaction
        .ledger()
        .find(Keys.gate(escrowId))
        .flatMap(fields -> EscrowState.fromJson(fields).open());
  }

  /** The note of that id, if it is unspent. */
  Optional<Note> note(String noteId) {
    return transaction.ledger().find(Keys.note(noteId)).map(Note::fromJson);
  }

  /** Whether the note of that id can be spent. */
  NoteState state(String noteId) {
    return note(noteId).map(note -> note.state(this::open)).orElse(NoteState.SPENT);
  }

  /**
   * Spends a note: the caller owns it, it is a claim on this bank, its gate is open.
   *
   * @param field path of the note's id
   * @param sealed the opening as it was sent
   * @param opening the opening
   */
  void spend(String field, String noteId, String bank, Fields sealed, NoteOpening opening) {
    Note note =
        note(noteId)
            .orElseThrow(
                () -> refusal(Refusal.NOT_FOUND, field, "expected an unspent note: " + noteId));
    note.commitment().requireOpenedBy(NoteOpening.KIND, sealed.path(), sealed.json());
    if (!opening.owner().equals(transaction.caller())) {
      throw refusal("NOT_OWNER", field, "expected a note of the caller: " + noteId);
    }
    if (!note.issuer().equals(bank)) {
      throw refusal("WRONG_BANK", field, "expected a note that " + bank + " issued: " + noteId);
    }
    switch (note.state(this::open)) {
      case SPENDABLE -> transaction.ledger().delete(Keys.note(noteId));
      case GATED ->
          throw refusal("NOTE_GATED", field, "expected a note whose escrow has ended: " + noteId);
      case VOID, SPENT ->
          throw refusal(
              "NOTE_VOID", field, "expected a note of the outcome that happened: " + noteId);
    }
  }

  private static RuntimeException refusal(String code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  /**
   * The escrow on which a note depends, as its id tells: {@code E1.DELIVERED.2}; change depends on
   * none.
   */
  static Optional<String> escrowOf(String noteId) {
    int dot = noteId.indexOf('.');
    int next = noteId.indexOf('.', dot + 1);
    boolean gated = dot >= 0 && next >= 0 && Outcome.isName(noteId.substring(dot + 1, next));
    return gated ? Optional.of(noteId.substring(0, dot)) : Optional.empty();
  }
}
