package portolan.gateway.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/** This member's own notes, and which of them are promised to a transaction that is under way. */
final class Wallet {
  private static final int PAGE = 200;

  /** Where a note stands. */
  enum State {
    SPENDABLE,
    GATED,
    VOID
  }

  /**
   * A note that this member can open.
   *
   * @param opening owner, currency, amount and salt, as committed to
   * @param escrowId and {@code outcome}: its gate; empty for an ungated note
   */
  record OwnNote(String noteId, JsonObject opening, State state, String escrowId, String outcome) {
    String currency() {
      return Fields.of("opening", opening).text("currency", 3);
    }

    long amount() {
      return Fields.of("opening", opening).amount("amount");
    }
  }

  private final LedgerAccess ledger;
  private final Set<String> leased = new HashSet<>();

  Wallet(LedgerAccess ledger) {
    this.ledger = ledger;
  }

  /** All notes that are not spent. */
  List<OwnNote> notes() throws ApiException {
    List<OwnNote> notes = new ArrayList<>();
    String bookmark = "";
    do {
      Fields page =
          ledger.evaluate(
              "settlement",
              "myNotes",
              Json.object().put("bookmark", bookmark).put("limit", PAGE).build());
      for (Fields note : page.objects("notes", 0, PAGE)) {
        notes.add(
            new OwnNote(
                note.text("noteId", 200),
                note.object("opening").json(),
                note.choice("state", State.class),
                note.optionalText("escrowId", 64).orElse(""),
                note.optionalText("outcome", 64).orElse("")));
      }
      bookmark = page.optionalText("bookmark", 1_000).orElse("");
    } while (!bookmark.isEmpty());
    return notes;
  }

  /**
   * Promises spendable notes of a currency that are worth at least the amount, the largest first so
   * that few are needed.
   *
   * @throws ApiException INSUFFICIENT_FUNDS
   */
  List<OwnNote> lease(String currency, long amount) throws ApiException {
    List<OwnNote> candidates =
        notes().stream()
            .filter(n -> n.state() == State.SPENDABLE && n.currency().equals(currency))
            .sorted(Comparator.comparingLong(OwnNote::amount).reversed())
            .toList();
    synchronized (leased) {
      List<OwnNote> chosen = new ArrayList<>();
      long sum = 0;
      for (OwnNote note : candidates) {
        if (sum >= amount) {
          break;
        }
        if (!leased.contains(note.noteId())) {
          chosen.add(note);
          sum = Math.addExact(sum, note.amount());
        }
      }
      if (sum < amount) {
        throw ApiException.refused(
            "INSUFFICIENT_FUNDS",
            "",
            "the member's free notes in " + currency + " are worth less than the payouts");
      }
      chosen.forEach(n -> leased.add(n.noteId()));
      return chosen;
    }
  }

  /** Takes a promise back, once its transaction has ended. */
  void release(List<OwnNote> notes) {
    synchronized (leased) {
      notes.forEach(n -> leased.remove(n.noteId()));
    }
  }
}
