// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import portolan.api.v1.ConfirmRedemptionRequest;
import portolan.api.v1.ConfirmRedemptionResponse;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.ReturnRedemptionResponse;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Money;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.instruction.ConfirmRedemption;
import portolan.domain.settlement.instruction.ReturnRedemption;
import portolan.domain.settlement.reconciliation.PaymentOrder;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.api.money.RedemptionRecords;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Outcome;

/** The redemptions that this member, a bank, has to pay: confirmed when paid, or given back. */
final class BankRedemptions implements PaymentLedger {
  private final Membership members;
  private final LedgerAccess ledger;
  private final RedemptionRecords records;

  BankRedemptions(Membership members, LedgerAccess ledger) {
    this.members = members;
    this.ledger = ledger;
    records = new RedemptionRecords(ledger);
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
          String owner = records.stored(id).owner();
          RedemptionOrder order = records.order(id);
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
                    Redemption.fromJson(p.object("redemption")),
                    p.optionalObject("order").map(RedemptionOrder::fromJson),
                    p.optionalObject("advice").map(ReturnAdvice::fromJson)))
        .toList();
  }
}
