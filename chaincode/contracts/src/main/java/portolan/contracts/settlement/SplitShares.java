// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.escrow.Assignment;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.escrow.SplitOffer;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * Writing the notes of a split. They are behind a gate of their own, which is open only if the
 * escrow ends with this very split, so an offer moves nothing.
 */
final class SplitShares {
  private final Transaction transaction;

  SplitShares(Transaction transaction) {
    this.transaction = transaction;
  }

  /** The plan in the sealed part of an item, checked against the commitments of the shares. */
  static SplitPlan plan(Item item, List<Commitment> shares) {
    Openings.requireDistinct(RefusalCode.DUPLICATE_COMMITMENT, item.fields().path("notes"), shares);
    Fields sealed = item.sealed();
    SplitPlan plan = SplitPlan.fromJson(sealed);
    Openings.of(sealed, "shares", shares);
    sealed.end();
    return plan;
  }

  /** Ids of the notes of a split. */
  static List<String> ids(String escrowId, String splitId, int count) {
    Gate gate = new Gate(escrowId, new Gate.Offered(splitId));
    return IntStream.rangeClosed(1, count).mapToObj(n -> Note.gatedId(gate, n)).toList();
  }

  /**
   * Whether a split of that id was written before.
   *
   * @throws portolan.domain.encoding.RefusedException {@code ALREADY_EXISTS} if it was another one
   */
  boolean isWritten(Item item, String field, String splitId) {
    Optional<JsonObject> stored = transaction.ledger().read(SettlementKeys.split(splitId));
    stored.ifPresent(before -> item.requireSameAs(before, field));
    return stored.isPresent();
  }

  /**
   * Checks that the plan is what the escrow was funded with, and that each of its shares goes to
   * somebody who may have it.
   */
  void requireSound(Standing at, SplitPlan plan) {
    requireWhatWasPlanned(at, plan.planned());
    plan.requireSound(at.escrow().terms().currency());
    for (int i = 0; i < plan.shares().size(); i++) {
      if (transaction.registry().roles(plan.shares().get(i).owner()).isEmpty()) {
        throw new Refusal(
                RefusalCode.NOT_FOUND, "notes[" + i + "]", "expected a registered member as owner")
            .toException();
      }
    }
    at.interests().requireFee("", plan.planned());
    at.interests().requireEntitled(plan);
  }

  /** Writes the notes of a plan that is sound. */
  void write(Item item, Standing at, String splitId, SplitPlan plan, List<Commitment> shares) {
    Ledger ledger = transaction.ledger();
    String escrowId = at.escrow().terms().escrowId();
    String bank = at.escrow().terms().bank();
    Gate gate = new Gate(escrowId, new Gate.Offered(splitId));
    for (int i = 0; i < shares.size(); i++) {
      NoteOpening opening = plan.shares().get(i);
      String key = SettlementKeys.note(Note.gatedId(gate, i + 1));
      ledger.write(key, new Note(shares.get(i), bank, Optional.<NoteGate>of(gate)).toJson());
      Set<String> readers = new TreeSet<>(Set.of(bank));
      if (opening.owner().equals(transaction.caller())) {
        readers.add(transaction.caller());
      }
      transaction.sealedLedger().seal(readers, key, opening.toJson());
    }
    remember(item, escrowId, splitId, shares.size());
  }

  /** Removes what the bank and the funder, which both endorse another offer, keep of this one. */
  void unseal(Standing at, SplitOffer replaced) {
    EscrowTerms terms = at.escrow().terms();
    for (String noteId : ids(terms.escrowId(), replaced.offerId(), replaced.notes())) {
      transaction
          .sealedLedger()
          .delete(List.of(terms.bank(), at.escrow().fundedBy()), SettlementKeys.note(noteId));
    }
  }

  /** Keeps what an offer or an award was, so that the same one again changes nothing. */
  void remember(Item item, String escrowId, String splitId, int notes) {
    transaction
        .ledger()
        .write(
            SettlementKeys.split(splitId),
            Json.object()
                .put("escrowId", escrowId)
                .put("notes", notes)
                .put(Item.PAYLOAD_HASH, item.payloadHash())
                .build());
  }

  /** All payouts of every outcome, so that everybody's are known; of one that was sold too. */
  private void requireWhatWasPlanned(Standing at, PayoutPlan planned) {
    Escrow escrow = at.escrow();
    for (Outcome outcome : Outcome.values()) {
      List<NoteOpening> openings = planned.of(outcome);
      List<String> ids = escrow.notes().ids(escrow.terms().escrowId(), outcome);
      if (ids.size() != openings.size()) {
        throw new Refusal(
                RefusalCode.INVALID_ARGUMENT,
                "planned." + outcome,
                "expected the openings of all " + ids.size() + " payouts of this outcome")
            .toException();
      }
      transaction.ledger().fetch(ids.stream().map(SettlementKeys::note).toList());
      for (int i = 0; i < ids.size(); i++) {
        commitment(at, outcome, i + 1, ids.get(i))
            .requireOpenedBy(
                NoteOpening.KIND, "planned." + outcome + "[" + i + "]", openings.get(i).toJson());
      }
    }
  }

  private Commitment commitment(Standing at, Outcome outcome, int number, String noteId) {
    return Optional.of(outcome)
        .filter(Outcome.DELIVERED::equals)
        .flatMap(delivered -> Assignment.of(at.gate().sold(), number))
        .map(Assignment::claim)
        .orElseGet(
            () ->
                transaction
                    .ledger()
                    .find(SettlementKeys.note(noteId))
                    .map(Note::fromJson)
                    .orElseThrow()
                    .commitment());
  }
}
