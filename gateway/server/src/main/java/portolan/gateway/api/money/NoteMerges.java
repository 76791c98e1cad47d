// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import portolan.api.v1.MergeNotesRequest;
import portolan.api.v1.MergeNotesResponse;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.MergePlan;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.MergeNotes;
import portolan.domain.settlement.journal.OwnNote;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Deadline;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.outbox.Outcome;
import portolan.gateway.outbox.Submission;

/** Changes several notes of this member for one of the same worth. */
final class NoteMerges {
  private static final int ID_DIGITS = 40;

  private final Membership members;
  private final LedgerAccess ledger;
  private final Wallet wallet;

  NoteMerges(Membership members, LedgerAccess ledger, Wallet wallet) {
    this.members = members;
    this.ledger = ledger;
    this.wallet = wallet;
  }

  MergeNotesResponse merge(MergeNotesRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("bank", request.getBank());
    if (request.getNoteIdsCount() == 0
        && (!Currency.isCurrent(request.getCurrency())
            || new Currency(request.getCurrency()).decimals().isEmpty())) {
      throw ApiException.invalid(
          "currency", "expected a current ISO 4217 currency with a minor unit, or noteIds");
    }
    if (request.getNoteIdsCount() > SettlementPlan.MAX_NOTES) {
      throw ApiException.invalid(
          "noteIds", "expected at most " + SettlementPlan.MAX_NOTES + " notes");
    }
    Deadline deadline = Deadline.in(remaining);
    String id = request.getMergeId();
    LedgerAccess.Written written =
        wallet.pay(
            key(id),
            request,
            (purse, key, hash) -> {
              List<OwnNote> inputs = inputs(request, purse);
              if (inputs.size() < 2) {
                throw ApiException.refused(
                    "NOTHING_TO_MERGE", "", "expected two free notes of this bank and currency");
              }
              return submission(id, inputs, key, hash);
            },
            remaining);
    String noteId = Note.mergedId(id, 1);
    MergeNotesResponse.Builder response =
        MergeNotesResponse.newBuilder().setReceipt(written.receipt()).setNoteId(noteId);
    Optional.ofNullable(wallet.named(List.of(noteId), deadline).get(noteId))
        .ifPresent(note -> response.setAmount(Amounts.shown(note.amount())));
    return response.build();
  }

  private List<OwnNote> inputs(MergeNotesRequest request, Wallet.Purse purse)
      throws ApiException, InterruptedException {
    return request.getNoteIdsCount() == 0
        ? purse.smallest(
            new Currency(request.getCurrency()), request.getBank(), SettlementPlan.MAX_NOTES)
        : purse.take(wallet.named("noteIds", request.getNoteIdsList(), purse.deadline()));
  }

  private static String key(String mergeId) {
    return "merge:" + mergeId;
  }

  private List<Submission> submission(String id, List<OwnNote> inputs, String key, String hash)
      throws ApiException {
    OwnNote first = inputs.getFirst();
    Money sum = Money.sum(first.amount().currency(), inputs.stream().map(OwnNote::amount).toList());
    MergePlan plan =
        new MergePlan(
            inputs.stream().map(OwnNote::opening).toList(),
            List.of(new NoteOpening(sum, members.own(), Randomness.hex())));
    MergeNotes item =
        new MergeNotes(
            id,
            first.issuer(),
            inputs.stream().map(OwnNote::noteId).toList(),
            plan.outputs().stream().map(NoteOpening::commitment).toList());
    return LedgerAccess.of(
            SettlementFunction.MERGE,
            item.toJson(),
            Optional.of(plan.toJson()),
            members.exactly(first.issuer(), members.own()))
        .make(key, hash);
  }

  /**
   * The id of a merge that a payment needs. It follows from what is merged: a payment that is
   * repeated, after a restart too, finds the merges that it began.
   */
  private String id(List<String> noteIds) {
    String hash = Sha256.hex(String.join("\n", noteIds.stream().sorted().toList()));
    return new QualifiedId(members.own(), "MERGE-" + hash.substring(0, ID_DIGITS)).toString();
  }

  /** A merge under way. */
  private record Begun(List<OwnNote> inputs, CompletableFuture<Outcome> outcome) {}

  /**
   * Merges each of these lists of notes, which are promised to this, into one note. Returns when
   * that has happened, or when the ledger says that one of the notes cannot be spent: then notes
   * have to be chosen anew.
   *
   * @throws ApiException DEADLINE_EXCEEDED when it goes on and the deadline does not
   */
  void merge(List<List<OwnNote>> lists, Deadline deadline)
      throws ApiException, InterruptedException {
    List<Begun> begun = new ArrayList<>();
    try {
      for (List<OwnNote> inputs : lists) {
        begun.add(new Begun(inputs, begin(inputs)));
      }
    } finally {
      for (List<OwnNote> rest : lists.subList(begun.size(), lists.size())) {
        wallet.release(rest);
      }
    }
    for (Begun each : begun) {
      try {
        ledger.written(each.outcome(), deadline.remaining());
      } catch (ApiException e) {
        if (e.isAccepted()) {
          throw ApiException.deadline(
              "small notes are being merged first; nothing was paid, repeat the request to go on");
        }
        if (!wallet.shunned(e, each.inputs())) {
          throw e;
        }
      }
    }
  }

  private CompletableFuture<Outcome> begin(List<OwnNote> inputs)
      throws ApiException, InterruptedException {
    List<String> noteIds = inputs.stream().map(OwnNote::noteId).toList();
    MergeNotesRequest request =
        MergeNotesRequest.newBuilder()
            .setMergeId(id(noteIds))
            .setBank(inputs.getFirst().issuer())
            .addAllNoteIds(noteIds.stream().sorted().toList())
            .build();
    return ledger
        .accept(
            key(request.getMergeId()),
            request,
            (key, hash) -> submission(request.getMergeId(), inputs, key, hash))
        .whenComplete(
            (outcome, failure) -> {
              switch (outcome) {
                case null -> wallet.release(inputs);
                case Outcome.Committed committed -> wallet.spent(inputs, committed.blockNumber());
                case Outcome.Existing existing -> wallet.release(inputs);
                case Outcome.Refused refused -> wallet.release(inputs);
              }
            });
  }

  /**
   * The notes that are left of these when as many are merged as have to be for one transaction.
   * What was merged before, by the same request, is found again.
   *
   * @param list name of the field with the ids
   */
  List<OwnNote> atMostOneTransaction(String list, List<String> noteIds, Wallet.Purse purse)
      throws ApiException, InterruptedException {
    Deadline deadline = purse.deadline();
    if (noteIds.size() <= SettlementPlan.MAX_NOTES) {
      return purse.take(wallet.named(list, noteIds, deadline));
    }
    List<List<String>> chunks = NoteLeases.chunks(noteIds);
    List<String> merged = new ArrayList<>();
    for (List<String> chunk : chunks) {
      merged.add(Note.mergedId(id(chunk), 1));
    }
    Map<String, OwnNote> done = wallet.named(merged, deadline);
    if (done.isEmpty()) {
      wallet.named(list, noteIds, deadline);
    }
    List<List<OwnNote>> toMerge = new ArrayList<>();
    int end = noteIds.size();
    for (int i = 0; i < chunks.size(); i++) {
      end -= chunks.get(i).size();
      if (!done.containsKey(merged.get(i))) {
        toMerge.add(purse.take(wallet.named(list, chunks.get(i), deadline)));
      }
    }
    if (!toMerge.isEmpty()) {
      merge(toMerge, deadline);
    }
    List<String> left = new ArrayList<>(noteIds.subList(0, end));
    left.addAll(merged);
    return purse.take(wallet.named(list, left, deadline));
  }
}
