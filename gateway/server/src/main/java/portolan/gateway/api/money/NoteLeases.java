// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.journal.OwnNote;
import portolan.gateway.journal.NoteStock;

/**
 * Which notes are promised to a transaction, so that two transactions do not choose the same one.
 * Notes that were spent stay promised until the journal knows it. Safe for use by many threads.
 *
 * <p>A payment takes as few notes as possible: the smallest one that is enough, or else the largest
 * ones and as the last of them the smallest that is enough. One that has change anyway takes a few
 * small notes along, so that small change does not pile up.
 */
public final class NoteLeases {
  /**
   * A promise that is not tied to a transaction is forgotten after this time: by then its notes are
   * spent and no longer in the journal's index, or nothing has come of it.
   */
  public static final Duration LONGEST = Duration.ofMinutes(5);

  /** Small notes that a payment takes along. */
  static final int SWEPT = 4;

  /** A note is small if the payment is worth so many times as much. */
  public static final int SMALL = 100;

  /** Notes that can be gathered for one payment: more have to be merged before. */
  static final int MOST_GATHERED = 10_000;

  /**
   * A promise.
   *
   * @param since when it was made
   * @param isTied whether a transaction ends it
   * @param spentIn the block in which its note was spent, if it was
   */
  private record Promise(long since, boolean isTied, Optional<Long> spentIn) {}

  /** What is chosen for a payment. */
  sealed interface Choice {
    /** The notes, which are promised to it from now on. */
    record Enough(List<OwnNote> notes) implements Choice {}

    /**
     * Too many notes: these have to be merged first, each list into one. They are promised from now
     * on.
     */
    record TooMany(List<List<OwnNote>> toMerge) implements Choice {}

    /** The notes that are not promised are worth less than the payment. */
    record TooLittle() implements Choice {}
  }

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Promise> promised = new HashMap<>();

  NoteLeases(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Chooses and promises spendable notes that are worth at least the amount.
   *
   * @param stock the member's notes
   * @param latestBlock that the stock knows
   * @param issuer the bank whose notes they have to be
   * @param isTied whether a transaction ends the promise, and not time
   */
  Choice take(NoteStock stock, long latestBlock, Money amount, String issuer, boolean isTied)
      throws SQLException {
    lock.lock();
    try {
      forget(latestBlock);
      List<OwnNote> chosen = new ArrayList<>();
      free(stock.atLeast(issuer, amount, 1 + promised.size())).stream()
          .findFirst()
          .ifPresent(chosen::add);
      if (chosen.isEmpty()) {
        chosen = largest(stock, amount, issuer, SettlementPlan.MAX_NOTES);
        if (worth(chosen) < amount.minorUnits()) {
          return chosen.size() < SettlementPlan.MAX_NOTES
              ? new Choice.TooLittle()
              : gather(stock, amount, issuer);
        }
        fitLast(stock, amount, issuer, chosen);
      }
      sweep(stock, amount, issuer, chosen);
      promise(chosen, isTied);
      return new Choice.Enough(List.copyOf(chosen));
    } finally {
      lock.unlock();
    }
  }

  private void forget(long latestBlock) {
    long now = nanoTime.getAsLong();
    promised
        .values()
        .removeIf(
            p ->
                p.spentIn()
                    .map(block -> block <= latestBlock)
                    .orElse(!p.isTied() && now - p.since() > LONGEST.toNanos()));
  }

  private List<OwnNote> free(List<OwnNote> notes) {
    return notes.stream().filter(n -> !promised.containsKey(n.noteId())).toList();
  }

  private static long worth(List<OwnNote> notes) {
    // No more than 10,000 of at most 18 digits: saturated, because it is only compared.
    long sum = 0;
    for (OwnNote note : notes) {
      sum = Math.min(Money.MAX_MINOR_UNITS, sum) + note.amount().minorUnits();
    }
    return sum;
  }

  /** The largest notes, until they are enough or so many. */
  private List<OwnNote> largest(NoteStock stock, Money amount, String issuer, int most)
      throws SQLException {
    List<OwnNote> chosen = new ArrayList<>();
    long missing = amount.minorUnits();
    for (OwnNote note : free(stock.largest(issuer, amount.currency(), most + promised.size()))) {
      if (missing <= 0 || chosen.size() == most) {
        break;
      }
      chosen.add(note);
      missing -= note.amount().minorUnits();
    }
    return chosen;
  }

  /** What the last note has to be worth, a smaller one may be too. */
  private void fitLast(NoteStock stock, Money amount, String issuer, List<OwnNote> chosen)
      throws SQLException {
    OwnNote last = chosen.removeLast();
    Money missing = new Money(amount.currency(), amount.minorUnits() - worth(chosen));
    Set<String> taken = ids(chosen);
    chosen.add(
        free(stock.atLeast(issuer, missing, 1 + chosen.size() + promised.size())).stream()
            .filter(n -> !taken.contains(n.noteId()))
            .findFirst()
            .orElse(last));
  }

  private void sweep(NoteStock stock, Money amount, String issuer, List<OwnNote> chosen)
      throws SQLException {
    if (worth(chosen) == amount.minorUnits()) {
      return;
    }
    Set<String> taken = ids(chosen);
    int room = Math.min(SWEPT, SettlementPlan.MAX_NOTES - chosen.size());
    free(stock.smallest(issuer, amount.currency(), room + chosen.size() + promised.size())).stream()
        .filter(n -> !taken.contains(n.noteId()))
        .filter(n -> n.amount().minorUnits() <= amount.minorUnits() / SMALL)
        .limit(room)
        .forEach(chosen::add);
  }

  /**
   * The notes that are needed, all but a hundred less one for each hundred: when they are merged, a
   * hundred are left.
   */
  private Choice gather(NoteStock stock, Money amount, String issuer) throws SQLException {
    List<OwnNote> needed = largest(stock, amount, issuer, MOST_GATHERED);
    if (worth(needed) < amount.minorUnits() && needed.size() < MOST_GATHERED) {
      return new Choice.TooLittle();
    }
    List<List<OwnNote>> toMerge = chunks(needed);
    toMerge.forEach(chunk -> promise(chunk, true));
    return new Choice.TooMany(toMerge);
  }

  /**
   * What to merge of notes so that at most {@link SettlementPlan#MAX_NOTES} are left: the last ones
   * in lists of at most as many, each of which becomes one. As many as can be merged at once.
   */
  static <T> List<List<T>> chunks(List<T> notes) {
    int most = SettlementPlan.MAX_NOTES;
    List<List<T>> chunks = new ArrayList<>();
    int left = notes.size();
    int end = notes.size();
    while (left > most && end > 1) {
      // The last list only as long as it has to be.
      int size = Math.min(Math.min(most, left - most + 1), end);
      chunks.add(List.copyOf(notes.subList(end - size, end)));
      end -= size;
      left -= size - 1;
    }
    return chunks;
  }

  private static Set<String> ids(Collection<OwnNote> notes) {
    Set<String> ids = new HashSet<>();
    notes.forEach(n -> ids.add(n.noteId()));
    return ids;
  }

  private void promise(Collection<OwnNote> notes, boolean isTied) {
    Promise promise = new Promise(nanoTime.getAsLong(), isTied, Optional.empty());
    notes.forEach(n -> promised.put(n.noteId(), promise));
  }

  /** Promises those of these notes that are not promised, until a transaction ends that; which. */
  List<OwnNote> hold(Collection<OwnNote> notes) {
    lock.lock();
    try {
      List<OwnNote> free = notes.stream().filter(n -> !promised.containsKey(n.noteId())).toList();
      promise(free, true);
      return free;
    } finally {
      lock.unlock();
    }
  }

  /** At most so many of these notes that are not promised, promised from now on. */
  List<OwnNote> holdFree(
      NoteStock stock, long latestBlock, Currency currency, String issuer, int most)
      throws SQLException {
    lock.lock();
    try {
      forget(latestBlock);
      List<OwnNote> free =
          free(stock.smallest(issuer, currency, most + promised.size())).stream()
              .limit(most)
              .toList();
      promise(free, true);
      return free;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a promise back, when its transaction did not happen. */
  void release(Collection<OwnNote> notes) {
    lock.lock();
    try {
      notes.forEach(n -> promised.remove(n.noteId()));
    } finally {
      lock.unlock();
    }
  }

  /** Their transaction happened: promised until the journal knows that block. */
  void spent(Collection<OwnNote> notes, long block) {
    lock.lock();
    try {
      Promise promise = new Promise(nanoTime.getAsLong(), true, Optional.of(block));
      notes.forEach(n -> promised.put(n.noteId(), promise));
    } finally {
      lock.unlock();
    }
  }

  /**
   * The ledger says that a note cannot be spent: not chosen for a while, until the journal knows.
   */
  void shun(OwnNote note) {
    lock.lock();
    try {
      promise(List.of(note), false);
    } finally {
      lock.unlock();
    }
  }

  /** How many notes are promised. */
  int size() {
    lock.lock();
    try {
      return promised.size();
    } finally {
      lock.unlock();
    }
  }
}
