// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.SplitOffer;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * A function that takes an escrow from one phase to the next.
 *
 * @param <T> an item
 */
abstract class PhaseFunction<T> extends GroupFunction<T> {

  PhaseFunction(Transaction transaction) {
    super(transaction);
  }

  /** The escrow that an item is about. */
  abstract String escrowId(T item);

  @Override
  protected List<String> keys(T item) {
    return List.of(SettlementKeys.escrow(escrowId(item)), SettlementKeys.gate(escrowId(item)));
  }

  /** Where the escrow stands. */
  final Standing standing(T item) {
    return new Standing(
        transaction,
        found(SettlementKeys.escrow(escrowId(item)), Escrow::fromJson),
        found(SettlementKeys.gate(escrowId(item)), EscrowState::fromJson));
  }

  /**
   * Writes where the escrow stands from now on. Notes of an offer that can no longer be agreed to
   * go; what a member was told of them means nothing any more.
   */
  final void write(Standing at, EscrowState after) {
    String escrowId = at.escrow().terms().escrowId();
    transaction.ledger().write(SettlementKeys.gate(escrowId), after.toJson());
    at.gate()
        .offered()
        .filter(offer -> !stands(offer, after))
        .ifPresent(offer -> remove(escrowId, offer));
  }

  private static boolean stands(SplitOffer offer, EscrowState after) {
    return after.offered().filter(o -> o.offerId().equals(offer.offerId())).isPresent()
        || after.open().equals(Optional.of(new Gate.Offered(offer.offerId())));
  }

  private void remove(String escrowId, SplitOffer offer) {
    for (String noteId : SplitShares.ids(escrowId, offer.offerId(), offer.notes())) {
      transaction.ledger().delete(SettlementKeys.note(noteId));
      transaction.ledger().delete(SettlementKeys.advice(noteId));
    }
  }

  private <E> E found(String key, Function<Fields, E> reading) {
    return transaction
        .ledger()
        .find(key)
        .map(reading)
        .orElseThrow(
            () ->
                new Refusal(RefusalCode.NOT_FOUND, "escrowId", "expected a funded escrow")
                    .toException());
  }
}
