// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.ConfirmDeliveriesRequest;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmMilestoneRequest;
import portolan.api.v1.Escrow;
import portolan.api.v1.EscrowProto;
import portolan.api.v1.EscrowState;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundOrderRequest;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.HoldVote;
import portolan.api.v1.RefundRequest;
import portolan.api.v1.RefundResponse;
import portolan.api.v1.WithholdTaxRequest;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.escrow.Assignment;
import portolan.domain.settlement.escrow.EscrowState.Arrived;
import portolan.domain.settlement.escrow.EscrowState.Ended;
import portolan.domain.settlement.escrow.Funded;
import portolan.domain.settlement.escrow.Held;
import portolan.domain.settlement.escrow.Holds.Vote;
import portolan.domain.settlement.escrow.LossClaim;
import portolan.domain.settlement.escrow.Negotiation;
import portolan.domain.settlement.escrow.Seized;
import portolan.domain.settlement.escrow.Split;
import portolan.domain.settlement.escrow.SplitOffer;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.money.Wallet;
import portolan.gateway.api.transport.ServiceBinding;

/** The EscrowService of the public API. */
public final class EscrowApi {
  private final Membership members;
  private final LedgerAccess ledger;
  private final EscrowFunding funding;
  private final Deliveries deliveries;

  /** With the wallet that pays for escrows. */
  public EscrowApi(Membership members, LedgerAccess ledger, Wallet wallet) {
    this.members = members;
    this.ledger = ledger;
    funding = new EscrowFunding(members, ledger, wallet);
    deliveries = new Deliveries(members, ledger);
  }

  /** Its calls. */
  public ServiceBinding binding() {
    return new ServiceBinding(
            EscrowProto.getDescriptor().findServiceByName("EscrowService"), members.own())
            .method("FundEscrow", FundEscrowRequest.getDefaultInstance(), funding::fund)
            .method("FundOrder", FundOrderRequest.getDefaultInstance(), funding::fundOrder)
            .method("WithholdTax", WithholdTaxRequest.getDefaultInstance(), funding::withholdTax)
            .grouped(
                "ConfirmDelivery", ConfirmDeliveryRequest.getDefaultInstance(), deliveries::confirm)
            .stream("ConfirmDeliveries", ConfirmDeliveriesRequest.getDefaultInstance(), deliveries)
            .grouped(
                "ConfirmMilestone",
                ConfirmMilestoneRequest.getDefaultInstance(),
                deliveries::confirmMilestone)
            .method("Refund", RefundRequest.getDefaultInstance(), this::refund)
            .method("GetEscrow", GetEscrowRequest.getDefaultInstance(), (q, t) -> escrow(q));
  }

  private RefundResponse refund(RefundRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        ledger.write(
            "refund:" + request.getEscrowId(),
            request,
            LedgerAccess.of(
                SettlementFunction.REFUND,
                new RefundEscrow(request.getEscrowId()).toJson(),
                Optional.empty(),
                members.ofEscrow(request.getEscrowId())),
            remaining);
    return RefundResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private Escrow escrow(GetEscrowRequest request) throws ApiException {
    Fields answer =
        ledger.evaluate(
            SettlementFunction.ESCROW,
            Json.object().put("escrowId", request.getEscrowId()).build());
    var escrow = portolan.domain.settlement.escrow.Escrow.fromJson(answer);
    var gate = portolan.domain.settlement.escrow.EscrowState.fromJson(answer.object("gate"));
    Escrow.Builder shown =
        Escrow.newBuilder()
            .setEscrowId(escrow.terms().escrowId())
            .setOrderId(escrow.terms().orderId())
            .setDeclarationId(escrow.terms().declarationId())
            .setAuthority(escrow.terms().authority())
            .setState(EscrowState.valueOf("ESCROW_STATE_" + gate.name()))
            .setFundedAt(Timestamp.format(escrow.fundedAt()))
            .setExpiresAt(Timestamp.format(escrow.deadline()));
    gate.evidence().ifPresent(delivery -> shown.setConfirmedBy(delivery.confirmedBy()));
    phase(shown, gate);
    return shown.build();
  }

  /** What is under way, or how it ended. */
  private static void phase(
      Escrow.Builder shown, portolan.domain.settlement.escrow.EscrowState gate) {
    switch (gate) {
      case Funded f -> {}
      case Negotiation n ->
          sold(shown, n.assignments())
              .setPhaseEndsAt(Timestamp.format(n.until()))
              .setOfferId(n.offer().map(SplitOffer::offerId).orElse(""))
              .addAllAgreementMissingFrom(n.offer().map(SplitOffer::missing).orElse(List.of()));
      case Arrived a -> sold(shown, a.assignments()).setPhaseEndsAt(Timestamp.format(a.until()));
      case LossClaim l -> shown.setPhaseEndsAt(Timestamp.format(l.until()));
      case Held h -> {
        phase(shown, h.before());
        h.holds().open().forEach(reason -> shown.addHoldReasons(Holds.shown(reason)));
        shown
            .setHoldNumber(h.holds().number())
            .setHeldState(EscrowState.valueOf("ESCROW_STATE_" + h.before().name()));
        for (Vote vote : h.holds().votes()) {
          shown.addHoldVotes(
              HoldVote.newBuilder()
                  .setOfficer(vote.officer())
                  .setVerdict(Holds.shown(vote.verdict()))
                  .setHoldNumber(vote.number()));
        }
      }
      case Split s -> shown.setOfferId(s.offerId());
      case Seized s -> s.reasons().forEach(reason -> shown.addHoldReasons(Holds.shown(reason)));
      case Ended e -> {}
    }
  }

  private static Escrow.Builder sold(Escrow.Builder shown, List<Assignment> assignments) {
    assignments.forEach(assignment -> shown.addAssignees(assignment.financier()));
    return shown;
  }
}
