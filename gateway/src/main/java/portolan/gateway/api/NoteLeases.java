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
 * Which notes are promised to a transaction that is under way, so that two transactions do not
 * choose the same one. Safe for use by many threads.
 */
final class NoteLeases {
  /** A promise is forgotten after this time, should its transaction never end. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private final LongSupplier nanoTime;
  private final Map<String, Long> promised = new HashMap<>();
  private final Map<String, Long> released = new HashMap<>();

  NoteLeases(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The moment before the notes are read, to be passed to {@link #take}. */
  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * Promises spendable notes that are worth at least the amount, the largest first so that few are
   * needed.
   *
   * @param notes the member's notes as they were read
   * @param readAt the moment before they were read; what was released since may be spent
   * @throws ApiException INSUFFICIENT_FUNDS
   */
  synchronized List<Wallet.OwnNote> take(List<Wallet.OwnNote> notes, long readAt, Money amount)
      throws ApiException {
    long now = now();
    promised.values().removeIf(since -> now - since > LONGEST.toNanos());
    released.values().removeIf(since -> now - since > LONGEST.toNanos());
    List<Wallet.OwnNote> candidates =
        notes.stream()
            .filter(n -> n.state() == NoteState.SPENDABLE)
            .filter(n -> n.amount().currency().equals(amount.currency()))
            .filter(n -> isFree(n.noteId(), readAt))
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

  private boolean isFree(String noteId, long readAt) {
    Long since = released.get(noteId);
    return !promised.containsKey(noteId) && (since == null || since - readAt < 0);
  }

  /** Takes a promise back, once its transaction has ended. */
  synchronized void release(List<Wallet.OwnNote> notes) {
    long now = now();
    for (Wallet.OwnNote note : notes) {
      promised.remove(note.noteId());
      released.put(note.noteId(), now);
    }
  }
}
