package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.AcceptGoodsRequest;
import portolan.api.v1.AcceptGoodsResponse;
import portolan.api.v1.AgreeToSplitRequest;
import portolan.api.v1.AgreeToSplitResponse;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AttestReservesResponse;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.AuditResponse;
import portolan.api.v1.AwardClaimRequest;
import portolan.api.v1.AwardClaimResponse;
import portolan.api.v1.ClaimDefectRequest;
import portolan.api.v1.ClaimDefectResponse;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmDeliveryResponse;
import portolan.api.v1.Escrow;
import portolan.api.v1.ExpirePhaseRequest;
import portolan.api.v1.ExpirePhaseResponse;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundEscrowResponse;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.ListNotesResponse;
import portolan.api.v1.MintRequest;
import portolan.api.v1.MintResponse;
import portolan.api.v1.OfferSplitRequest;
import portolan.api.v1.OfferSplitResponse;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.RedeemResponse;
import portolan.api.v1.Redemption;
import portolan.api.v1.RefundRequest;
import portolan.api.v1.RefundResponse;
import portolan.api.v1.SettleRedemptionRequest;
import portolan.api.v1.SettleRedemptionResponse;
import portolan.api.v1.SettlementServiceGrpc;

/**
 * Reserves, notes, escrows and redemptions. Every method throws {@link PortolanException} when the
 * gateway refuses.
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
   * Refunds an escrow whose deadline has passed. Any member. Refunding again returns the first
   * result.
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

  /** This member's own notes. */
  public ListNotesResponse listNotes(ListNotesRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::listNotes, request);
  }

  /**
   * Turns notes into bank money: burns them and asks the bank for a payment. Idempotency key:
   * redemption_id.
   */
  public RedeemResponse redeem(RedeemRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::redeem, request);
  }

  /** Confirms that a redemption was paid out. Role: bank. Idempotency key: redemption_id. */
  public SettleRedemptionResponse settleRedemption(SettleRedemptionRequest request) {
    return calls.call(
        SettlementServiceGrpc.SettlementServiceBlockingStub::settleRedemption, request);
  }

  /** The public state of a redemption, and its order at the owner's and the bank's gateways. */
  public Redemption getRedemption(GetRedemptionRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::getRedemption, request);
  }

  /** Whether the money adds up, from every note's opening and commitment. Role: bank. */
  public AuditResponse audit(AuditRequest request) {
    return calls.call(SettlementServiceGrpc.SettlementServiceBlockingStub::audit, request);
  }
}
