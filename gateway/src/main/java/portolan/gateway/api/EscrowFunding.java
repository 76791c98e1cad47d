package portolan.gateway.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundEscrowResponse;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.gateway.outbox.Submission;

/**
 * Funds escrows: chooses notes, commits the settlement plan, and afterwards tells each payee of its
 * note in a transaction that shows nothing else.
 */
final class EscrowFunding {
  private final Members members;
  private final LedgerAccess ledger;
  private final Wallet wallet;
  private final NoteAdvice advice;

  EscrowFunding(Members members, LedgerAccess ledger, Wallet wallet) {
    this.members = members;
    this.ledger = ledger;
    this.wallet = wallet;
    advice = new NoteAdvice(members);
  }

  FundEscrowResponse fund(FundEscrowRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("bank", request.getBank());
    Money total = total(request);
    List<Wallet.OwnNote> leased = new ArrayList<>();
    boolean spent = true;
    try {
      LedgerAccess.Written written =
          ledger.write(
              "escrow:" + request.getEscrowId(),
              request,
              (key, hash) -> {
                List<Wallet.OwnNote> inputs = wallet.lease(total);
                try {
                  List<Submission> made = submissions(request, total, inputs, key, hash);
                  leased.addAll(inputs);
                  return made;
                } catch (ApiException | RuntimeException e) {
                  // The plan may be made once more, with other notes.
                  wallet.release(inputs);
                  throw e;
                }
              },
              remaining);
      // If the escrow was there, it was funded with other notes.
      spent = !written.receipt().getExisting();
      return FundEscrowResponse.newBuilder()
          .setReceipt(written.receipt())
          .setFundedMinorUnits(total.minorUnits())
          .build();
    } catch (ApiException e) {
      spent = e.isAccepted();
      throw e;
    } finally {
      if (!spent) {
        wallet.release(leased);
      }
    }
  }

  private Money total(FundEscrowRequest request) throws ApiException {
    List<NoteOpening> payouts =
        Payouts.openings("payouts", request.getPayoutsList(), request.getCurrency(), members);
    return Money.sum(
        payouts.getFirst().amount().currency(), payouts.stream().map(NoteOpening::amount).toList());
  }

  private List<Submission> submissions(
      FundEscrowRequest request, Money total, List<Wallet.OwnNote> inputs, String key, String hash)
      throws ApiException {
    List<NoteOpening> delivered =
        Payouts.openings("payouts", request.getPayoutsList(), request.getCurrency(), members);
    Money left =
        Money.sum(total.currency(), inputs.stream().map(Wallet.OwnNote::amount).toList())
            .minus(total);
    SettlementPlan plan =
        new SettlementPlan(
            inputs.stream().map(Wallet.OwnNote::opening).toList(),
            Map.of(
                Outcome.DELIVERED,
                delivered,
                Outcome.REFUNDED,
                List.of(opening(members.own(), total))),
            left.isZero() ? List.of() : List.of(opening(members.own(), left)),
            Randomness.hex());
    EscrowTerms terms =
        new EscrowTerms(
            request.getEscrowId(),
            request.getOrderId(),
            request.getDeclarationId(),
            request.getBank(),
            total.currency(),
            request.getDeliverySecretSha256(),
            request.getExpiresAfterSeconds(),
            request.hasRulebook()
                ? Optional.of(Disputes.rulebook(request.getRulebook()))
                : Optional.empty());
    FundEscrow item =
        FundEscrow.of(terms, inputs.stream().map(Wallet.OwnNote::noteId).toList(), plan);
    List<Submission> submissions =
        new ArrayList<>(
            LedgerAccess.of(
                    SettlementApi.CHAINCODE,
                    "fund",
                    item.toJson(),
                    Optional.of(plan.toJson()),
                    members.exactly(request.getBank(), members.own()))
                .make(key, hash));
    Gate gate = Gate.of(request.getEscrowId(), Outcome.DELIVERED);
    for (int i = 0; i < delivered.size(); i++) {
      NoteOpening opening = delivered.get(i);
      if (advice.isNeeded(opening, request.getBank())) {
        submissions.add(
            advice.of(Note.gatedId(gate, i + 1), opening, request.getBank(), key, hash));
      }
    }
    return submissions;
  }

  private static NoteOpening opening(String owner, Money amount) {
    return new NoteOpening(amount, owner, Randomness.hex());
  }
}
