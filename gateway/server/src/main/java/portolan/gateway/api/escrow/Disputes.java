// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.AcceptGoodsRequest;
import portolan.api.v1.AcceptGoodsResponse;
import portolan.api.v1.AgreeToReturnRequest;
import portolan.api.v1.AgreeToSplitRequest;
import portolan.api.v1.AgreeToSplitResponse;
import portolan.api.v1.AwardClaimRequest;
import portolan.api.v1.AwardClaimResponse;
import portolan.api.v1.ClaimDefectRequest;
import portolan.api.v1.ClaimDefectResponse;
import portolan.api.v1.ConfirmReturnRequest;
import portolan.api.v1.DisputeProto;
import portolan.api.v1.EscalateReturnRequest;
import portolan.api.v1.EscrowState;
import portolan.api.v1.ExpirePhaseRequest;
import portolan.api.v1.ExpirePhaseResponse;
import portolan.api.v1.OfferSplitRequest;
import portolan.api.v1.OfferSplitResponse;
import portolan.api.v1.Payout;
import portolan.api.v1.ReportLossRequest;
import portolan.api.v1.Verdict;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.escrow.Held;
import portolan.domain.settlement.instruction.AcceptGoods;
import portolan.domain.settlement.instruction.AgreeToSplit;
import portolan.domain.settlement.instruction.AwardClaim;
import portolan.domain.settlement.instruction.ClaimDefect;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.OfferSplit;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.outbox.Submission;

/**
 * What follows a delivery that is inspected: acceptance, claim, split and award; with returns and
 * losses, the DisputeService of the public API.
 */
public final class Disputes {

  private final Membership members;
  private final LedgerAccess ledger;
  private final SettlementCalls calls;
  private final NoteAdvice advice;
  private final ReturnsAndLosses returns;

  /** With the calls of the settlement contract. */
  public Disputes(Membership members, LedgerAccess ledger, SettlementCalls calls) {
    this.members = members;
    this.ledger = ledger;
    this.calls = calls;
    advice = new NoteAdvice(members);
    returns = new ReturnsAndLosses(calls);
  }

  /** The DisputeService of the public API. */
  public ServiceBinding binding() {
    return new ServiceBinding(
            DisputeProto.getDescriptor().findServiceByName("DisputeService"), members.own())
        .method("AcceptGoods", AcceptGoodsRequest.getDefaultInstance(), this::accept)
        .method("ClaimDefect", ClaimDefectRequest.getDefaultInstance(), this::claim)
        .method("OfferSplit", OfferSplitRequest.getDefaultInstance(), this::offer)
        .method("AgreeToSplit", AgreeToSplitRequest.getDefaultInstance(), this::agree)
        .method("AgreeToReturn", AgreeToReturnRequest.getDefaultInstance(), returns::agree)
        .method("ConfirmReturn", ConfirmReturnRequest.getDefaultInstance(), returns::confirm)
        .method("EscalateReturn", EscalateReturnRequest.getDefaultInstance(), returns::escalate)
        .method("ReportLoss", ReportLossRequest.getDefaultInstance(), returns::reportLoss)
        .method("AwardClaim", AwardClaimRequest.getDefaultInstance(), this::award)
        .method("ExpirePhase", ExpirePhaseRequest.getDefaultInstance(), this::expire);
  }

  /** The rulebook of a request. */
  static Rulebook rulebook(portolan.api.v1.Rulebook request) throws ApiException {
    JsonObject.Builder json =
        Json.object()
            .put("seller", request.getSeller())
            .put("inspectionSeconds", request.getInspectionSeconds())
            .put("negotiationSeconds", request.getNegotiationSeconds())
            .put("arbitrationSeconds", request.getArbitrationSeconds())
            .put("fallback", word("rulebook.fallback", request.getFallback()));
    if (request.getReturnSeconds() != 0) {
      json.put("returnSeconds", request.getReturnSeconds());
    }
    return Rulebook.fromJson(Fields.of("rulebook", json.build()));
  }

  private static String word(String field, Verdict verdict) throws ApiException {
    if (verdict == Verdict.VERDICT_UNSPECIFIED || verdict == Verdict.UNRECOGNIZED) {
      throw ApiException.invalid(field, "expected a verdict");
    }
    return verdict.name().substring("VERDICT_".length());
  }

  AcceptGoodsResponse accept(AcceptGoodsRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        ledger.write(
            "accept:" + request.getEscrowId(),
            request,
            calls.open(SettlementFunction.ACCEPT, new AcceptGoods(request.getEscrowId()).toJson()),
            remaining);
    return AcceptGoodsResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  ClaimDefectResponse claim(ClaimDefectRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    Commitment reason =
        SettlementCalls.committed("claim", "reason", request.getReason(), request.getSalt());
    LedgerAccess.Written written =
        ledger.write(
            "claim:" + request.getEscrowId(),
            request,
            calls.open(
                SettlementFunction.CLAIM, new ClaimDefect(request.getEscrowId(), reason).toJson()),
            remaining);
    return ClaimDefectResponse.newBuilder()
        .setReceipt(written.receipt())
        .setReasonCommitment(reason.hex())
        .build();
  }

  OfferSplitResponse offer(OfferSplitRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        ledger.write(
            "offer:" + request.getOfferId(),
            request,
            (key, hash) -> {
              Held held = held(request.getEscrowId());
              SplitPlan plan = plan(held, request.getSharesList());
              JsonObject item =
                  new OfferSplit(request.getEscrowId(), request.getOfferId(), commitments(plan))
                      .toJson();
              return split(
                  SettlementFunction.OFFER, item, held, request.getOfferId(), plan, key, hash);
            },
            remaining);
    return OfferSplitResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  AgreeToSplitResponse agree(AgreeToSplitRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        ledger.write(
            "agree:" + request.getOfferId(),
            request,
            calls.open(
                SettlementFunction.AGREE,
                new AgreeToSplit(request.getEscrowId(), request.getOfferId()).toJson()),
            remaining);
    return AgreeToSplitResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  AwardClaimResponse award(AwardClaimRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    AwardClaim.Verdict verdict = AwardClaim.Verdict.valueOf(word("verdict", request.getVerdict()));
    if (verdict != AwardClaim.Verdict.SPLIT && request.getSharesCount() > 0) {
      throw ApiException.invalid("shares", "expected none with this verdict");
    }
    String id = request.getAwardId();
    LedgerAccess.Written written =
        ledger.write(
            "award:" + id,
            request,
            (key, hash) -> {
              if (verdict != AwardClaim.Verdict.SPLIT) {
                return calls
                    .open(
                        SettlementFunction.AWARD,
                        new AwardClaim(request.getEscrowId(), id, verdict, List.of()).toJson())
                    .make(key, hash);
              }
              Held held = held(request.getEscrowId());
              SplitPlan plan = plan(held, request.getSharesList());
              JsonObject item =
                  new AwardClaim(request.getEscrowId(), id, verdict, commitments(plan)).toJson();
              return split(SettlementFunction.AWARD, item, held, id, plan, key, hash);
            },
            remaining);
    return AwardClaimResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  ExpirePhaseResponse expire(ExpirePhaseRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    // Several phases can end one after the other, so the state is part of the key.
    String state = calls.escrow(request.getEscrowId()).object("gate").text("state", 16);
    LedgerAccess.Written written =
        ledger.write(
            "expire:" + request.getEscrowId() + ":" + state,
            request,
            calls.open(SettlementFunction.EXPIRE, new ExpirePhase(request.getEscrowId()).toJson()),
            remaining);
    return ExpirePhaseResponse.newBuilder()
        .setReceipt(written.receipt())
        .setState(
            EscrowState.valueOf(
                "ESCROW_STATE_" + Fields.of("", written.details()).text("state", 16)))
        .build();
  }

  /** An escrow and what it holds. */
  private record Held(Escrow escrow, PayoutPlan planned) {}

  private Held held(String escrowId) throws ApiException {
    PayoutPlan planned =
        PayoutPlan.fromJson(
            ledger
                .evaluate(
                    SettlementFunction.PLANNED, Json.object().put("escrowId", escrowId).build())
                .object("planned"));
    return new Held(Escrow.fromJson(calls.escrow(escrowId)), planned);
  }

  private SplitPlan plan(Held held, List<Payout> shares) throws ApiException {
    return new SplitPlan(
        held.planned(),
        Payouts.openings("shares", shares, held.escrow().terms().currency().code(), members));
  }

  private static List<Commitment> commitments(SplitPlan plan) {
    return plan.shares().stream().map(NoteOpening::commitment).toList();
  }

  private List<Submission> split(
      SettlementFunction function,
      JsonObject item,
      Held held,
      String splitId,
      SplitPlan plan,
      String key,
      String hash)
      throws ApiException {
    String bank = held.escrow().terms().bank();
    List<Submission> submissions =
        new ArrayList<>(
            LedgerAccess.of(
                    function,
                    item,
                    Optional.of(plan.toJson()),
                    members.own().equals(bank)
                        ? members.seeing(bank, held.escrow().fundedBy())
                        : members.exactly(bank, members.own()))
                .make(key, hash));
    Gate gate = new Gate(held.escrow().terms().escrowId(), new Gate.Offered(splitId));
    for (int i = 0; i < plan.shares().size(); i++) {
      NoteOpening opening = plan.shares().get(i);
      if (advice.isNeeded(opening, bank)) {
        submissions.add(advice.of(Note.gatedId(gate, i + 1), opening, bank, key, hash));
      }
    }
    return submissions;
  }
}
