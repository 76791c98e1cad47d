// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.Entry;
import portolan.contracts.transaction.Scan;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code myNotes} {@code {"bookmark"?,"limit"}}: a page of the caller's own openings, each with the
 * state of its note, and the bookmark of the next page if there may be one.
 */
final class MyNotes {
  private static final int MAX_LIMIT = 1000;

  private MyNotes() {}

  static JsonObject page(Transaction transaction, Fields argument) {
    Optional<String> bookmark = argument.optionalText("bookmark", Note.ID);
    int limit = (int) argument.integer("limit", 1, MAX_LIMIT);
    argument.end();
    String from = bookmark.map(id -> SettlementKeys.note(id) + '\0').orElse(SettlementKeys.NOTES);
    List<Entry> entries =
        transaction.sealedLedger().own(from, Scan.after(SettlementKeys.NOTES), limit);
    transaction.ledger().fetch(entries.stream().map(Entry::key).toList());
    Spending spending = new Spending(transaction);
    List<JsonObject> notes = new ArrayList<>();
    for (Entry entry : entries) {
      String id = entry.key().substring(SettlementKeys.NOTES.length());
      NoteOpening opening = NoteOpening.fromJson(Fields.ofSealed(entry.key(), entry.value()));
      if (opening.owner().equals(transaction.caller())) {
        notes.add(note(spending, id, opening));
      }
    }
    JsonObject.Builder answer = Json.object().putAll("notes", notes);
    if (entries.size() == limit) {
      answer.put("bookmark", entries.getLast().key().substring(SettlementKeys.NOTES.length()));
    }
    return answer.build();
  }

  private static JsonObject note(Spending spending, String id, NoteOpening opening) {
    JsonObject.Builder json =
        Json.object()
            .put("noteId", id)
            .put("opening", opening.toJson())
            .put("state", spending.state(id).name());
    spending
        .note(id)
        .ifPresent(
            note -> {
              json.put("issuer", note.issuer());
              note.gate().ifPresent(gate -> json.put("gate", gate.toJson()));
            });
    return json.build();
  }
}
