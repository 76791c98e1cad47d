// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.membership.Role;
import portolan.domain.settlement.MergePlan;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.instruction.MergeNotes;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/** {@code merge}: spends notes of the caller and makes others of the same worth for it. */
final class MergeFunction extends GroupFunction<MergeFunction.Request> {

  record Request(Item item, MergeNotes merge, Fields sealed, MergePlan plan) {}

  private final Spending spending;

  MergeFunction(Transaction transaction) {
    super(transaction);
    this.spending = new Spending(transaction);
  }

  @Override
  protected Request read(Item item) {
    requireOwnId(item.fields(), "mergeId");
    MergeNotes merge = MergeNotes.fromJson(item.fields());
    Openings.requireDistinct(
        RefusalCode.DUPLICATE_INPUT, item.fields().path("inputs"), merge.inputs());
    Openings.requireDistinct(
        RefusalCode.DUPLICATE_COMMITMENT, item.fields().path("outputs"), merge.outputs());
    Fields sealed = item.sealed();
    MergePlan plan = MergePlan.fromJson(sealed);
    sealed.values("inputs", merge.inputs().size(), merge.inputs().size());
    Openings.of(sealed, "outputs", merge.outputs());
    return new Request(item, merge, sealed, plan);
  }

  @Override
  protected List<String> keys(Request request) {
    List<String> inputs = request.merge().inputs();
    return Stream.of(
            Stream.of(SettlementKeys.merge(request.merge().mergeId())),
            inputs.stream().map(SettlementKeys::note),
            inputs.stream().flatMap(id -> Spending.gateKeyOf(id).stream()))
        .flatMap(keys -> keys)
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    MergeNotes item = request.merge();
    Optional<JsonObject> stored = ledger.read(SettlementKeys.merge(item.mergeId()));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "mergeId");
      return Accepted.before();
    }
    if (!transaction.registry().roles(item.bank()).contains(Role.BANK)) {
      throw new Refusal(RefusalCode.NOT_FOUND, "bank", "expected a member with the role bank")
          .toException();
    }
    request.plan().requireSound(transaction.caller());
    List<Fields> sealed =
        request.sealed().objects("inputs", item.inputs().size(), item.inputs().size());
    for (int i = 0; i < item.inputs().size(); i++) {
      spending.spend(
          "inputs[" + i + "]",
          item.inputs().get(i),
          item.bank(),
          sealed.get(i),
          request.plan().inputs().get(i));
    }
    for (int i = 0; i < item.outputs().size(); i++) {
      write(
          Note.mergedId(item.mergeId(), i + 1),
          new Note(item.outputs().get(i), item.bank(), Optional.empty()),
          request.plan().outputs().get(i));
    }
    ledger.write(
        SettlementKeys.merge(item.mergeId()),
        Json.object()
            .put("bank", item.bank())
            .put("owner", transaction.caller())
            .put("mergedAt", Timestamp.format(transaction.timestamp()))
            .put(Item.PAYLOAD_HASH, request.item().payloadHash())
            .build());
    return Accepted.now();
  }

  /** Each note is shown to its owner and the bank. */
  private void write(String noteId, Note note, NoteOpening opening) {
    transaction.ledger().write(SettlementKeys.note(noteId), note.toJson());
    transaction
        .sealedLedger()
        .seal(
            List.of(note.issuer(), opening.owner()), SettlementKeys.note(noteId), opening.toJson());
  }
}
