// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.instruction.AdviseNote;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/** {@code advise}: tells the owner of a note its opening, in a transaction that shows no other. */
final class AdviseFunction extends GroupFunction<AdviseFunction.Request> {

  record Request(Item item, AdviseNote advice, Fields sealed, NoteOpening opening) {}

  AdviseFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Request read(Item item) {
    AdviseNote advice = AdviseNote.fromJson(item.fields());
    Fields sealed = item.sealed();
    Fields opening = sealed.object("opening");
    sealed.end();
    return new Request(item, advice, opening, NoteOpening.fromJson(opening));
  }

  @Override
  protected List<String> keys(Request request) {
    String noteId = request.advice().noteId();
    return List.of(SettlementKeys.advice(noteId), SettlementKeys.note(noteId));
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    AdviseNote advice = request.advice();
    String id = advice.noteId();
    Optional<JsonObject> stored = ledger.read(SettlementKeys.advice(id));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "noteId");
      return Accepted.before();
    }
    Note note =
        ledger
            .find(SettlementKeys.note(id))
            .map(Note::fromJson)
            .orElseThrow(
                () ->
                    new Refusal(RefusalCode.NOT_FOUND, "noteId", "expected an unspent note")
                        .toException());
    note.commitment()
        .requireOpenedBy(NoteOpening.KIND, request.sealed().path(), request.sealed().json());
    if (!request.opening().owner().equals(advice.owner())) {
      throw new Refusal(RefusalCode.NOT_OWNER, "owner", "expected the owner that the opening names")
          .toException();
    }
    ledger.write(
        SettlementKeys.advice(id),
        advice.toJson().toBuilder()
            .put("advisedBy", transaction.caller())
            .put("advisedAt", Timestamp.format(transaction.timestamp()))
            .put(Item.PAYLOAD_HASH, request.item().payloadHash())
            .build());
    transaction
        .sealedLedger()
        .seal(Set.of(advice.owner()), SettlementKeys.note(id), request.opening().toJson());
    return Accepted.now();
  }
}
