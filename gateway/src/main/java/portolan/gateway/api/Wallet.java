package portolan.gateway.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Money;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;

/** This member's own notes, and which of them are promised to a transaction. */
final class Wallet {
  private static final int PAGE = 200;

  /**
   * A promise is forgotten after this time: by then its notes are spent and no longer listed, or
   * its transaction has not happened.
   */
  private static final long LEASE_NANOS = Duration.ofMinutes(5).toNanos();

  /** A note that this member can open. */
  record OwnNote(String noteId, NoteOpening opening, NoteState state, Optional<Gate> gate) {
    Money amount() {
      return opening.amount();
    }
  }

  private final LedgerAccess ledger;
  private final SharedReading<List<OwnNote>> listing = new SharedReading<>(this::list);
  private final Map<String, Long> leased = new HashMap<>();

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
                note.optionalObject("gate").map(Gate::fromJson)));
      }
      bookmark = page.optionalText("bookmark", Note.ID);
    } while (bookmark.isPresent());
    return List.copyOf(notes);
  }

  /**
   * Promises spendable notes that are worth at least the amount, the largest first so that few are
   * needed.
   *
   * @throws ApiException INSUFFICIENT_FUNDS
   */
  List<OwnNote> lease(Money amount) throws ApiException {
    List<OwnNote> candidates =
        notes().stream()
            .filter(n -> n.state() == NoteState.SPENDABLE)
            .filter(n -> n.amount().currency().equals(amount.currency()))
            .sorted(Comparator.comparingLong((OwnNote n) -> n.amount().minorUnits()).reversed())
            .toList();
    synchronized (leased) {
      leased.values().removeIf(since -> System.nanoTime() - since > LEASE_NANOS);
      List<OwnNote> chosen = new ArrayList<>();
      Money sum = Money.zero(amount.currency());
      for (OwnNote note : candidates) {
        if (sum.minorUnits() >= amount.minorUnits()) {
          break;
        }
        if (!leased.containsKey(note.noteId())) {
          chosen.add(note);
          sum = sum.plus(note.amount());
        }
      }
      if (sum.minorUnits() < amount.minorUnits()) {
        throw ApiException.refused(
            "INSUFFICIENT_FUNDS",
            "",
            "the member's free notes in "
                + amount.currency().code()
                + " are worth less than the payouts");
      }
      chosen.forEach(n -> leased.put(n.noteId(), System.nanoTime()));
      return chosen;
    }
  }

  /** Takes a promise back, when its transaction did not happen. */
  void release(List<OwnNote> notes) {
    synchronized (leased) {
      notes.forEach(n -> leased.remove(n.noteId()));
    }
  }
}
