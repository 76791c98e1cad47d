// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.instruction.ForgetNotes;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code forget}: deletes void notes whose openings are sealed to the caller, with what was kept of
 * them. Of a note that is gone already it deletes the opening that was left behind; of one that was
 * never sealed to the caller it touches nothing. So it can be asked again.
 *
 * <p>Deleted, not purged: a projection that is built anew reads the openings from the blocks.
 */
final class ForgetFunction extends GroupFunction<ForgetFunction.Request> {

  record Request(Item item, ForgetNotes forget) {}

  private final Spending spending;

  ForgetFunction(Transaction transaction) {
    super(transaction);
    this.spending = new Spending(transaction);
  }

  @Override
  protected Request read(Item item) {
    ForgetNotes forget = ForgetNotes.fromJson(item.fields());
    Openings.requireDistinct(
        RefusalCode.DUPLICATE_INPUT, item.fields().path("notes"), forget.notes());
    return new Request(item, forget);
  }

  @Override
  protected List<String> keys(Request request) {
    List<String> notes = request.forget().notes();
    return Stream.of(
            notes.stream().map(SettlementKeys::note),
            notes.stream().map(SettlementKeys::advice),
            notes.stream().flatMap(id -> Spending.gateKeyOf(id).stream()))
        .flatMap(keys -> keys)
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    String bank = request.forget().bank();
    String caller = transaction.caller();
    int forgotten = 0;
    for (int i = 0; i < request.forget().notes().size(); i++) {
      String id = request.forget().notes().get(i);
      Optional<Note> note = spending.note(id);
      if (note.isPresent()) {
        requireVoid("notes[" + i + "]", bank, id, note.get());
      }
      // Nobody has another member's notes forgotten.
      if (transaction.sealedLedger().isSealedTo(caller, SettlementKeys.note(id))) {
        spending.remove(id, bank, caller);
        ledger.delete(SettlementKeys.advice(id));
        forgotten++;
      }
    }
    if (forgotten == 0) {
      return Accepted.before(result(0));
    }
    // Openings that were left behind are no public state: there has to be some.
    ledger.write(
        SettlementKeys.forgotten(caller),
        Json.object().put("forgottenAt", Timestamp.format(transaction.timestamp())).build());
    return Accepted.now(result(forgotten));
  }

  private void requireVoid(String field, String bank, String noteId, Note note) {
    if (!note.issuer().equals(bank)) {
      throw new Refusal(
              RefusalCode.WRONG_BANK, field, "expected a note that " + bank + " issued: " + noteId)
          .toException();
    }
    if (spending.state(note) != NoteState.VOID) {
      throw new Refusal(
              RefusalCode.NOTE_NOT_VOID,
              field,
              "expected a note that can never be spent: " + noteId)
          .toException();
    }
  }

  private static JsonObject result(int forgotten) {
    return Json.object().put("forgotten", forgotten).build();
  }
}
