// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import portolan.api.v1.ConfirmRedemptionRequest;
import portolan.api.v1.ConfirmRedemptionResponse;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.RedeemResponse;
import portolan.api.v1.Redemption;
import portolan.api.v1.RedemptionState;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.ReturnRedemptionResponse;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Money;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState.Returned;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.instruction.ConfirmRedemption;
import portolan.domain.settlement.instruction.RedeemNotes;
import portolan.domain.settlement.instruction.ReturnRedemption;
import portolan.domain.settlement.journal.OwnNote;
import portolan.domain.settlement.reconciliation.PaymentOrder;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.iso20022.CreditTransferInitiation;
import portolan.gateway.iso20022.MessageException;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Outcome;

/** Turns notes into bank money, and back when the bank rails return it. */
final class Redemptions implements PaymentLedger {
  private final Members members;
  private final LedgerAccess ledger;
  private final Wallet wallet;

  Redemptions(Members members, LedgerAccess ledger, Wallet wallet) {
    this.members = members;
    this.ledger = ledger;
    this.wallet = wallet;
  }

  RedeemResponse redeem(RedeemRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("bank", request.getBank());
    requirePayable(request.getCreditorName());
    int count = request.getNoteIdsCount();
    if (count < 1 || count > NoteLeases.MOST_GATHERED) {
      throw ApiException.invalid(
          "noteIds", "expected 1 to " + NoteLeases.MOST_GATHERED + " notes, found " + count);
    }
    Wallet.Payment payment =
        (purse, key, hash) -> {
          List<OwnNote> notes =
              wallet.merges().atMostOneTransaction("noteIds", request.getNoteIdsList(), purse);
          RedemptionOrder order =
              RedemptionOrder.fromJson(
                  Fields.ofSealed(
                      "", order(request, notes.stream().map(OwnNote::amount).toList())));
          RedeemNotes item =
              new RedeemNotes(
                  request.getRedemptionId(),
                  request.getBank(),
                  notes.stream().map(OwnNote::noteId).toList(),
                  order.commitment(),
                  new Uetr(UUID.randomUUID().toString()));
          return LedgerAccess.of(
                  SettlementFunction.REDEEM,
                  item.toJson(),
                  Optional.of(
                      RedeemNotes.sealed(notes.stream().map(OwnNote::opening).toList(), order)),
                  members.exactly(request.getBank(), members.own()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        wallet.pay("redemption:" + request.getRedemptionId(), request, payment, remaining);
    Redemption redemption =
        redemption(
            GetRedemptionRequest.newBuilder().setRedemptionId(request.getRedemptionId()).build());
    return RedeemResponse.newBuilder()
        .setReceipt(written.receipt())
        .setAmount(redemption.getAmount())
        .setUetr(redemption.getUetr())
        .build();
  }

  /** Refused here, while the notes are still there, rather than by the bank. */
  private static void requirePayable(String creditorName) throws ApiException {
    try {
      CreditTransferInitiation.Payment.creditorName(creditorName);
    } catch (MessageException e) {
      throw ApiException.invalid(e.field(), e.getMessage());
    }
  }

  private static JsonObject order(RedeemRequest request, List<Money> amounts) {
    Money sum = Money.sum(amounts.getFirst().currency(), amounts);
    return Json.object()
        .put("currency", sum.currency().code())
        .putAmount("amount", sum.minorUnits())
        .put("creditorName", request.getCreditorName())
        .put("creditorIban", request.getCreditorIban())
        .put("salt", Randomness.hex())
        .build();
  }

  ConfirmRedemptionResponse confirm(ConfirmRedemptionRequest request, Call call)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        ledger.writeInGroup(key(request), request, share(request, bankAndOne()), call);
    return ConfirmRedemptionResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private Endorsers bankAndOne() throws ApiException {
    return members.guardianAndOne(members.own());
  }

  /** A wrong UETR must not bar the right one. */
  private static String key(ConfirmRedemptionRequest request) {
    return "paid:" + request.getRedemptionId() + ":" + request.getUetr();
  }

  private static LedgerAccess.Share share(ConfirmRedemptionRequest request, Endorsers endorsers)
      throws ApiException {
    if (!Uetr.FORMAT.accepts(request.getUetr())) {
      throw ApiException.invalid("uetr", "expected " + Uetr.FORMAT.expected());
    }
    return LedgerAccess.share(
        SettlementFunction.CONFIRM_REDEMPTIONS,
        new ConfirmRedemption(request.getRedemptionId(), new Uetr(request.getUetr())).toJson(),
        Optional.empty(),
        endorsers);
  }

  @Override
  public List<CompletableFuture<Outcome>> confirm(List<PaymentOrder> orders, Object caller)
      throws ApiException, InterruptedException {
    Endorsers endorsers = bankAndOne();
    List<CompletableFuture<Outcome>> begun = new ArrayList<>(orders.size());
    for (PaymentOrder order : orders) {
      ConfirmRedemptionRequest request =
          ConfirmRedemptionRequest.newBuilder()
              .setRedemptionId(order.redemptionId())
              .setUetr(order.uetr().value())
              .build();
      begun.add(ledger.begin(key(request), request, share(request, endorsers), caller));
    }
    return begun;
  }

  @Override
  public ReturnRedemptionResponse giveBack(ReturnRedemptionRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    if (!ReturnReason.isCode(request.getReason())) {
      throw ApiException.invalid(
          "reason", "expected a return reason of ISO 20022 such as AC01 or AC04");
    }
    String id = request.getRedemptionId();
    LedgerAccess.Plan plan =
        (key, hash) -> {
          String owner = stored(id).owner();
          RedemptionOrder order = order(id);
          Optional<ReturnAdvice> advice = advice(request, order.amount());
          NoteOpening opening =
              new NoteOpening(
                  advice.map(ReturnAdvice::amount).orElse(order.amount()), owner, Randomness.hex());
          ReturnRedemption item =
              new ReturnRedemption(
                  id,
                  new ReturnReason(request.getReason()),
                  opening.commitment(),
                  advice.map(ReturnAdvice::commitment));
          return LedgerAccess.of(
                  SettlementFunction.RETURN_REDEMPTIONS,
                  item.toJson(),
                  Optional.of(ReturnRedemption.sealed(opening, order, advice)),
                  members.exactly(members.own(), owner))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write("return:" + id + ":" + request.getReason(), request, plan, remaining);
    return ReturnRedemptionResponse.newBuilder()
        .setReceipt(written.receipt())
        .setNoteId(Note.returnedId(id))
        .build();
  }

  /** What is to be said of a return, if it is not of all of it or its reason has no code. */
  static Optional<ReturnAdvice> advice(ReturnRedemptionRequest request, Money ordered)
      throws ApiException {
    if (request.getNarrative().length() > ReturnAdvice.MAX_NARRATIVE) {
      throw ApiException.invalid(
          "narrative", "expected at most " + ReturnAdvice.MAX_NARRATIVE + " characters");
    }
    long charge = request.getCharge().getMinorUnits();
    if (request.hasCharge()
        && (!request.getCharge().getCurrency().equals(ordered.currency().code())
            || charge < 0
            || charge >= ordered.minorUnits())) {
      throw ApiException.invalid(
          "charge", "expected an amount in " + ordered.currency() + " below the payment's");
    }
    return charge == 0 && request.getNarrative().isBlank()
        ? Optional.empty()
        : Optional.of(
            new ReturnAdvice(
                new Money(ordered.currency(), ordered.minorUnits() - charge),
                new Money(ordered.currency(), charge),
                Optional.of(request.getNarrative()).filter(n -> !n.isBlank()),
                Randomness.hex()));
  }

  @Override
  public Page due(Optional<String> bookmark, int limit) throws ApiException {
    JsonObject.Builder question = Json.object().put("limit", limit);
    bookmark.ifPresent(b -> question.put("bookmark", b));
    Fields page = ledger.evaluate(SettlementFunction.PAYMENTS_DUE, question.build());
    return new Page(payments(page, limit), page.optionalText("bookmark", Format.QUALIFIED));
  }

  @Override
  public List<Due> named(List<Uetr> uetrs, Duration remaining) throws ApiException {
    JsonObject question =
        Json.object().putTexts("uetrs", uetrs.stream().map(Uetr::value).toList()).build();
    return payments(
        ledger.evaluate(SettlementFunction.PAYMENTS, question, remaining), uetrs.size());
  }

  private static List<Due> payments(Fields answer, int most) {
    return answer.objects("payments", 0, most).stream()
        .map(
            p ->
                new Due(
                    portolan.domain.settlement.Redemption.fromJson(p.object("redemption")),
                    p.optionalObject("order").map(RedemptionOrder::fromJson),
                    p.optionalObject("advice").map(ReturnAdvice::fromJson)))
        .toList();
  }

  private static JsonObject question(String redemptionId) {
    return Json.object().put("redemptionId", redemptionId).build();
  }

  private portolan.domain.settlement.Redemption stored(String redemptionId) throws ApiException {
    return portolan.domain.settlement.Redemption.fromJson(
        ledger.evaluate(SettlementFunction.REDEMPTION, question(redemptionId)));
  }

  private RedemptionOrder order(String redemptionId) throws ApiException {
    return RedemptionOrder.fromJson(
        ledger.evaluate(SettlementFunction.REDEMPTION_ORDER, question(redemptionId)));
  }

  private ReturnAdvice advice(String redemptionId) throws ApiException {
    return ReturnAdvice.fromJson(
        ledger.evaluate(SettlementFunction.RETURN_ADVICE, question(redemptionId)));
  }

  /** What is to be said of the return of a redemption of this member or bank, if anything is. */
  Optional<ReturnAdvice> advice(portolan.domain.settlement.Redemption redemption)
      throws ApiException {
    return redemption.state() instanceof Returned returned && returned.advice().isPresent()
        ? Optional.of(advice(redemption.redemptionId()))
        : Optional.empty();
  }

  private void show(
      Redemption.Builder redemption, Returned returned, String redemptionId, Money ordered)
      throws ApiException {
    if (returned.advice().isEmpty()) {
      redemption.setReturned(SettlementApi.shown(ordered));
      return;
    }
    ReturnAdvice advice = advice(redemptionId);
    redemption
        .setReturned(SettlementApi.shown(advice.amount()))
        .setReturnCharge(SettlementApi.shown(advice.charge()))
        .setReturnNarrative(advice.narrative().orElse(""));
  }

  Redemption redemption(GetRedemptionRequest request) throws ApiException {
    var stored = stored(request.getRedemptionId());
    Redemption.Builder redemption =
        Redemption.newBuilder()
            .setRedemptionId(stored.redemptionId())
            .setOwner(stored.owner())
            .setState(RedemptionState.valueOf("REDEMPTION_STATE_" + stored.state().name().name()))
            .setUetr(stored.uetr().value());
    if (stored.state() instanceof Returned returned) {
      redemption.setReturnReason(returned.reason().code());
    }
    if (List.of(stored.owner(), stored.bank()).contains(members.own())) {
      RedemptionOrder order = order(request.getRedemptionId());
      redemption
          .setAmount(SettlementApi.shown(order.amount()))
          .setCreditorName(order.creditorName())
          .setCreditorIban(order.creditorIban().value());
      if (stored.state() instanceof Returned returned) {
        show(redemption, returned, request.getRedemptionId(), order.amount());
      }
    }
    return redemption.build();
  }
}
