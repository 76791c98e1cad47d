package portolan.gateway.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteState;

/**
 * Which notes are promised to a transaction, so that two transactions do not choose the same one.
 * Notes that were spent stay promised: who listed them before may still be choosing. Safe for use
 * by many threads.
 */
final class NoteLeases {
  /**
   * A promise is forgotten after this time: by then its notes are spent and no longer listed, or
   * its transaction has not happened.
   */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private final LongSupplier nanoTime;
  private final Map<String, Long> promised = new HashMap<>();

  NoteLeases(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Promises spendable notes that are worth at least the amount, the largest first so that few are
   * needed.
   *
   * @param notes the member's notes
   * @throws ApiException INSUFFICIENT_FUNDS
   */
  synchronized List<Wallet.OwnNote> take(List<Wallet.OwnNote> notes, Money amount)
      throws ApiException {
    long now = nanoTime.getAsLong();
    promised.values().removeIf(since -> now - since > LONGEST.toNanos());
    List<Wallet.OwnNote> candidates =
        notes.stream()
            .filter(n -> n.state() == NoteState.SPENDABLE)
            .filter(n -> n.amount().currency().equals(amount.currency()))
            .filter(n -> !promised.containsKey(n.noteId()))
            .sorted(
                Comparator.comparingLong((Wallet.OwnNote n) -> n.amount().minorUnits()).reversed())
            .toList();
    List<Wallet.OwnNote> chosen = new ArrayList<>();
    long missing = amount.minorUnits();
    for (Wallet.OwnNote note : candidates) {
      if (missing <= 0) {
        break;
      }
      chosen.add(note);
      missing -= note.amount().minorUnits();
    }
    if (missing > 0) {
      throw ApiException.refused(
          "INSUFFICIENT_FUNDS",
          "",
          "the member's free notes in "
              + amount.currency().code()
              + " are worth less than the payouts");
    }
    chosen.forEach(n -> promised.put(n.noteId(), now));
    return chosen;
  }

  /** Takes a promise back, when its transaction did not happen. */
  synchronized void release(List<Wallet.OwnNote> notes) {
    notes.forEach(n -> promised.remove(n.noteId()));
  }
}
