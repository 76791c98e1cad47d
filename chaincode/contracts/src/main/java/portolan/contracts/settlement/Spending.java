// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.LockOutcome;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteId;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * Spending notes by naming them. The read of the note and, if it is gated, of its gate is part of
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
        .find(SettlementKeys.gate(escrowId))
        .flatMap(fields -> EscrowState.fromJson(fields).open());
  }

  /** How a lock ended, if it did. */
  Optional<LockOutcome> lockOutcome(String lockId) {
    return transaction
        .ledger()
        .find(SettlementKeys.lockGate(lockId))
        .flatMap(fields -> LockState.fromJson(fields).outcome());
  }

  /** The note of that id, if it is unspent. */
  Optional<Note> note(String noteId) {
    return transaction.ledger().find(SettlementKeys.note(noteId)).map(Note::fromJson);
  }

  /** Whether the note of that id can be spent. */
  NoteState state(String noteId) {
    return note(noteId).map(this::state).orElse(NoteState.SPENT);
  }

  /** Whether an unspent note can be spent. */
  NoteState state(Note note) {
    return note.state(this::open, this::lockOutcome);
  }

  /**
   * Spends a note: the caller owns it, it is a claim on this bank, its gate is open.
   *
   * @param field path of the note's id
   * @param sealed the opening as it was sent
   * @param opening the opening
   */
  void spend(String field, String noteId, String bank, Fields sealed, NoteOpening opening) {
    spend(field, noteId, bank, sealed, opening, transaction.caller());
  }

  /**
   * As {@link #spend(String, String, String, Fields, NoteOpening)}, for a note of another member,
   * which has agreed: the function that spends it has verified how.
   */
  void spend(
      String field, String noteId, String bank, Fields sealed, NoteOpening opening, String owner) {
    Note note =
        note(noteId)
            .orElseThrow(
                () -> refusal(RefusalCode.NOT_FOUND, field, "expected an unspent note: " + noteId));
    note.commitment().requireOpenedBy(NoteOpening.KIND, sealed.path(), sealed.json());
    if (!opening.owner().equals(owner)) {
      throw refusal(RefusalCode.NOT_OWNER, field, "expected a note of " + owner + ": " + noteId);
    }
    if (!note.issuer().equals(bank)) {
      throw refusal(
          RefusalCode.WRONG_BANK, field, "expected a note that " + bank + " issued: " + noteId);
    }
    switch (state(note)) {
      case SPENDABLE -> remove(noteId, bank, owner);
      case GATED ->
          throw refusal(
              RefusalCode.NOTE_GATED,
              field,
              "expected a note whose escrow or lock has ended: " + noteId);
      case VOID, SPENT ->
          throw refusal(
              RefusalCode.NOTE_VOID,
              field,
              "expected a note of the outcome that happened: " + noteId);
    }
  }

  /** Removes a note and what its owner and its bank keep of it by itself. */
  void remove(String noteId, String bank, String owner) {
    transaction.ledger().delete(SettlementKeys.note(noteId));
    // Of a funding the bank keeps the plan.
    transaction
        .sealedLedger()
        .delete(
            NoteId.parse(noteId).isOfFunding() ? List.of(owner) : List.of(bank, owner),
            SettlementKeys.note(noteId));
  }

  private static RuntimeException refusal(RefusalCode code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  /**
   * The key of the gate on which a note depends, as its id tells: {@code E1.DELIVERED.2} on that of
   * an escrow, {@code L1.EXECUTED.1} on that of a lock; change depends on none.
   */
  static Optional<String> gateKeyOf(String noteId) {
    NoteId id = NoteId.parse(noteId);
    if (id.outcome().isPresent()) {
      return Optional.of(SettlementKeys.gate(id.origin()));
    }
    return id.kind().filter(LockOutcome::isName).map(kind -> SettlementKeys.lockGate(id.origin()));
  }
}
