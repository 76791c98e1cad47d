package portolan.gateway.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import portolan.domain.settlement.instruction.RedeemNotes;

/** Turns notes into bank money. */
final class Redemptions {
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
    LedgerAccess.Plan plan =
        (key, hash) -> {
          List<Wallet.OwnNote> notes = named(request.getNoteIdsList());
          RedemptionOrder order =
              RedemptionOrder.fromJson(
                  Fields.ofSealed(
                      "", order(request, notes.stream().map(Wallet.OwnNote::amount).toList())));
          RedeemNotes item =
              new RedeemNotes(
                  request.getRedemptionId(),
                  request.getBank(),
                  request.getNoteIdsList(),
                  order.commitment());
          return LedgerAccess.of(
                  SettlementApi.CHAINCODE,
                  "redeem",
                  item.toJson(),
                  Optional.of(
                      RedeemNotes.sealed(
                          notes.stream().map(Wallet.OwnNote::opening).toList(), order)),
                  members.exactly(request.getBank(), members.own()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write("redemption:" + request.getRedemptionId(), request, plan, remaining);
    return RedeemResponse.newBuilder()
        .setReceipt(written.receipt())
        .setAmount(
            redemption(
                    GetRedemptionRequest.newBuilder()
                        .setRedemptionId(request.getRedemptionId())
                        .build())
                .getAmount())
        .build();
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

  private List<Wallet.OwnNote> named(List<String> noteIds) throws ApiException {
    if (noteIds.isEmpty()) {
      throw ApiException.invalid("noteIds", "expected at least one note");
    }
    List<Wallet.OwnNote> own = wallet.notes();
    List<Wallet.OwnNote> named = new ArrayList<>();
    for (int i = 0; i < noteIds.size(); i++) {
      String noteId = noteIds.get(i);
      String field = "noteIds[" + i + "]";
      Wallet.OwnNote note =
          own.stream()
              .filter(n -> n.noteId().equals(noteId))
              .findFirst()
              .orElseThrow(
                  () -> ApiException.invalid(field, "expected an unspent note of this member"));
      if (!named.isEmpty()
          && !note.amount().currency().equals(named.getFirst().amount().currency())) {
        throw ApiException.invalid(field, "expected notes of one currency");
      }
      named.add(note);
    }
    return named;
  }

  Redemption redemption(GetRedemptionRequest request) throws ApiException {
    JsonObject question = Json.object().put("redemptionId", request.getRedemptionId()).build();
    var state =
        portolan.domain.settlement.Redemption.fromJson(
            ledger.evaluate(SettlementApi.CHAINCODE, "redemption", question));
    Redemption.Builder redemption =
        Redemption.newBuilder()
            .setRedemptionId(state.redemptionId())
            .setOwner(state.owner())
            .setState(RedemptionState.valueOf("REDEMPTION_STATE_" + state.state().name()))
            .setUetr(state.settlement().map(s -> s.uetr()).orElse(""));
    if (List.of(state.owner(), state.bank()).contains(members.own())) {
      RedemptionOrder order =
          RedemptionOrder.fromJson(
              ledger.evaluate(SettlementApi.CHAINCODE, "redemptionOrder", question));
      redemption
          .setAmount(SettlementApi.shown(order.amount()))
          .setCreditorName(order.creditorName())
          .setCreditorIban(order.creditorIban().value());
    }
    return redemption.build();
  }
}
