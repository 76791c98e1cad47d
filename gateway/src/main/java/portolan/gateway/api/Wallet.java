package portolan.gateway.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Money;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;

/** This member's own notes, and which of them are promised to a transaction. */
final class Wallet {
  private static final int PAGE = 200;

  /**
   * A note that this member can open.
   *
   * @param issuer the bank that it is a claim on
   */
  record OwnNote(
      String noteId, NoteOpening opening, NoteState state, Optional<NoteGate> gate, String issuer) {
    Money amount() {
      return opening.amount();
    }
  }

  private final LedgerAccess ledger;
  private final SharedReading<List<OwnNote>> listing = new SharedReading<>(this::list);
  private final NoteLeases leases = new NoteLeases(System::nanoTime);

  Wallet(LedgerAccess ledger) {
    this.ledger = ledger;
  }

  /** All notes that are not spent. */
  List<OwnNote> notes() throws ApiException {
    return listing.get();
  }

  private List<OwnNote> list() throws ApiException {
    List<OwnNote> notes = new ArrayList<>();
    Optional<String> bookmark = Optional.empty();
    do {
      JsonObject.Builder question = Json.object().put("limit", PAGE);
      bookmark.ifPresent(b -> question.put("bookmark", b));
      Fields page = ledger.evaluate("settlement", "myNotes", question.build());
      for (Fields note : page.objects("notes", 0, PAGE)) {
        notes.add(
            new OwnNote(
                note.text("noteId", Note.ID),
                NoteOpening.fromJson(note.object("opening")),
                note.choice("state", NoteState.class),
                note.optionalObject("gate").map(NoteGate::fromJson),
                note.optionalText("issuer", Format.MEMBER).orElse("")));
      }
      bookmark = page.optionalText("bookmark", Note.ID);
    } while (bookmark.isPresent());
    return List.copyOf(notes);
  }

  /**
   * Promises spendable notes that are worth at least the amount.
   *
   * @throws ApiException INSUFFICIENT_FUNDS
   */
  List<OwnNote> lease(Money amount) throws ApiException {
    return leases.take(notes(), amount);
  }

  /** As {@link #lease(Money)}, of notes that one bank has issued. */
  List<OwnNote> lease(Money amount, String issuer) throws ApiException {
    return leases.take(
        notes().stream().filter(note -> note.issuer().equals(issuer)).toList(), amount);
  }

  /** Takes a promise back, when its transaction did not happen. */
  void release(List<OwnNote> notes) {
    leases.release(notes);
  }
}
