// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import portolan.domain.money.Currency;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteState;

/** Books in memory. */
final class MemoryBooks implements Books {
  private record Opened(LedgerPoint at, NoteGate gate) {}

  final List<JournalEntry> entries = new ArrayList<>();
  private final Map<String, OwnNote> notes = new TreeMap<>();
  private final Set<String> spent = new HashSet<>();
  private final Map<String, UnclaimedNote> unclaimed = new HashMap<>();
  private final List<Opened> opened = new ArrayList<>();

  /** How many notes there are whose owner is not known. */
  int unclaimed() {
    return unclaimed.size();
  }

  @Override
  public Map<String, OwnNote> own(Collection<String> noteIds) {
    Map<String, OwnNote> found = new HashMap<>(notes);
    found.keySet().retainAll(noteIds);
    found.keySet().removeAll(spent);
    return found;
  }

  @Override
  public Collection<OwnNote> waitingFor(Collection<NoteGate> gates) {
    Set<String> subjects = new HashSet<>();
    gates.forEach(gate -> subjects.add(gate.subject()));
    return notes.values().stream()
        .filter(n -> n.state() == NoteState.GATED && !spent.contains(n.noteId()))
        .filter(n -> subjects.contains(n.gate().orElseThrow().subject()))
        .toList();
  }

  @Override
  public void put(Collection<OwnNote> some, LedgerPoint at) {
    some.forEach(note -> notes.put(note.noteId(), note));
  }

  @Override
  public void freed(Collection<String> noteIds, LedgerPoint at) {
    for (String id : noteIds) {
      notes.put(id, notes.get(id).in(NoteState.SPENDABLE));
    }
  }

  @Override
  public void spent(Collection<String> noteIds, LedgerPoint at) {
    spent.addAll(noteIds);
  }

  @Override
  public void voided(Collection<String> noteIds) {
    noteIds.forEach(id -> notes.put(id, notes.get(id).in(NoteState.VOID)));
  }

  @Override
  public void forget(Collection<String> noteIds) {
    noteIds.stream().filter(id -> !spent.contains(id)).forEach(notes::remove);
  }

  /** The state of a note, if the books know it and it is not spent. */
  Optional<NoteState> state(String noteId) {
    return Optional.ofNullable(notes.get(noteId))
        .filter(n -> !spent.contains(noteId))
        .map(OwnNote::state);
  }

  @Override
  public Map<String, UnclaimedNote> unclaimed(Collection<String> noteIds) {
    Map<String, UnclaimedNote> found = new HashMap<>(unclaimed);
    found.keySet().retainAll(noteIds);
    return found;
  }

  @Override
  public void putUnclaimed(Collection<UnclaimedNote> some) {
    some.forEach(note -> unclaimed.put(note.noteId(), note));
  }

  @Override
  public void forgetUnclaimed(Collection<String> noteIds) {
    unclaimed.keySet().removeAll(noteIds);
  }

  @Override
  public void opened(Collection<NoteGate> gates, LedgerPoint at) {
    gates.forEach(gate -> opened.add(new Opened(at, gate)));
  }

  @Override
  public Optional<End> endSince(LedgerPoint from, NoteGate gate) {
    return opened.stream()
        .filter(o -> o.gate().subject().equals(gate.subject()) && o.at().compareTo(from) >= 0)
        .map(o -> new End(o.at(), o.gate()))
        .findFirst();
  }

  @Override
  public Map<Origin, Long> setAside(Currency currency, Set<Origin> origins) {
    Map<Origin, Long> first = new HashMap<>();
    for (JournalEntry entry : entries) {
      for (Posting posting : entry.postings()) {
        if (entry.currency().equals(currency)
            && posting.amount() < 0
            && origins.contains(posting.origin())) {
          first.putIfAbsent(posting.origin(), entry.number());
        }
      }
    }
    return first;
  }

  @Override
  public Tip tip(Currency currency) {
    Tip tip = new Tip(0, 0);
    for (JournalEntry entry : entries) {
      if (entry.currency().equals(currency)) {
        tip = new Tip(entry.number(), entry.balance());
      }
    }
    return tip;
  }

  @Override
  public void append(JournalEntry entry) {
    entries.add(entry);
  }
}
