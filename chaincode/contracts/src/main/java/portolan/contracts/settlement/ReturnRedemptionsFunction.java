// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.money.Money;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.instruction.ReturnRedemption;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code returnRedemptions}: the bank rails sent a payment back, and its owner gets a fresh note
 * for it. No allowance is needed: the redeemed notes had one.
 */
final class ReturnRedemptionsFunction extends GroupFunction<ReturnRedemptionsFunction.Request> {

  record Request(
      Item item,
      ReturnRedemption giveBack,
      NoteOpening opening,
      Fields order,
      Optional<ReturnAdvice> advice) {}

  private final BankRedemptions redemptions;

  ReturnRedemptionsFunction(Transaction transaction) {
    super(transaction);
    redemptions = new BankRedemptions(transaction);
  }

  @Override
  protected Request read(Item item) {
    ReturnRedemption giveBack = ReturnRedemption.fromJson(item.fields());
    Fields sealed = item.sealed();
    Fields opening = sealed.object("opening");
    Fields order = sealed.object("order");
    Optional<Fields> advice = giveBack.advice().map(commitment -> sealed.object("advice"));
    sealed.end();
    giveBack.commitment().requireOpenedBy(NoteOpening.KIND, opening.path(), opening.json());
    advice.ifPresent(
        a -> giveBack.advice().get().requireOpenedBy(ReturnAdvice.KIND, a.path(), a.json()));
    return new Request(
        item, giveBack, NoteOpening.fromJson(opening), order, advice.map(ReturnAdvice::fromJson));
  }

  @Override
  protected List<String> keys(Request request) {
    return List.of(SettlementKeys.redemption(request.giveBack().redemptionId()));
  }

  @Override
  protected Accepted apply(Request request) {
    ReturnRedemption item = request.giveBack();
    Redemption redemption = redemptions.required(item.redemptionId());
    requireConserved(redemption, request);
    Redemption returned =
        redemption.giveBack(
            item.reason(), transaction.timestamp(), request.item().payloadHash(), item.advice());
    String noteId = Note.returnedId(item.redemptionId());
    var result = Json.object().put("noteId", noteId).build();
    if (returned.equals(redemption)) {
      return Accepted.before(result);
    }
    redemptions.write(returned);
    Note note = new Note(item.commitment(), redemption.bank(), Optional.empty());
    transaction.ledger().write(SettlementKeys.note(noteId), note.toJson());
    List<String> informed = List.of(redemption.owner(), redemption.bank());
    transaction
        .sealedLedger()
        .seal(informed, SettlementKeys.note(noteId), request.opening().toJson());
    request
        .advice()
        .ifPresent(
            advice ->
                transaction
                    .sealedLedger()
                    .seal(informed, SettlementKeys.returned(item.redemptionId()), advice.toJson()));
    return Accepted.now(result);
  }

  /** The note is the owner's, and worth what was redeemed but for the charge of the return. */
  private static void requireConserved(Redemption redemption, Request request) {
    Fields order = request.order();
    redemption.commitment().requireOpenedBy(RedemptionOrder.KIND, order.path(), order.json());
    if (!request.opening().owner().equals(redemption.owner())) {
      throw new Refusal(
              RefusalCode.NOT_OWNER,
              "commitment",
              "expected a note of the owner " + redemption.owner())
          .toException();
    }
    Money ordered = RedemptionOrder.fromJson(order).amount();
    request.advice().ifPresent(a -> a.requireOf(ordered));
    if (!request
        .opening()
        .amount()
        .equals(request.advice().map(ReturnAdvice::amount).orElse(ordered))) {
      throw new Refusal(
              RefusalCode.NOT_CONSERVED,
              "commitment",
              "expected a note of the ordered amount, less a charge that is advised")
          .toException();
    }
  }
}
