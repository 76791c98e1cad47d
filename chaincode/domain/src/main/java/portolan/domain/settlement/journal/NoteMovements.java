// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import portolan.domain.money.Money;
import portolan.domain.settlement.Mint;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.exchange.ExchangePlan;

/**
 * What one transaction did to notes, as one member sees it.
 *
 * @param at the transaction
 * @param created notes, by id
 * @param spent ids of notes that are gone
 * @param opened gates that are open from now on
 * @param mints that were made
 * @param redemptions that were made or changed
 * @param escrows that were funded
 * @param locks that were made
 * @param receivables that were sold
 * @param merges of notes that were made
 * @param advised owners of notes that were told of them, by note
 * @param openings of notes that the transaction sealed to the member, its own and others'
 * @param cleared ids of notes whose openings it deleted from what is sealed to the member
 * @param setAside what the member put into each of the escrows, by escrow; without those that
 *     another member funded
 * @param exchanges plans of locks that it sealed to the member, by lock
 * @param orders of redemptions that it sealed to the member, by redemption
 */
public record NoteMovements(
    LedgerPoint at,
    SortedMap<String, Note> created,
    SortedSet<String> spent,
    List<NoteGate> opened,
    List<Mint> mints,
    List<Redemption> redemptions,
    Set<String> escrows,
    Set<String> locks,
    Set<String> receivables,
    Set<String> merges,
    Map<String, String> advised,
    SortedMap<String, NoteOpening> openings,
    Set<String> cleared,
    SortedMap<String, Money> setAside,
    Map<String, ExchangePlan> exchanges,
    Map<String, RedemptionOrder> orders) {

  /** Whether there is nothing to book and nothing to remember. */
  public boolean isEmpty() {
    return created.isEmpty()
        && spent.isEmpty()
        && opened.isEmpty()
        && advised.isEmpty()
        && openings.isEmpty()
        && cleared.isEmpty()
        && redemptions.isEmpty();
  }
}
