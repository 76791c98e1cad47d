// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.domain.money.Currency;
import portolan.domain.settlement.NoteGate;

/** Where a member's journal, and what it needs to go on, is kept. Entries are only ever added. */
public interface Books {

  /** The member's unspent notes among these. */
  Map<String, OwnNote> own(Collection<String> noteIds);

  /** The member's notes that wait for one of these gates, or for another of the same subjects. */
  Collection<OwnNote> waitingFor(Collection<NoteGate> gates);

  /** Remembers notes of the member; those that can be spent can be since this transaction. */
  void put(Collection<OwnNote> notes, LedgerPoint at);

  /** Remembers that notes of the member can be spent since this transaction. */
  void freed(Collection<String> noteIds, LedgerPoint at);

  /** Remembers that notes of the member can never be spent. */
  void voided(Collection<String> noteIds);

  /** Remembers that notes of the member were spent in this transaction. */
  void spent(Collection<String> noteIds, LedgerPoint at);

  /** Forgets unspent notes whose openings the member no longer has. */
  void forget(Collection<String> noteIds);

  /** The notes among these whose owner is not known. */
  Map<String, UnclaimedNote> unclaimed(Collection<String> noteIds);

  /** Remembers notes whose owner is not known. */
  void putUnclaimed(Collection<UnclaimedNote> notes);

  /** Forgets notes whose owner was not known: they have one, or are gone. */
  void forgetUnclaimed(Collection<String> noteIds);

  /** Remembers that gates opened. Cheap: most of them concern nobody here. */
  void opened(Collection<NoteGate> gates, LedgerPoint at);

  /**
   * How an escrow or a lock ended.
   *
   * @param at the transaction
   * @param opened the gate that it opened
   */
  record End(LedgerPoint at, NoteGate opened) {}

  /** How a gate's subject ended, if a transaction from that point on ended it. */
  Optional<End> endSince(LedgerPoint from, NoteGate gate);

  /** The first entry of each of these origins that took money out of SPENDABLE. */
  Map<Origin, Long> setAside(Currency currency, Set<Origin> origins);

  /**
   * How far the entries of a currency have come.
   *
   * @param number of the latest one; 0 if there is none
   * @param balance of SPENDABLE after it, minor units
   */
  record Tip(long number, long balance) {}

  /** How far the entries of a currency have come. */
  Tip tip(Currency currency);

  /** Adds an entry after the latest one. */
  void append(JournalEntry entry);
}
