package portolan.gateway.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.Money;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.RedeemResponse;
import portolan.api.v1.Redemption;
import portolan.api.v1.RedemptionState;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

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
    requireIban(request.getCreditorIban());
    LedgerAccess.Plan plan =
        (key, hash) -> {
          List<Wallet.OwnNote> notes = named(request.getNoteIdsList());
          String currency = notes.getFirst().currency();
          JsonObject order =
              Json.object()
                  .put("currency", currency)
                  .putAmount(
                      "amount",
                      notes.stream().mapToLong(Wallet.OwnNote::amount).reduce(0, Math::addExact))
                  .put("creditorName", request.getCreditorName())
                  .put("creditorIban", request.getCreditorIban())
                  .put("salt", Randomness.hex())
                  .build();
          JsonObject item =
              Json.object()
                  .put("redemptionId", request.getRedemptionId())
                  .put("bank", request.getBank())
                  .putTexts("notes", request.getNoteIdsList())
                  .put("commitment", Commitment.to("redemption", order).hex())
                  .build();
          JsonObject sealed =
              Json.object()
                  .putAll("openings", notes.stream().map(Wallet.OwnNote::opening).toList())
                  .put("order", order)
                  .build();
          return LedgerAccess.of(
                  SettlementApi.CHAINCODE,
                  "redeem",
                  item,
                  Optional.of(sealed),
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

  private static void requireIban(String iban) throws ApiException {
    try {
      IbanUtil.validate(iban);
    } catch (Iban4jException e) {
      throw ApiException.invalid("creditor_iban", "expected an IBAN: " + e.getMessage());
    }
  }

  private List<Wallet.OwnNote> named(List<String> noteIds) throws ApiException {
    if (noteIds.isEmpty()) {
      throw ApiException.invalid("note_ids", "expected at least one note");
    }
    List<Wallet.OwnNote> own = wallet.notes();
    List<Wallet.OwnNote> named = new ArrayList<>();
    for (int i = 0; i < noteIds.size(); i++) {
      String noteId = noteIds.get(i);
      String field = "note_ids[" + i + "]";
      Wallet.OwnNote note =
          own.stream()
              .filter(n -> n.noteId().equals(noteId))
              .findFirst()
              .orElseThrow(
                  () -> ApiException.invalid(field, "expected an unspent note of this member"));
      if (!named.isEmpty() && !note.currency().equals(named.getFirst().currency())) {
        throw ApiException.invalid(field, "expected notes of one currency");
      }
      named.add(note);
    }
    return named;
  }

  Redemption redemption(GetRedemptionRequest request) throws ApiException {
    Fields state =
        ledger.evaluate(
            SettlementApi.CHAINCODE,
            "redemption",
            Json.object().put("redemptionId", request.getRedemptionId()).build());
    Redemption.Builder redemption =
        Redemption.newBuilder()
            .setRedemptionId(state.text("redemptionId", 64))
            .setOwner(state.text("owner", 64))
            .setState(RedemptionState.valueOf("REDEMPTION_STATE_" + state.text("state", 20)))
            .setUetr(state.optionalText("uetr", 36).orElse(""));
    state
        .optionalObject("order")
        .ifPresent(
            order ->
                redemption
                    .setAmount(
                        Money.newBuilder()
                            .setCurrency(order.text("currency", 3))
                            .setMinorUnits(order.amount("amount")))
                    .setCreditorName(order.text("creditorName", 140))
                    .setCreditorIban(order.text("creditorIban", 34)));
    return redemption.build();
  }
}
