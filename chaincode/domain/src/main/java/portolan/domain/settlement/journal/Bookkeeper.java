// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.LockGate;
import portolan.domain.settlement.Mint;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.exchange.ExchangePlan;

/**
 * Books what transactions did to one member's notes, one after the other in the ledger's order.
 *
 * <p>A note is booked when it can be spent <em>and</em> the member has its opening, whichever comes
 * later: no earlier does the member have it, and no entry is ever added to a block that is past. It
 * is valued when it could be spent.
 */
public final class Bookkeeper {
  private final String member;
  private final Books books;

  /** Of one member. */
  public Bookkeeper(String member, Books books) {
    this.member = member;
    this.books = books;
  }

  /** Postings of a transaction that share all but their amount become one. */
  private record Kind(Origin origin, LedgerPoint valued) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int byOrigin = origin.compareTo(other.origin);
      return byOrigin == 0 ? valued.compareTo(other.valued) : byOrigin;
    }
  }

  /** What a transaction moves, by currency. */
  private static final class Moved {
    private final SortedMap<Currency, SortedMap<Kind, Long>> sums = new TreeMap<>();

    /** What was spent for escrows of this transaction, all together, less the change. */
    private final SortedMap<Currency, Long> funding = new TreeMap<>();

    /** What merges of this transaction made, less what they spent: nothing, if they are sound. */
    private final SortedMap<Currency, Long> merging = new TreeMap<>();

    void merge(Currency currency, long minorUnits) {
      merging.merge(currency, minorUnits, Math::addExact);
    }

    void fund(Currency currency, long minorUnits) {
      funding.merge(currency, minorUnits, Math::addExact);
    }

    void add(Money amount, Origin origin, LedgerPoint valued) {
      sums(amount.currency()).merge(new Kind(origin, valued), amount.minorUnits(), Math::addExact);
    }

    void take(Money amount, Origin origin, LedgerPoint valued) {
      sums(amount.currency()).merge(new Kind(origin, valued), -amount.minorUnits(), Math::addExact);
    }

    private SortedMap<Kind, Long> sums(Currency currency) {
      return sums.computeIfAbsent(currency, c -> new TreeMap<>());
    }
  }

  /**
   * Books a transaction.
   *
   * @return its entries, which are in the books: at most one for each currency
   */
  public List<JournalEntry> book(NoteMovements movements) {
    Moved moved = new Moved();
    open(movements, moved);
    claim(movements, moved);
    spend(movements, moved);
    divide(movements, moved);
    moved.merging.forEach(
        (currency, sum) ->
            moved
                .sums(currency)
                .merge(
                    new Kind(new Origin(Account.OTHER, ""), movements.at()), sum, Math::addExact));
    if (!movements.cleared().isEmpty()) {
      books.forget(movements.cleared());
    }
    List<JournalEntry> entries = new ArrayList<>();
    moved.sums.forEach(
        (currency, sums) -> entry(currency, movements.at(), sums).ifPresent(entries::add));
    entries.forEach(books::append);
    return entries;
  }

  /** Gates opened: what waited behind them is booked. */
  private void open(NoteMovements movements, Moved moved) {
    if (movements.opened().isEmpty()) {
      return;
    }
    books.opened(movements.opened(), movements.at());
    Set<NoteGate> opened = new HashSet<>(movements.opened());
    List<String> freed = new ArrayList<>();
    List<String> voided = new ArrayList<>();
    for (OwnNote note : books.waitingFor(opened)) {
      if (opened.contains(note.gate().orElseThrow())) {
        moved.add(note.amount(), note.origin(), movements.at());
        freed.add(note.noteId());
      } else {
        voided.add(note.noteId());
      }
    }
    if (!freed.isEmpty()) {
      books.freed(freed, movements.at());
    }
    if (!voided.isEmpty()) {
      books.voided(voided);
    }
  }

  /** Notes were created, or the member was told of some. */
  private void claim(NoteMovements movements, Moved moved) {
    Map<String, UnclaimedNote> fresh = new TreeMap<>();
    movements
        .created()
        .forEach(
            (id, note) ->
                fresh.put(
                    id, new UnclaimedNote(id, note, origin(id, note, movements), movements.at())));
    Set<String> older = new HashSet<>(movements.openings().keySet());
    older.removeAll(fresh.keySet());
    Map<String, UnclaimedNote> known = older.isEmpty() ? Map.of() : books.unclaimed(older);
    Set<String> settled = new HashSet<>();
    List<OwnNote> claimed = new ArrayList<>();
    for (Map.Entry<String, NoteOpening> told : movements.openings().entrySet()) {
      String id = told.getKey();
      UnclaimedNote note = fresh.containsKey(id) ? fresh.get(id) : known.get(id);
      // One that is not the note's says nothing about it.
      if (note != null && told.getValue().commitment().equals(note.note().commitment())) {
        settled.add(id);
        if (told.getValue().owner().equals(member)) {
          claimed.add(claim(note, told.getValue(), movements, moved));
        }
      }
    }
    if (!claimed.isEmpty()) {
      books.put(claimed, movements.at());
    }
    movements
        .advised()
        .forEach(
            (id, owner) -> {
              if (!owner.equals(member)) {
                settled.add(id);
              }
            });
    fresh.keySet().removeAll(settled);
    settled.removeAll(movements.created().keySet());
    if (!settled.isEmpty()) {
      books.forgetUnclaimed(settled);
    }
    if (!fresh.isEmpty()) {
      books.putUnclaimed(fresh.values());
    }
  }

  private OwnNote claim(
      UnclaimedNote claimed, NoteOpening opening, NoteMovements movements, Moved moved) {
    Optional<NoteGate> gate = claimed.note().gate();
    Money amount = opening.amount();
    NoteState state = NoteState.SPENDABLE;
    if (gate.isPresent()) {
      Optional<Books.End> end = books.endSince(claimed.created(), gate.get());
      state =
          end.map(e -> e.opened().equals(gate.get()) ? NoteState.SPENDABLE : NoteState.VOID)
              .orElse(NoteState.GATED);
      if (state == NoteState.SPENDABLE) {
        moved.add(amount, claimed.origin(), end.orElseThrow().at());
      }
    } else if (movements.merges().contains(claimed.origin().reference())) {
      // From own notes to own notes: the account does not change.
      moved.merge(amount.currency(), amount.minorUnits());
    } else if (claimed.created().equals(movements.at())
        && claimed.origin().account() == Account.ESCROW) {
      moved.fund(amount.currency(), amount.minorUnits());
    } else {
      moved.add(amount, claimed.origin(), claimed.created());
    }
    return new OwnNote(
        claimed.noteId(), opening, claimed.note().issuer(), claimed.origin(), gate, state);
  }

  private void spend(NoteMovements movements, Moved moved) {
    if (movements.spent().isEmpty()) {
      return;
    }
    Map<String, OwnNote> own = books.own(movements.spent());
    if (!own.isEmpty()) {
      Uses uses = new Uses(movements);
      List<String> spent = new ArrayList<>();
      List<String> voided = new ArrayList<>();
      for (OwnNote note : new TreeMap<>(own).values()) {
        if (note.state() == NoteState.SPENDABLE) {
          spend(note, uses, movements, moved);
          spent.add(note.noteId());
        } else {
          // Gone from the ledger, and its opening is still there.
          voided.add(note.noteId());
        }
      }
      if (!spent.isEmpty()) {
        books.spent(spent, movements.at());
      }
      if (!voided.isEmpty()) {
        books.voided(voided);
      }
    }
    books.forgetUnclaimed(movements.spent());
  }

  private static void spend(OwnNote note, Uses uses, NoteMovements movements, Moved moved) {
    Money amount = note.amount();
    if (!movements.merges().isEmpty()) {
      moved.merge(amount.currency(), -amount.minorUnits());
      return;
    }
    Origin use = uses.of(note.noteId());
    if (use.account() == Account.ESCROW) {
      moved.fund(amount.currency(), -amount.minorUnits());
    } else {
      moved.take(amount, use, movements.at());
    }
  }

  /**
   * Divides what was spent among the escrows of this transaction: they share inputs and change.
   * What their plans do not account for is booked too.
   */
  private static void divide(NoteMovements movements, Moved moved) {
    Set<String> escrows = movements.escrows();
    moved.funding.forEach(
        (currency, sum) -> {
          long left = sum;
          if (left < 0) {
            for (Map.Entry<String, Money> each : movements.setAside().entrySet()) {
              if (each.getValue().currency().equals(currency)) {
                moved.take(
                    each.getValue(), new Origin(Account.ESCROW, each.getKey()), movements.at());
                left = Math.addExact(left, each.getValue().minorUnits());
              }
            }
          }
          String rest = escrows.size() == 1 ? escrows.iterator().next() : "";
          moved
              .sums(currency)
              .merge(
                  new Kind(new Origin(Account.ESCROW, rest), movements.at()), left, Math::addExact);
        });
  }

  private Optional<JournalEntry> entry(
      Currency currency, LedgerPoint at, SortedMap<Kind, Long> sums) {
    sums.values().removeIf(sum -> sum == 0);
    if (sums.isEmpty()) {
      return Optional.empty();
    }
    Set<Origin> paying = new HashSet<>();
    sums.forEach(
        (kind, sum) -> {
          if (sum > 0) {
            paying.add(kind.origin());
          }
        });
    Map<Origin, Long> originals = paying.isEmpty() ? Map.of() : books.setAside(currency, paying);
    List<Posting> postings = new ArrayList<>();
    long sum = 0;
    for (Map.Entry<Kind, Long> each : sums.entrySet()) {
      Origin origin = each.getKey().origin();
      long amount = each.getValue();
      postings.add(
          new Posting(
              origin,
              amount,
              each.getKey().valued(),
              amount > 0 && originals.containsKey(origin)
                  ? OptionalLong.of(originals.get(origin))
                  : OptionalLong.empty()));
      sum = Math.addExact(sum, amount);
    }
    Books.Tip tip = books.tip(currency);
    return Optional.of(
        new JournalEntry(
            tip.number() + 1, currency, at, postings, Math.addExact(tip.balance(), sum)));
  }

  /** Where a note's money comes from: its gate tells, or what created it. */
  private static Origin origin(String noteId, Note note, NoteMovements movements) {
    if (note.gate().isPresent()) {
      return switch (note.gate().get()) {
        case Gate gate -> new Origin(Account.ESCROW, gate.escrowId());
        case LockGate gate -> new Origin(Account.LOCK, gate.lockId());
      };
    }
    String creator = creator(noteId);
    for (Mint mint : movements.mints()) {
      if (mint.mintId().equals(creator)) {
        return new Origin(Account.ISSUE, creator);
      }
    }
    for (Redemption redemption : movements.redemptions()) {
      if (redemption.redemptionId().equals(creator)
          && redemption.state() instanceof RedemptionState.Returned) {
        return new Origin(Account.REDEMPTION, creator);
      }
    }
    if (movements.escrows().contains(creator)) {
      return new Origin(Account.ESCROW, creator);
    }
    if (movements.receivables().contains(creator)) {
      return new Origin(Account.RECEIVABLE, creator);
    }
    return new Origin(movements.locks().contains(creator) ? Account.LOCK : Account.OTHER, creator);
  }

  /** "A note's id: the id of what created it, and its place there, joined by dots." */
  private static String creator(String noteId) {
    return noteId.substring(0, Math.max(0, noteId.indexOf('.', noteId.indexOf('/'))));
  }

  /** What a transaction spent notes for. */
  private static final class Uses {
    private final Map<String, Origin> byNote = new HashMap<>();
    private final Origin rest;

    Uses(NoteMovements movements) {
      for (Redemption redemption : movements.redemptions()) {
        Origin origin = new Origin(Account.REDEMPTION, redemption.redemptionId());
        redemption.notes().forEach(note -> byNote.put(note, origin));
      }
      movements.exchanges().forEach(this::add);
      rest = rest(movements);
    }

    private void add(String lockId, ExchangePlan plan) {
      Origin origin = new Origin(Account.LOCK, lockId);
      plan.inputs().forEach(input -> byNote.put(input.noteId(), origin));
      plan.quote().collateral().forEach(note -> byNote.put(note, origin));
    }

    private static Origin rest(NoteMovements movements) {
      if (!movements.escrows().isEmpty()) {
        return new Origin(Account.ESCROW, "");
      }
      if (!movements.receivables().isEmpty()) {
        return new Origin(Account.RECEIVABLE, only(movements.receivables()));
      }
      return movements.locks().isEmpty()
          ? new Origin(Account.OTHER, only(creators(movements.created().keySet())))
          : new Origin(Account.LOCK, only(movements.locks()));
    }

    private static Set<String> creators(Set<String> noteIds) {
      Set<String> creators = new HashSet<>();
      noteIds.forEach(id -> creators.add(creator(id)));
      return creators;
    }

    private static String only(Set<String> ids) {
      return ids.size() == 1 ? ids.iterator().next() : "";
    }

    Origin of(String noteId) {
      return byNote.getOrDefault(noteId, rest);
    }
  }
}
