// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import com.google.protobuf.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.journal.OwnNote;
import portolan.domain.worldstate.RefusalCode;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Deadline;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.outbox.Outcome;
import portolan.gateway.outbox.Submission;
import portolan.gateway.projection.journal.Journal;
import portolan.gateway.projection.journal.NoteIndex;
import portolan.gateway.projection.journal.NotePlace;

/**
 * This member's own notes, and which of them are promised to a transaction. It knows them from the
 * journal and never walks the ledger, so a payment costs the same however many trades there were.
 * The ledger is the judge: a note that it refuses is chosen anew.
 */
public final class Wallet {
  /** Left to the caller when the journal does not come: our answer has to arrive before. */
  private static final Duration MARGIN = Duration.ofMillis(100);

  /** So often a payment chooses anew when the ledger refuses a note. */
  private static final int CHOICES = 4;

  private static final Pattern INPUT = Pattern.compile("^(?:sealed\\.)?inputs\\[(\\d{1,3})].*");

  /** Refusals that say that a note is not what the journal says. */
  private static final Set<String> NOT_SPENDABLE =
      Set.of(
          RefusalCode.NOT_FOUND.name(),
          RefusalCode.NOTE_VOID.name(),
          RefusalCode.NOTE_GATED.name());

  private final LedgerAccess ledger;
  private final Journal journal;
  private final NoteLeases leases = new NoteLeases(System::nanoTime);
  private final NoteMerges merges;

  /** The latest block in which a transaction of this wallet is known to have happened. */
  private final AtomicLong latestCommit = new AtomicLong(-1);

  /** Of the notes that the journal knows. */
  public Wallet(Membership members, LedgerAccess ledger, Journal journal) {
    this.ledger = ledger;
    this.journal = journal;
    merges = new NoteMerges(members, ledger, this);
  }

  /** Merges of this wallet's notes. */
  NoteMerges merges() {
    return merges;
  }

  /**
   * The index of the unspent notes, as soon as it knows what the own peer has told of, and every
   * transaction of this wallet.
   *
   * @throws ApiException UNAVAILABLE when that does not come in time
   */
  NoteIndex upToDate(Deadline deadline) throws ApiException, InterruptedException {
    long wanted = Math.max(ledger.latestBlock(), latestCommit.get());
    if (journal.latestBlock() < wanted) {
      Optional<String> halted = journal.halted();
      if (halted.isPresent() || !journal.await(wanted, deadline.remaining().minus(MARGIN))) {
        throw ApiException.unavailable(
            "this gateway's journal, from which notes are chosen, is at block %d of %d%s"
                .formatted(
                    journal.latestBlock(),
                    wanted,
                    journal.halted().map(why -> " and stands still before " + why).orElse("")));
      }
    }
    return journal.notes();
  }

  /** The unspent notes among these, by id. */
  public Map<String, OwnNote> named(Collection<String> noteIds, Deadline deadline)
      throws ApiException, InterruptedException {
    NoteIndex index = upToDate(deadline);
    try {
      return index.named(noteIds);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  /** A page of unspent notes. */
  public List<OwnNote> page(NoteIndex.Filter filter, NotePlace after, int limit, Deadline deadline)
      throws ApiException, InterruptedException {
    NoteIndex index = upToDate(deadline);
    try {
      return index.page(filter, after, limit);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  static ApiException unreadable(SQLException e) {
    return ApiException.unavailable("the journal cannot be read: " + e.getMessage());
  }

  /** Notes for one payment, promised to it until its outcome is known. */
  public final class Purse {
    private final Deadline deadline;
    private final List<OwnNote> notes = new ArrayList<>();

    private Purse(Deadline deadline) {
      this.deadline = deadline;
    }

    /**
     * Takes notes that are worth at least an amount, at most as many as one transaction can spend;
     * where more are needed, some are merged first.
     *
     * @throws ApiException INSUFFICIENT_FUNDS
     */
    public List<OwnNote> take(Money amount, String issuer)
        throws ApiException, InterruptedException {
      List<OwnNote> chosen = choose(amount, issuer, true, deadline);
      notes.addAll(chosen);
      return chosen;
    }

    /** Takes these notes of the caller's choice; they may be promised to somebody else too. */
    public List<OwnNote> take(List<OwnNote> named) {
      notes.addAll(leases.hold(named));
      return named;
    }

    /** Takes the smallest notes of a bank and currency that are free, at most so many. */
    List<OwnNote> smallest(Currency currency, String issuer, int most)
        throws ApiException, InterruptedException {
      NoteIndex index = upToDate(deadline);
      try {
        List<OwnNote> chosen =
            leases.holdFree(index, journal.latestBlock(), currency, issuer, most);
        notes.addAll(chosen);
        return chosen;
      } catch (SQLException e) {
        throw unreadable(e);
      }
    }

    /** When it has to be done. */
    public Deadline deadline() {
      return deadline;
    }

    private void release() {
      leases.release(notes);
      notes.clear();
    }

    private void ended(Outcome outcome) {
      switch (outcome) {
        case Outcome.Committed committed -> {
          latestCommit.accumulateAndGet(committed.blockNumber(), Math::max);
          leases.spent(notes, committed.blockNumber());
        }
        // What was there before was paid with other notes.
        case Outcome.Existing existing -> leases.release(notes);
        case Outcome.Refused refused -> leases.release(notes);
      }
    }
  }

  /** The note that the ledger says cannot be spent, if that is why it refused. */
  private static Optional<OwnNote> refused(ApiException e, List<OwnNote> inputs) {
    Matcher field = INPUT.matcher(e.field());
    return NOT_SPENDABLE.contains(e.reason()) && field.matches()
        ? Optional.of(Integer.parseInt(field.group(1)))
            .filter(place -> place < inputs.size())
            .map(inputs::get)
        : Optional.empty();
  }

  /** Whether the ledger refused because of one of these notes, which is then not chosen again. */
  boolean shunned(ApiException e, List<OwnNote> inputs) {
    Optional<OwnNote> refused = refused(e, inputs);
    refused.ifPresent(leases::shun);
    return refused.isPresent();
  }

  /** Makes the submissions of a payment that is new, with notes that it takes from the purse. */
  @FunctionalInterface
  public interface Payment {
    /** May be called again, with other notes in the purse. */
    List<Submission> make(Purse purse, String key, String requestHash)
        throws ApiException, InterruptedException;
  }

  /** As {@link LedgerAccess#write}, for what spends notes. */
  public LedgerAccess.Written pay(String key, Message request, Payment payment, Duration remaining)
      throws ApiException, InterruptedException {
    Deadline deadline = Deadline.in(remaining);
    for (int choice = 1; ; choice++) {
      Purse purse = new Purse(deadline);
      CompletableFuture<Outcome> outcome = accept(key, request, payment, purse);
      try {
        return ledger.written(outcome, deadline.remaining());
      } catch (ApiException e) {
        // Another gateway of this member may have spent it.
        if (choice == CHOICES || !shunned(e, purse.notes)) {
          throw e;
        }
      }
    }
  }

  private CompletableFuture<Outcome> accept(
      String key, Message request, Payment payment, Purse purse)
      throws ApiException, InterruptedException {
    boolean isAccepted = false;
    try {
      CompletableFuture<Outcome> outcome =
          ledger.accept(
              key,
              request,
              (k, hash) -> {
                // It may be made once more, with other notes.
                purse.release();
                return payment.make(purse, k, hash);
              });
      isAccepted = true;
      // Before whoever waits for it learns of it, who might choose anew.
      return outcome.whenComplete(
          (its, failure) -> {
            if (failure == null) {
              purse.ended(its);
            } else {
              leases.release(purse.notes);
            }
          });
    } finally {
      if (!isAccepted) {
        purse.release();
      }
    }
  }

  /**
   * Promises spendable notes that are worth at least the amount, for a time.
   *
   * @throws ApiException INSUFFICIENT_FUNDS
   */
  public List<OwnNote> lease(Money amount, String issuer, Deadline deadline)
      throws ApiException, InterruptedException {
    return choose(amount, issuer, false, deadline);
  }

  private List<OwnNote> choose(Money amount, String issuer, boolean isTied, Deadline deadline)
      throws ApiException, InterruptedException {
    while (true) {
      NoteIndex index = upToDate(deadline);
      NoteLeases.Choice choice;
      try {
        choice = leases.take(index, journal.latestBlock(), amount, issuer, isTied);
      } catch (SQLException e) {
        throw unreadable(e);
      }
      switch (choice) {
        case NoteLeases.Choice.Enough enough -> {
          return enough.notes();
        }
        case NoteLeases.Choice.TooMany tooMany -> merges.merge(tooMany.toMerge(), deadline);
        case NoteLeases.Choice.TooLittle tooLittle ->
            throw ApiException.refused(
                "INSUFFICIENT_FUNDS",
                "",
                "the member's free notes of %s in %s are worth less than the payment"
                    .formatted(issuer, amount.currency().code()));
      }
    }
  }

  /** These notes by id, in this order; a problem names the field. */
  public List<OwnNote> named(String list, List<String> noteIds, Deadline deadline)
      throws ApiException, InterruptedException {
    Map<String, OwnNote> found = named(noteIds, deadline);
    List<OwnNote> named = new ArrayList<>();
    for (int i = 0; i < noteIds.size(); i++) {
      String field = list + "[" + i + "]";
      OwnNote note = found.get(noteIds.get(i));
      if (note == null) {
        throw ApiException.invalid(field, "expected an unspent note of this member");
      }
      if (!named.isEmpty()
          && !note.amount().currency().equals(named.getFirst().amount().currency())) {
        throw ApiException.invalid(field, "expected notes of one currency");
      }
      named.add(note);
    }
    return named;
  }

  /** Takes a promise back, when its transaction did not happen. */
  public void release(Collection<OwnNote> notes) {
    leases.release(notes);
  }

  /** A transaction has spent these notes. */
  void spent(Collection<OwnNote> notes, long block) {
    latestCommit.accumulateAndGet(block, Math::max);
    leases.spent(notes, block);
  }
}
