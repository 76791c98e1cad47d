// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.RedeemResponse;
import portolan.api.v1.Redemption;
import portolan.api.v1.RedemptionState;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Money;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState.Returned;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.instruction.RedeemNotes;
import portolan.domain.settlement.journal.OwnNote;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.iso20022.CreditTransferInitiation;
import portolan.gateway.iso20022.MessageException;

/** Turns notes into bank money. */
final class Redemptions {
  private final Membership members;
  private final RedemptionRecords records;
  private final Wallet wallet;

  Redemptions(Membership members, LedgerAccess ledger, Wallet wallet) {
    this.members = members;
    records = new RedemptionRecords(ledger);
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

  private void show(
      Redemption.Builder redemption, Returned returned, String redemptionId, Money ordered)
      throws ApiException {
    if (returned.advice().isEmpty()) {
      redemption.setReturned(Amounts.shown(ordered));
      return;
    }
    ReturnAdvice advice = records.advice(redemptionId);
    redemption
        .setReturned(Amounts.shown(advice.amount()))
        .setReturnCharge(Amounts.shown(advice.charge()))
        .setReturnNarrative(advice.narrative().orElse(""));
  }

  Redemption redemption(GetRedemptionRequest request) throws ApiException {
    var stored = records.stored(request.getRedemptionId());
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
      RedemptionOrder order = records.order(request.getRedemptionId());
      redemption
          .setAmount(Amounts.shown(order.amount()))
          .setCreditorName(order.creditorName())
          .setCreditorIban(order.creditorIban().value());
      if (stored.state() instanceof Returned returned) {
        show(redemption, returned, request.getRedemptionId(), order.amount());
      }
    }
    return redemption.build();
  }
}
