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
import portolan.api.v1.AwardClaimRequest;
import portolan.api.v1.AwardClaimResponse;
import portolan.api.v1.ClaimDefectRequest;
import portolan.api.v1.ClaimDefectResponse;
import portolan.api.v1.ConfirmReturnRequest;
import portolan.api.v1.ConfirmReturnResponse;
import portolan.api.v1.DisputeServiceGrpc;
import portolan.api.v1.EscalateReturnRequest;
import portolan.api.v1.EscalateReturnResponse;
import portolan.api.v1.ExpirePhaseRequest;
import portolan.api.v1.ExpirePhaseResponse;
import portolan.api.v1.OfferSplitRequest;
import portolan.api.v1.OfferSplitResponse;
import portolan.api.v1.ReportLossRequest;
import portolan.api.v1.ReportLossResponse;

/**
 * What becomes of a delivery that is inspected, claimed to be defect, sent back or lost. Every
 * method throws {@link PortolanException} when the gateway refuses.
 */
public final class Disputes {
  private final Calls<DisputeServiceGrpc.DisputeServiceBlockingStub> calls;

  Disputes(Channel channel, Duration deadline) {
    calls = new Calls<>(DisputeServiceGrpc.newBlockingStub(channel), deadline);
  }

  /** Accepts the goods before the inspection is over, or withdraws a claim. The funding member. */
  public AcceptGoodsResponse acceptGoods(AcceptGoodsRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::acceptGoods, request);
  }

  /**
   * Claims that something is wrong with the goods, before the inspection is over. The funding
   * member. Idempotency key: escrow_id.
   */
  public ClaimDefectResponse claimDefect(ClaimDefectRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::claimDefect, request);
  }

  /**
   * Offers to share what the escrow holds, while a claim is negotiated. The funding member.
   * Idempotency key: offer_id.
   */
  public OfferSplitResponse offerSplit(OfferSplitRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::offerSplit, request);
  }

  /** Agrees to the latest offer. The seller that the rulebook names. */
  public AgreeToSplitResponse agreeToSplit(AgreeToSplitRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::agreeToSplit, request);
  }

  /**
   * Agrees to take the goods back. The seller that the rulebook names, while a claim is negotiated.
   * Idempotency key: escrow_id.
   */
  public AgreeToReturnResponse agreeToReturn(AgreeToReturnRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::agreeToReturn, request);
  }

  /**
   * Shows with its secret that the seller has the goods back: the escrow is refunded. Any member.
   */
  public ConfirmReturnResponse confirmReturn(ConfirmReturnRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::confirmReturn, request);
  }

  /** Has the bank decide about goods that were sent back. The funding member. */
  public EscalateReturnResponse escalateReturn(EscalateReturnRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::escalateReturn, request);
  }

  /** Says that the goods are lost. The carrier that the terms name. Idempotency key: escrow_id. */
  public ReportLossResponse reportLoss(ReportLossRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::reportLoss, request);
  }

  /** Decides a claim that was escalated. The bank of the escrow. Idempotency key: award_id. */
  public AwardClaimResponse awardClaim(AwardClaimRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::awardClaim, request);
  }

  /** Says that the time of an inspection, negotiation or arbitration is over. Any member. */
  public ExpirePhaseResponse expirePhase(ExpirePhaseRequest request) {
    return calls.call(DisputeServiceGrpc.DisputeServiceBlockingStub::expirePhase, request);
  }
}
