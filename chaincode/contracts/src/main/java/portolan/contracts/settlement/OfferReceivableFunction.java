// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteId;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.ReceivableOffer;
import portolan.domain.settlement.escrow.Assignment;
import portolan.domain.settlement.instruction.OfferReceivable;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/** {@code offerReceivable}: the seller offers its claim on a delivery to a financier. */
final class OfferReceivableFunction extends PhaseFunction<OfferReceivableFunction.Request> {

  record Request(Item item, OfferReceivable offer, ReceivableOffer sealed) {}

  OfferReceivableFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Request read(Item item) {
    requireOwnId(item.fields(), "receivableId");
    OfferReceivable offer = OfferReceivable.fromJson(item.fields());
    Fields sealed = item.sealed();
    offer.commitment().requireOpenedBy(ReceivableOffer.KIND, sealed.path(), sealed.json());
    return new Request(item, offer, ReceivableOffer.fromJson(sealed));
  }

  @Override
  String escrowId(Request request) {
    return request.offer().escrowId();
  }

  @Override
  protected List<String> keys(Request request) {
    return Stream.concat(
            super.keys(request).stream(),
            Stream.of(
                SettlementKeys.receivable(request.offer().receivableId()),
                SettlementKeys.note(request.offer().noteId())))
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    OfferReceivable offer = request.offer();
    String key = SettlementKeys.receivable(offer.receivableId());
    Optional<JsonObject> stored = ledger.read(key);
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "receivableId");
      return Accepted.before();
    }
    Standing at = standing(request);
    at.requireCaller(at.rules().seller(), "the seller");
    if (transaction.registry().roles(offer.financier()).isEmpty()) {
      throw refusal(RefusalCode.NOT_FOUND, "financier", "expected a registered member");
    }
    if (!at.interests().mayFinance(offer.financier())) {
      throw refusal(
          RefusalCode.INVALID_ARGUMENT,
          "financier",
          "expected a member that is no party of the escrow, and neither keeps, screens nor vouches"
              + " for it");
    }
    // Whether it can be assigned is seen here already; it counts when it is bought.
    at.gate().assign(sale(request), transaction.timestamp());
    requireOwnClaim(request);
    ledger.write(
        key,
        offer.toJson().toBuilder()
            .put("seller", transaction.caller())
            .put("offeredAt", Timestamp.format(transaction.timestamp()))
            .put(Item.PAYLOAD_HASH, request.item().payloadHash())
            .build());
    transaction
        .sealedLedger()
        .seal(
            List.of(at.escrow().terms().bank(), transaction.caller(), offer.financier()),
            key,
            request.sealed().toJson());
    return Accepted.now();
  }

  /** The payout that would be another's. */
  private static Assignment sale(Request request) {
    OfferReceivable offer = request.offer();
    NoteId note = NoteId.parse(offer.noteId());
    if (!note.equals(
        new NoteId(offer.escrowId(), Optional.of(Outcome.DELIVERED.name()), note.number()))) {
      throw notBehindTheDelivery();
    }
    return new Assignment(note.number(), offer.financier(), request.sealed().claim().commitment());
  }

  private static RuntimeException notBehindTheDelivery() {
    return refusal(
        RefusalCode.INVALID_ARGUMENT,
        "noteId",
        "expected a note behind the delivery of the escrow");
  }

  /** The note is the seller's, and behind the delivery of this escrow. */
  private void requireOwnClaim(Request request) {
    OfferReceivable offer = request.offer();
    Note note =
        transaction
            .ledger()
            .find(SettlementKeys.note(offer.noteId()))
            .map(Note::fromJson)
            .orElseThrow(
                () ->
                    refusal(
                        RefusalCode.NOT_FOUND, "noteId", "expected a note that was not assigned"));
    if (!note.gate().equals(Optional.of(Gate.of(offer.escrowId(), Outcome.DELIVERED)))) {
      throw notBehindTheDelivery();
    }
    NoteOpening claim = request.sealed().claim();
    note.commitment()
        .requireOpenedBy(NoteOpening.KIND, request.item().sealed().path("claim"), claim.toJson());
    if (!claim.owner().equals(transaction.caller())) {
      throw refusal(RefusalCode.NOT_OWNER, "noteId", "expected a note of the seller");
    }
  }

  private static RuntimeException refusal(RefusalCode code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }
}
