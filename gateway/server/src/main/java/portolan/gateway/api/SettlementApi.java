// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.AcceptGoodsRequest;
import portolan.api.v1.AgreeToReturnRequest;
import portolan.api.v1.AgreeToSplitRequest;
import portolan.api.v1.AppointOfficerRequest;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AttestReservesResponse;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.AuditResponse;
import portolan.api.v1.AwardClaimRequest;
import portolan.api.v1.BuyReceivableRequest;
import portolan.api.v1.ClaimDefectRequest;
import portolan.api.v1.ConfirmDeliveriesRequest;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmMilestoneRequest;
import portolan.api.v1.ConfirmRedemptionRequest;
import portolan.api.v1.ConfirmReturnRequest;
import portolan.api.v1.CurrencyBalance;
import portolan.api.v1.DecideHoldRequest;
import portolan.api.v1.EscalateReturnRequest;
import portolan.api.v1.Escrow;
import portolan.api.v1.EscrowState;
import portolan.api.v1.ExecuteLockRequest;
import portolan.api.v1.ExpireLockRequest;
import portolan.api.v1.ExpirePhaseRequest;
import portolan.api.v1.ExportPaymentsRequest;
import portolan.api.v1.ExportReturnsRequest;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundOrderRequest;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.GetLockRequest;
import portolan.api.v1.GetReceivableRequest;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.HoldPaymentRequest;
import portolan.api.v1.HoldVote;
import portolan.api.v1.ImportStatementRequest;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.ListSuspenseRequest;
import portolan.api.v1.LockQuoteRequest;
import portolan.api.v1.MergeNotesRequest;
import portolan.api.v1.MintRequest;
import portolan.api.v1.MintResponse;
import portolan.api.v1.OfferReceivableRequest;
import portolan.api.v1.OfferSplitRequest;
import portolan.api.v1.PublishReferenceRatesRequest;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.RefundRequest;
import portolan.api.v1.RefundResponse;
import portolan.api.v1.ReportIncidentRequest;
import portolan.api.v1.ReportLossRequest;
import portolan.api.v1.ResolveSuspenseRequest;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.ScreenPaymentRequest;
import portolan.api.v1.SetLimitRequest;
import portolan.api.v1.SettlementProto;
import portolan.api.v1.SignQuoteRequest;
import portolan.api.v1.WithholdTaxRequest;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Timestamp;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Assignment;
import portolan.domain.settlement.EscrowState.Delivered;
import portolan.domain.settlement.EscrowState.Escalated;
import portolan.domain.settlement.EscrowState.Funded;
import portolan.domain.settlement.EscrowState.Held;
import portolan.domain.settlement.EscrowState.Inspection;
import portolan.domain.settlement.EscrowState.LossClaim;
import portolan.domain.settlement.EscrowState.Lost;
import portolan.domain.settlement.EscrowState.Negotiation;
import portolan.domain.settlement.EscrowState.Refunded;
import portolan.domain.settlement.EscrowState.Returning;
import portolan.domain.settlement.EscrowState.Seized;
import portolan.domain.settlement.EscrowState.Split;
import portolan.domain.settlement.Holds.Vote;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.SplitOffer;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.journal.Journal;
import portolan.gateway.statements.StatementStore;

/** The SettlementService of the public API. */
final class SettlementApi {
  private final Members members;
  private final LedgerAccess ledger;
  private final EscrowBanks banks;
  private final NoteList notes;
  private final NoteMerges merges;
  private final VoidNotes voidNotes;
  private final EscrowFunding funding;
  private final Redemptions redemptions;
  private final PaymentExport export;
  private final Statements statements;
  private final Deliveries deliveries;
  private final Disputes disputes;
  private final ReturnsAndLosses returns;
  private final Holds holds;
  private final Receivables receivables;
  private final CurrencyTrades trades;
  private final AccountStatements accounts;

  SettlementApi(
      Members members,
      LedgerAccess ledger,
      EscrowBanks banks,
      StatementStore store,
      Journal journal,
      FabricLedger signer) {
    this.members = members;
    this.ledger = ledger;
    this.banks = banks;
    Wallet wallet = new Wallet(members, ledger, journal);
    notes = new NoteList(wallet);
    merges = wallet.merges();
    voidNotes = new VoidNotes(members, ledger, wallet);
    funding = new EscrowFunding(members, ledger, wallet);
    redemptions = new Redemptions(members, ledger, wallet);
    export = new PaymentExport(members, redemptions, store, InstantSource.system());
    statements = new Statements(members, redemptions, store, InstantSource.system());
    deliveries = new Deliveries(banks, ledger);
    SettlementCalls calls = new SettlementCalls(ledger, banks);
    disputes = new Disputes(members, ledger, calls);
    returns = new ReturnsAndLosses(calls);
    holds = new Holds(calls);
    receivables = new Receivables(members, ledger, wallet, calls);
    trades = new CurrencyTrades(members, ledger, banks, wallet, signer);
    accounts = new AccountStatements(members, journal, redemptions::advice);
  }

  /** Has void notes cleared away from now on. */
  VoidNotes clearVoidNotes() {
    voidNotes.start();
    return voidNotes;
  }

  ApiServer.ServiceBinding binding() {
    return new ApiServer.ServiceBinding(
            SettlementProto.getDescriptor().findServiceByName("SettlementService"), members.own())
            .method(
                "AttestReserves", AttestReservesRequest.getDefaultInstance(), this::attestReserves)
            .method("Mint", MintRequest.getDefaultInstance(), this::mint)
            .method("FundEscrow", FundEscrowRequest.getDefaultInstance(), funding::fund)
            .method("FundOrder", FundOrderRequest.getDefaultInstance(), funding::fundOrder)
            .method("WithholdTax", WithholdTaxRequest.getDefaultInstance(), funding::withholdTax)
            .grouped(
                "ConfirmMilestone",
                ConfirmMilestoneRequest.getDefaultInstance(),
                deliveries::confirmMilestone)
            .grouped(
                "ConfirmDelivery", ConfirmDeliveryRequest.getDefaultInstance(), deliveries::confirm)
            .stream("ConfirmDeliveries", ConfirmDeliveriesRequest.getDefaultInstance(), deliveries)
            .method("Refund", RefundRequest.getDefaultInstance(), this::refund)
            .method("AcceptGoods", AcceptGoodsRequest.getDefaultInstance(), disputes::accept)
            .method("ClaimDefect", ClaimDefectRequest.getDefaultInstance(), disputes::claim)
            .method("OfferSplit", OfferSplitRequest.getDefaultInstance(), disputes::offer)
            .method("AgreeToSplit", AgreeToSplitRequest.getDefaultInstance(), disputes::agree)
            .method("AwardClaim", AwardClaimRequest.getDefaultInstance(), disputes::award)
            .method("AgreeToReturn", AgreeToReturnRequest.getDefaultInstance(), returns::agree)
            .method("ConfirmReturn", ConfirmReturnRequest.getDefaultInstance(), returns::confirm)
            .method("EscalateReturn", EscalateReturnRequest.getDefaultInstance(), returns::escalate)
            .method("ReportLoss", ReportLossRequest.getDefaultInstance(), returns::reportLoss)
            .method("HoldPayment", HoldPaymentRequest.getDefaultInstance(), holds::hold)
            .method("ReportIncident", ReportIncidentRequest.getDefaultInstance(), holds::report)
            .method("ScreenPayment", ScreenPaymentRequest.getDefaultInstance(), holds::screen)
            .method("DecideHold", DecideHoldRequest.getDefaultInstance(), holds::decide)
            .method("AppointOfficer", AppointOfficerRequest.getDefaultInstance(), holds::appoint)
            .method("SetLimit", SetLimitRequest.getDefaultInstance(), holds::setLimit)
            .method(
                "OfferReceivable", OfferReceivableRequest.getDefaultInstance(), receivables::offer)
            .method("BuyReceivable", BuyReceivableRequest.getDefaultInstance(), receivables::buy)
            .method(
                "GetReceivable",
                GetReceivableRequest.getDefaultInstance(),
                (q, t) -> receivables.get(q))
            .method("ExpirePhase", ExpirePhaseRequest.getDefaultInstance(), disputes::expire)
            .method("GetEscrow", GetEscrowRequest.getDefaultInstance(), (q, t) -> escrow(q))
            .method("ListNotes", ListNotesRequest.getDefaultInstance(), notes::list)
            .method("MergeNotes", MergeNotesRequest.getDefaultInstance(), merges::merge)
            .method("Redeem", RedeemRequest.getDefaultInstance(), redemptions::redeem)
            .grouped(
                "ConfirmRedemption",
                ConfirmRedemptionRequest.getDefaultInstance(),
                redemptions::confirm)
            .method(
                "ReturnRedemption",
                ReturnRedemptionRequest.getDefaultInstance(),
                redemptions::giveBack)
            .method("ExportPayments", ExportPaymentsRequest.getDefaultInstance(), export::export)
            .grouped(
                "ImportStatement",
                ImportStatementRequest.getDefaultInstance(),
                statements::importStatement)
            .method(
                "ListSuspense", ListSuspenseRequest.getDefaultInstance(), statements::listSuspense)
            .method(
                "ResolveSuspense",
                ResolveSuspenseRequest.getDefaultInstance(),
                statements::resolveSuspense)
            .method(
                "GetRedemption",
                GetRedemptionRequest.getDefaultInstance(),
                (q, t) -> redemptions.redemption(q))
            .method("Audit", AuditRequest.getDefaultInstance(), (q, t) -> audit(t))
            .method(
                "PublishReferenceRates",
                PublishReferenceRatesRequest.getDefaultInstance(),
                trades::publish)
            .method("SignQuote", SignQuoteRequest.getDefaultInstance(), trades::sign)
            .method("LockQuote", LockQuoteRequest.getDefaultInstance(), trades::lock)
            .method("ExecuteLock", ExecuteLockRequest.getDefaultInstance(), trades::execute)
            .method("ExpireLock", ExpireLockRequest.getDefaultInstance(), trades::expire)
            .method("GetLock", GetLockRequest.getDefaultInstance(), (q, t) -> trades.get(q))
            .method(
                "GetAccountStatement",
                GetAccountStatementRequest.getDefaultInstance(),
                accounts::statement)
            .method(
                "ExportReturns",
                ExportReturnsRequest.getDefaultInstance(),
                accounts::exportReturns);
  }

  /** An amount of a request, above zero. */
  static Money money(String field, String currency, long minorUnits) throws ApiException {
    if (!Currency.isCurrent(currency) || new Currency(currency).decimals().isEmpty()) {
      throw ApiException.invalid(
          field + ".currency", "expected a current ISO 4217 currency with a minor unit");
    }
    if (minorUnits <= 0 || minorUnits > Money.MAX_MINOR_UNITS) {
      throw ApiException.invalid(
          field + ".minorUnits",
          "expected 1 to " + Money.MAX_MINOR_UNITS + " minor units, found " + minorUnits);
    }
    return new Money(new Currency(currency), minorUnits);
  }

  private static Money money(portolan.api.v1.Money amount) throws ApiException {
    return money("amount", amount.getCurrency(), amount.getMinorUnits());
  }

  /** An amount in the API's terms. */
  static portolan.api.v1.Money shown(Money money) {
    return portolan.api.v1.Money.newBuilder()
        .setCurrency(money.currency().code())
        .setMinorUnits(money.minorUnits())
        .build();
  }

  private AttestReservesResponse attestReserves(AttestReservesRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    AttestReserves item =
        new AttestReserves(
            request.getAttestationId(),
            money(request.getAmount()),
            request.getValidForSeconds() == 0
                ? AttestReserves.MONTH
                : request.getValidForSeconds());
    LedgerAccess.Written written =
        ledger.write(
            "attestation:" + item.attestationId(),
            request,
            LedgerAccess.of(
                SettlementFunction.ATTEST_RESERVES,
                item.toJson(),
                Optional.empty(),
                members.guardianAndOne(members.own())),
            remaining);
    return AttestReservesResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private MintResponse mint(MintRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("owner", request.getOwner());
    Money amount = money(request.getAmount());
    LedgerAccess.Plan plan =
        (key, hash) -> {
          NoteOpening opening = new NoteOpening(amount, request.getOwner(), Randomness.hex());
          MintNotes item =
              new MintNotes(
                  request.getMintId(),
                  request.getAllowanceId(),
                  request.getOwner(),
                  amount.minorUnits(),
                  List.of(opening.commitment()));
          return LedgerAccess.of(
                  SettlementFunction.MINT,
                  item.toJson(),
                  Optional.of(MintNotes.sealed(List.of(opening))),
                  members.exactly(members.own(), request.getOwner()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write("mint:" + request.getMintId(), request, plan, remaining);
    return MintResponse.newBuilder()
        .setReceipt(written.receipt())
        .setNoteId(portolan.domain.settlement.Note.mintedId(request.getMintId(), 1))
        .build();
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
                banks.ofEscrow(request.getEscrowId())),
            remaining);
    return RefundResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private Escrow escrow(GetEscrowRequest request) throws ApiException {
    Fields answer =
        ledger.evaluate(
            SettlementFunction.ESCROW,
            Json.object().put("escrowId", request.getEscrowId()).build());
    var escrow = portolan.domain.settlement.Escrow.fromJson(answer);
    var gate = portolan.domain.settlement.EscrowState.fromJson(answer.object("gate"));
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
  private static void phase(Escrow.Builder shown, portolan.domain.settlement.EscrowState gate) {
    switch (gate) {
      case Funded f -> {}
      case Inspection i -> sold(shown, i.assignments()).setPhaseEndsAt(Timestamp.format(i.until()));
      case Negotiation n ->
          sold(shown, n.assignments())
              .setPhaseEndsAt(Timestamp.format(n.until()))
              .setOfferId(n.offer().map(SplitOffer::offerId).orElse(""))
              .addAllAgreementMissingFrom(n.offer().map(SplitOffer::missing).orElse(List.of()));
      case Escalated e -> sold(shown, e.assignments()).setPhaseEndsAt(Timestamp.format(e.until()));
      case Returning r -> sold(shown, r.assignments()).setPhaseEndsAt(Timestamp.format(r.until()));
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
      case Delivered d -> {}
      case Refunded r -> {}
      case Lost l -> {}
    }
  }

  private static Escrow.Builder sold(Escrow.Builder shown, List<Assignment> assignments) {
    assignments.forEach(assignment -> shown.addAssignees(assignment.financier()));
    return shown;
  }

  private AuditResponse audit(Duration remaining) throws ApiException {
    Fields audit = ledger.evaluate(SettlementFunction.AUDIT, Json.object().build(), remaining);
    AuditResponse.Builder response = AuditResponse.newBuilder().setBalanced(audit.flag("balanced"));
    for (Fields finding : audit.objects("findings", 0, 1_000)) {
      response.addFindings(finding.text("key", 200) + ": " + finding.text("finding", 400));
    }
    for (Fields line : audit.objects("currencies", 0, 1_000)) {
      response.addBalances(
          CurrencyBalance.newBuilder()
              .setCurrency(line.text("currency", 3))
              .setMintedMinorUnits(line.amount("minted"))
              .setRedeemedMinorUnits(line.amount("redeemed"))
              .setSpendableMinorUnits(line.amount("spendable"))
              .setEscrowedMinorUnits(line.amount("inEscrow"))
              .setLockedMinorUnits(line.amount("inLocks"))
              .setBalanced(line.flag("balanced")));
    }
    return response.build();
  }
}
