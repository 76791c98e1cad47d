// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.AcceptGoodsRequest;
import portolan.api.v1.AcceptGoodsResponse;
import portolan.api.v1.AgreeToReturnRequest;
import portolan.api.v1.AgreeToReturnResponse;
import portolan.api.v1.AgreeToSplitRequest;
import portolan.api.v1.AgreeToSplitResponse;
import portolan.api.v1.AppointOfficerRequest;
import portolan.api.v1.AppointOfficerResponse;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AttestReservesResponse;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.AuditResponse;
import portolan.api.v1.AwardClaimRequest;
import portolan.api.v1.AwardClaimResponse;
import portolan.api.v1.BuyReceivableRequest;
import portolan.api.v1.BuyReceivableResponse;
import portolan.api.v1.ClaimDefectRequest;
import portolan.api.v1.ClaimDefectResponse;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmDeliveryResponse;
import portolan.api.v1.ConfirmMilestoneRequest;
import portolan.api.v1.ConfirmMilestoneResponse;
import portolan.api.v1.ConfirmRedemptionRequest;
import portolan.api.v1.ConfirmRedemptionResponse;
import portolan.api.v1.ConfirmReturnRequest;
import portolan.api.v1.ConfirmReturnResponse;
import portolan.api.v1.DecideHoldRequest;
import portolan.api.v1.DecideHoldResponse;
import portolan.api.v1.EscalateReturnRequest;
import portolan.api.v1.EscalateReturnResponse;
import portolan.api.v1.Escrow;
import portolan.api.v1.ExecuteLockRequest;
import portolan.api.v1.ExecuteLockResponse;
import portolan.api.v1.ExpireLockRequest;
import portolan.api.v1.ExpireLockResponse;
import portolan.api.v1.ExpirePhaseRequest;
import portolan.api.v1.ExpirePhaseResponse;
import portolan.api.v1.ExportPaymentsRequest;
import portolan.api.v1.ExportPaymentsResponse;
import portolan.api.v1.ExportReturnsRequest;
import portolan.api.v1.ExportReturnsResponse;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundEscrowResponse;
import portolan.api.v1.FundOrderRequest;
import portolan.api.v1.FundOrderResponse;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.GetAccountStatementResponse;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.GetLockRequest;
import portolan.api.v1.GetReceivableRequest;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.HoldPaymentRequest;
import portolan.api.v1.HoldPaymentResponse;
import portolan.api.v1.ImportStatementRequest;
import portolan.api.v1.ImportStatementResponse;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.ListNotesResponse;
import portolan.api.v1.ListSuspenseRequest;
import portolan.api.v1.ListSuspenseResponse;
import portolan.api.v1.Lock;
import portolan.api.v1.LockQuoteRequest;
import portolan.api.v1.LockQuoteResponse;
import portolan.api.v1.MergeNotesRequest;
import portolan.api.v1.MergeNotesResponse;
import portolan.api.v1.MintRequest;
import portolan.api.v1.MintResponse;
import portolan.api.v1.Note;
import portolan.api.v1.OfferReceivableRequest;
import portolan.api.v1.OfferReceivableResponse;
import portolan.api.v1.OfferSplitRequest;
import portolan.api.v1.OfferSplitResponse;
import portolan.api.v1.PublishReferenceRatesRequest;
import portolan.api.v1.PublishReferenceRatesResponse;
import portolan.api.v1.Receivable;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.RedeemResponse;
import portolan.api.v1.Redemption;
import portolan.api.v1.RefundRequest;
import portolan.api.v1.RefundResponse;
import portolan.api.v1.ReportIncidentRequest;
import portolan.api.v1.ReportIncidentResponse;
import portolan.api.v1.ReportLossRequest;
import portolan.api.v1.ReportLossResponse;
import portolan.api.v1.ResolveSuspenseRequest;
import portolan.api.v1.ResolveSuspenseResponse;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.ReturnRedemptionResponse;
import portolan.api.v1.ScreenPaymentRequest;
import portolan.api.v1.ScreenPaymentResponse;
import portolan.api.v1.SetLimitRequest;
import portolan.api.v1.SetLimitResponse;
import portolan.api.v1.SettlementServiceGrpc;
import portolan.api.v1.SignQuoteRequest;
import portolan.api.v1.SignQuoteResponse;
import portolan.api.v1.WithholdTaxRequest;
import portolan.api.v1.WithholdTaxResponse;

/**
 * Reserves, notes, escrows, redemptions and currencies. Every method throws {@link
 * PortolanException} when the gateway refuses.
 */
public final class Settlement {
  private final Channel channel;
  private final Duration deadline;
  private final Calls<SettlementServiceGrpc.SettlementServiceBlockingStub> calls;

  Settlement(Channel channel, Duration deadline) {
    calls = new Calls<>(SettlementServiceGrpc.newBlockingStub(channel), deadline);
    this.channel = channel;
    this.deadline = deadline;
  }

  /**
   * Attests reserves at the bank; minting consumes them. Role: bank. Idempotency key:
   * attestation_id.
   */
  public AttestReservesResponse attestReserves(AttestReservesRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::attestReserves, request);
  }

  /** Mints one note for a member out of an allowance. Role: bank. Idempotency key: mint_id. */
  public MintResponse mint(MintRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::mint, request);
  }

  /**
   * Locks the caller's notes in an escrow and commits who gets what when it is delivered or
   * refunded. Role: platform. The payees' notes are told to them afterwards, each in a transaction
   * of its own, so that no payee sees another's amount. Idempotency key: escrow_id.
   */
  public FundEscrowResponse fundEscrow(FundEscrowRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::fundEscrow, request);
  }

  /**
   * Confirms a delivery with the consignee's secret. Payment is final in the same transaction.
   * Role: logistics or platform. Confirming again returns the first result (receipt.existing).
   */
  public ConfirmDeliveryResponse confirmDelivery(ConfirmDeliveryRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::confirmDelivery, request);
  }

  /**
   * As {@link #confirmDelivery} for many deliveries, over one stream: much cheaper for both sides.
   * Close it when done.
   */
  public DeliveryConfirmations confirmDeliveries() {
    return new DeliveryConfirmations(SettlementServiceGrpc.newStub(channel), deadline);
  }

  /**
   * Funds several escrows of an order in one transaction: its milestones or lines. All are funded
   * or none. Role: platform. Idempotency key: the first escrow_id.
   */
  public FundOrderResponse fundOrder(FundOrderRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::fundOrder, request);
  }

  /**
   * Funds an escrow with exactly the duty and VAT that customs assessed; the authority is paid when
   * it releases the goods. Role: platform, the declarant. Idempotency key: escrow_id.
   */
  public WithholdTaxResponse withholdTax(WithholdTaxRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::withholdTax, request);
  }

  /**
   * Pays a milestone that customs has released. Any member. Confirming again returns the first
   * result.
   */
  public ConfirmMilestoneResponse confirmMilestone(ConfirmMilestoneRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::confirmMilestone, request);
  }

  /**
   * Agrees to take the goods back. The seller that the rulebook names, while a claim is negotiated.
   * Idempotency key: escrow_id.
   */
  public AgreeToReturnResponse agreeToReturn(AgreeToReturnRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::agreeToReturn, request);
  }

  /**
   * Shows with its secret that the seller has the goods back: the escrow is refunded. Any member.
   */
  public ConfirmReturnResponse confirmReturn(ConfirmReturnRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::confirmReturn, request);
  }

  /** Has the bank decide about goods that were sent back. The funding member. */
  public EscalateReturnResponse escalateReturn(EscalateReturnRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::escalateReturn, request);
  }

  /** Says that the goods are lost. The carrier that the terms name. Idempotency key: escrow_id. */
  public ReportLossResponse reportLoss(ReportLossRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::reportLoss, request);
  }

  /** Stops a payment, whatever else holds it. The bank of the escrow. Idempotency key: hold_id. */
  public HoldPaymentResponse holdPayment(HoldPaymentRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::holdPayment, request);
  }

  /**
   * Says that a seal was broken, that goods were not kept as agreed, or that they are recalled,
   * which stops the payment. The funding member, or the seller or carrier that the terms name.
   * Idempotency key: escrow_id and reason.
   */
  public ReportIncidentResponse reportIncident(ReportIncidentRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::reportIncident, request);
  }

  /**
   * The verdict about an escrow that is held until it is screened; what was cleared can be held
   * again until the money is paid. The screener that its terms name. Idempotency key: escrow_id,
   * clear and what is committed to.
   */
  public ScreenPaymentResponse screenPayment(ScreenPaymentRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::screenPayment, request);
  }

  /**
   * Carries the signed decision of an officer about a payment that is held, see {@link
   * HoldDecision}. The bank of the escrow.
   */
  public DecideHoldResponse decideHold(DecideHoldRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::decideHold, request);
  }

  /**
   * Says with which certificate an officer of this bank signs decisions. Role: bank. Idempotency
   * key: request_id.
   */
  public AppointOfficerResponse appointOfficer(AppointOfficerRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::appointOfficer, request);
  }

  /**
   * Sets how much an escrow at this bank can hold without being looked at. Role: bank. Idempotency
   * key: request_id.
   */
  public SetLimitResponse setLimit(SetLimitRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::setLimit, request);
  }

  /**
   * Offers the claim on a delivery that is inspected to a financier. The seller that the rulebook
   * names. Idempotency key: receivable_id.
   */
  public OfferReceivableResponse offerReceivable(OfferReceivableRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::offerReceivable, request);
  }

  /**
   * Buys a claim that was offered. The financier that the offer names. Idempotency key:
   * receivable_id.
   */
  public BuyReceivableResponse buyReceivable(BuyReceivableRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::buyReceivable, request);
  }

  /** A claim on offer; its amounts for those it is sealed to. */
  public Receivable getReceivable(GetReceivableRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::getReceivable, request);
  }

  /**
   * Refunds an escrow whose deadline has passed, unless it is a milestone that was reached. Any
   * member. Refunding again returns the first result.
   */
  public RefundResponse refund(RefundRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::refund, request);
  }

  /** Accepts the goods before the inspection is over, or withdraws a claim. The funding member. */
  public AcceptGoodsResponse acceptGoods(AcceptGoodsRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::acceptGoods, request);
  }

  /**
   * Claims that something is wrong with the goods, before the inspection is over. The funding
   * member. Idempotency key: escrow_id.
   */
  public ClaimDefectResponse claimDefect(ClaimDefectRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::claimDefect, request);
  }

  /**
   * Offers to share what the escrow holds, while a claim is negotiated. The funding member.
   * Idempotency key: offer_id.
   */
  public OfferSplitResponse offerSplit(OfferSplitRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::offerSplit, request);
  }

  /** Agrees to the latest offer. The seller that the rulebook names. */
  public AgreeToSplitResponse agreeToSplit(AgreeToSplitRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::agreeToSplit, request);
  }

  /** Decides a claim that was escalated. The bank of the escrow. Idempotency key: award_id. */
  public AwardClaimResponse awardClaim(AwardClaimRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::awardClaim, request);
  }

  /** Says that the time of an inspection, negotiation or arbitration is over. Any member. */
  public ExpirePhaseResponse expirePhase(ExpirePhaseRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::expirePhase, request);
  }

  /** The public state of an escrow. */
  public Escrow getEscrow(GetEscrowRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::getEscrow, request);
  }

  /** A page of this member's own unspent notes. */
  public ListNotesResponse listNotes(ListNotesRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::listNotes, request);
  }

  /**
   * All of this member's own unspent notes that the request asks for, page by page: the next page
   * is asked for when it is needed. Each iterator begins anew.
   *
   * @param request its page token is not heeded
   */
  public Iterable<Note> notes(ListNotesRequest request) {
    return () ->
        new Pages<>(
            token -> {
              ListNotesResponse page = listNotes(request.toBuilder().setPageToken(token).build());
              return new Pages.Page<>(page.getNotesList(), page.getNextPageToken());
            });
  }

  /** Changes notes of this member for one of the same worth. Idempotency key: merge_id. */
  public MergeNotesResponse mergeNotes(MergeNotesRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::mergeNotes, request);
  }

  /**
   * Turns notes into bank money: burns them and orders a payment from the bank. Idempotency key:
   * redemption_id.
   */
  public RedeemResponse redeem(RedeemRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::redeem, request);
  }

  /**
   * Says that a redemption was paid out, for a bank whose statements are not imported. Role: bank.
   * Idempotency key: redemption_id.
   */
  public ConfirmRedemptionResponse confirmRedemption(ConfirmRedemptionRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::confirmRedemption, request);
  }

  /**
   * Says that the bank rails sent a payment back: the owner gets a fresh note of the same amount.
   * Role: bank. Idempotency key: redemption_id.
   */
  public ReturnRedemptionResponse returnRedemption(ReturnRedemptionRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::returnRedemption, request);
  }

  /**
   * Redemptions that wait for their payment, as an ISO 20022 pain.001.001.09 for the bank rails.
   * Role: bank. Idempotency key: message_id.
   */
  public ExportPaymentsResponse exportPayments(ExportPaymentsRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::exportPayments, request);
  }

  /**
   * Reads a statement (camt.053) or notification (camt.054) of the account that pays redemptions:
   * what it shows as paid is confirmed, what came back is returned, and all that leaves a doubt
   * waits in suspense. Role: bank. Importing again changes nothing.
   */
  public ImportStatementResponse importStatement(ImportStatementRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::importStatement, request);
  }

  /** Bookings that belong to no payment for certain, the oldest first. Role: bank. */
  public ListSuspenseResponse listSuspense(ListSuspenseRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::listSuspense, request);
  }

  /**
   * Takes a booking out of suspense, because a person has dealt with it. Changes nothing else.
   * Role: bank. Idempotency key: number.
   */
  public ResolveSuspenseResponse resolveSuspense(ResolveSuspenseRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::resolveSuspense, request);
  }

  /** The public state of a redemption, and its order at the owner's and the bank's gateways. */
  public Redemption getRedemption(GetRedemptionRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::getRedemption, request);
  }

  /** Whether the money adds up, from every note's opening and commitment. Role: bank. */
  public AuditResponse audit(AuditRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::audit, request);
  }

  /**
   * Publishes the rates of one day that a source outside the consortium has given. Role: bank.
   * Idempotency key: source and date.
   */
  public PublishReferenceRatesResponse publishReferenceRates(PublishReferenceRatesRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::publishReferenceRates, request);
  }

  /**
   * Signs a firm quote for one buyer and promises it notes of this member. Role: bank. Idempotency
   * key: quote_id.
   */
  public SignQuoteResponse signQuote(SignQuoteRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::signQuote, request);
  }

  /**
   * Locks a quote for this member: sets the provider's promised notes and this member's own aside.
   * Idempotency key: lock_id.
   */
  public LockQuoteResponse lockQuote(LockQuoteRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::lockQuote, request);
  }

  /**
   * Has both amounts of a lock change hands, in one transaction. Any member, before it expires.
   * Executing again returns the first result.
   */
  public ExecuteLockResponse executeLock(ExecuteLockRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::executeLock, request);
  }

  /**
   * Lets both amounts of a lock go back after its deadline. Any member. Expiring again returns the
   * first result.
   */
  public ExpireLockResponse expireLock(ExpireLockRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::expireLock, request);
  }

  /** The public state of a lock, and its amounts at the buyer's and the provider's gateways. */
  public Lock getLock(GetLockRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::getLock, request);
  }

  /**
   * A statement of this member's account of settlement money in one currency, as entries or as ISO
   * 20022 camt.053 or camt.054. The same blocks give the same statement for ever.
   */
  public GetAccountStatementResponse getAccountStatement(GetAccountStatementRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::getAccountStatement, request);
  }

  /** Redemptions that this bank returned, as an ISO 20022 pacs.004. Role: bank. */
  public ExportReturnsResponse exportReturns(ExportReturnsRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::exportReturns, request);
  }
}
