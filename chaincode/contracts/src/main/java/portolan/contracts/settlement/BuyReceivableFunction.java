// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteId;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.ReceivableOffer;
import portolan.domain.settlement.ReceivablePlan;
import portolan.domain.settlement.escrow.Assignment;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Interests;
import portolan.domain.settlement.instruction.BuyReceivable;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code buyReceivable}: a financier buys the claim that was offered to it. Its note takes the
 * place of the seller's behind the same gate, and the gate remembers whose claim it is.
 */
final class BuyReceivableFunction extends GroupFunction<BuyReceivableFunction.Request> {

  record Request(Item item, BuyReceivable buy, Fields sealed, ReceivablePlan plan) {}

  /** What was offered, as the channel sees it. */
  private record Offered(
      String escrowId, String noteId, String seller, String financier, Commitment commitment) {
    private static Offered fromJson(Fields fields) {
      return new Offered(
          fields.text("escrowId", Format.QUALIFIED),
          fields.text("noteId", Note.ID),
          fields.text("seller", Format.MEMBER),
          fields.text("financier", Format.MEMBER),
          fields.commitment("commitment"));
    }
  }

  private final Spending spending;

  BuyReceivableFunction(Transaction transaction) {
    super(transaction);
    this.spending = new Spending(transaction);
  }

  @Override
  protected Request read(Item item) {
    BuyReceivable buy = BuyReceivable.fromJson(item.fields());
    Openings.requireDistinct(
        RefusalCode.DUPLICATE_INPUT, item.fields().path("inputs"), buy.inputs());
    Fields sealed = item.sealed();
    ReceivablePlan plan = ReceivablePlan.fromJson(sealed);
    sealed.values("inputs", buy.inputs().size(), buy.inputs().size());
    buy.claim().requireOpenedBy(NoteOpening.KIND, sealed.path("claim"), plan.claim().toJson());
    buy.price().requireOpenedBy(NoteOpening.KIND, sealed.path("price"), plan.price().toJson());
    Openings.of(sealed, "change", buy.change());
    return new Request(item, buy, sealed, plan);
  }

  @Override
  protected List<String> keys(Request request) {
    BuyReceivable buy = request.buy();
    return Stream.of(
            Stream.of(
                SettlementKeys.receivable(buy.receivableId()),
                SettlementKeys.sale(buy.receivableId())),
            buy.inputs().stream().map(SettlementKeys::note),
            buy.inputs().stream().flatMap(id -> Spending.gateKeyOf(id).stream()))
        .flatMap(keys -> keys)
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    String id = request.buy().receivableId();
    Offered offered =
        ledger
            .find(SettlementKeys.receivable(id))
            .map(Offered::fromJson)
            .orElseThrow(
                () -> refusal(RefusalCode.NOT_FOUND, "receivableId", "expected a claim on offer"));
    if (!offered.financier().equals(transaction.caller())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED, "receivableId", "expected " + offered.financier());
    }
    Optional<JsonObject> stored = ledger.read(SettlementKeys.sale(id));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "receivableId");
      return Accepted.before();
    }
    offered
        .commitment()
        .requireOpenedBy(
            ReceivableOffer.KIND, request.sealed().path("offer"), request.plan().offer().toJson());
    request.plan().requireSound(transaction.caller(), offered.seller());
    Escrow escrow =
        ledger.find(SettlementKeys.escrow(offered.escrowId())).map(Escrow::fromJson).orElseThrow();
    EscrowState before =
        ledger
            .find(SettlementKeys.gate(offered.escrowId()))
            .map(EscrowState::fromJson)
            .orElseThrow();
    if (!Interests.of(escrow, before).mayFinance(transaction.caller())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED,
          "receivableId",
          "expected a member that is no party of the escrow, and neither keeps, screens nor vouches"
              + " for it");
    }
    EscrowState after =
        before.assign(
            new Assignment(
                NoteId.parse(offered.noteId()).number(),
                transaction.caller(),
                request.plan().offer().claim().commitment()),
            transaction.timestamp());
    spendInputs(request, escrow.terms().bank());
    replaceClaim(request, offered, escrow.terms().bank());
    ledger.write(SettlementKeys.gate(offered.escrowId()), after.toJson());
    ledger.write(
        SettlementKeys.sale(id),
        Json.object()
            .put("boughtAt", Timestamp.format(transaction.timestamp()))
            .put(Item.PAYLOAD_HASH, request.item().payloadHash())
            .build());
    return Accepted.now();
  }

  private void spendInputs(Request request, String bank) {
    List<String> inputs = request.buy().inputs();
    List<Fields> sealed = request.sealed().objects("inputs", inputs.size(), inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      spending.spend(
          "inputs[" + i + "]", inputs.get(i), bank, sealed.get(i), request.plan().inputs().get(i));
    }
  }

  private void replaceClaim(Request request, Offered offered, String bank) {
    BuyReceivable buy = request.buy();
    ReceivablePlan plan = request.plan();
    if (spending.note(offered.noteId()).isEmpty()) {
      throw refusal(
          RefusalCode.NOT_FOUND, "receivableId", "expected a claim that was not assigned before");
    }
    spending.remove(offered.noteId(), bank, offered.seller());
    write(
        Note.assignedId(buy.receivableId()),
        new Note(
            buy.claim(),
            bank,
            Optional.<NoteGate>of(Gate.of(offered.escrowId(), Outcome.DELIVERED))),
        plan.claim());
    write(
        Note.priceId(buy.receivableId()),
        new Note(buy.price(), bank, Optional.empty()),
        plan.price());
    for (int i = 0; i < buy.change().size(); i++) {
      write(
          Note.restId(buy.receivableId(), i + 1),
          new Note(buy.change().get(i), bank, Optional.empty()),
          plan.change().get(i));
    }
  }

  /** Each note is shown to its owner and the bank. */
  private void write(String noteId, Note note, NoteOpening opening) {
    transaction.ledger().write(SettlementKeys.note(noteId), note.toJson());
    transaction
        .sealedLedger()
        .seal(
            List.of(note.issuer(), opening.owner()), SettlementKeys.note(noteId), opening.toJson());
  }

  private static RuntimeException refusal(RefusalCode code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }
}
