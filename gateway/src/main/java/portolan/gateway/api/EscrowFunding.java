package portolan.gateway.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundEscrowResponse;
import portolan.api.v1.Payout;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;
import portolan.gateway.outbox.Submission;

/**
 * Funds escrows: chooses notes, commits the settlement plan, and afterwards tells each payee of its
 * note in a transaction that shows nothing else.
 */
final class EscrowFunding {
  private final Members members;
  private final LedgerAccess ledger;
  private final Wallet wallet;

  EscrowFunding(Members members, LedgerAccess ledger, Wallet wallet) {
    this.members = members;
    this.ledger = ledger;
    this.wallet = wallet;
  }

  FundEscrowResponse fund(FundEscrowRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("bank", request.getBank());
    long total = total(request);
    List<Wallet.OwnNote> leased = new ArrayList<>();
    try {
      LedgerAccess.Written written =
          ledger.write(
              "escrow:" + request.getEscrowId(),
              request,
              (key, hash) -> {
                leased.addAll(wallet.lease(request.getCurrency(), total));
                return submissions(request, total, leased, key, hash);
              },
              remaining);
      return FundEscrowResponse.newBuilder()
          .setReceipt(written.receipt())
          .setFundedMinorUnits(total)
          .build();
    } finally {
      wallet.release(leased);
    }
  }

  private long total(FundEscrowRequest request) throws ApiException {
    if (request.getPayoutsCount() == 0) {
      throw ApiException.invalid("payouts", "expected at least one payout");
    }
    long total = 0;
    Set<String> payees = new HashSet<>();
    for (int i = 0; i < request.getPayoutsCount(); i++) {
      Payout payout = request.getPayouts(i);
      String field = "payouts[" + i + "]";
      members.requireMember(field + ".payee", payout.getPayee());
      if (!payees.add(payout.getPayee())) {
        throw ApiException.invalid(field + ".payee", "expected each payee once");
      }
      SettlementApi.positive(field + ".minor_units", payout.getMinorUnits());
      try {
        total = Math.addExact(total, payout.getMinorUnits());
      } catch (ArithmeticException e) {
        throw ApiException.invalid(
            field + ".minor_units", "the payouts exceed what can be written");
      }
    }
    return total;
  }

  private List<Submission> submissions(
      FundEscrowRequest request, long total, List<Wallet.OwnNote> inputs, String key, String hash)
      throws ApiException {
    String currency = request.getCurrency();
    List<JsonObject> delivered =
        request.getPayoutsList().stream()
            .map(p -> SettlementApi.opening(p.getPayee(), currency, p.getMinorUnits()))
            .toList();
    List<JsonObject> refunded = List.of(SettlementApi.opening(members.own(), currency, total));
    long left = inputs.stream().mapToLong(Wallet.OwnNote::amount).sum() - total;
    List<JsonObject> change =
        left == 0 ? List.of() : List.of(SettlementApi.opening(members.own(), currency, left));
    JsonObject item =
        Json.object()
            .put("escrowId", request.getEscrowId())
            .put("orderId", request.getOrderId())
            .put("declarationId", request.getDeclarationId())
            .put("bank", request.getBank())
            .put("currency", currency)
            .put("secretHash", request.getDeliverySecretSha256())
            .put("expiresAfterSeconds", request.getExpiresAfterSeconds())
            .putTexts("inputs", inputs.stream().map(Wallet.OwnNote::noteId).toList())
            .put(
                "outcomes",
                Json.object()
                    .putTexts("DELIVERED", commitments(delivered))
                    .putTexts("REFUNDED", commitments(refunded))
                    .build())
            .putTexts("change", commitments(change))
            .build();
    JsonObject sealed =
        Json.object()
            .putAll("inputs", inputs.stream().map(Wallet.OwnNote::opening).toList())
            .put(
                "outcomes",
                Json.object().putAll("DELIVERED", delivered).putAll("REFUNDED", refunded).build())
            .putAll("change", change)
            .put("salt", Randomness.hex())
            .build();
    List<Submission> submissions =
        new ArrayList<>(
            LedgerAccess.of(
                    SettlementApi.CHAINCODE,
                    "fund",
                    item,
                    Optional.of(sealed),
                    members.exactly(request.getBank(), members.own()))
                .make(key, hash));
    for (int i = 0; i < delivered.size(); i++) {
      String payee = request.getPayouts(i).getPayee();
      // The bank and the funding member have their openings from the funding itself.
      if (!payee.equals(members.own()) && !payee.equals(request.getBank())) {
        String noteId = request.getEscrowId() + ".DELIVERED." + i;
        submissions.add(advice(noteId, payee, delivered.get(i), request.getBank(), key, hash));
      }
    }
    return submissions;
  }

  private Submission advice(
      String noteId, String owner, JsonObject opening, String bank, String after, String hash)
      throws ApiException {
    return new Submission(
        "advise:" + noteId,
        hash,
        SettlementApi.CHAINCODE,
        "advise",
        Group.of(List.of(Json.object().put("noteId", noteId).put("owner", owner).build()))
            .canonical(),
        Optional.of(Group.of(List.of(Json.object().put("opening", opening).build())).canonical()),
        members.exactly(bank, owner),
        Optional.of(after));
  }

  private static List<String> commitments(List<JsonObject> openings) {
    return openings.stream().map(SettlementApi::commitment).toList();
  }
}
