// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.List;
import java.util.Map;
import portolan.api.v1.AwardClaimRequest;
import portolan.api.v1.ClaimDefectRequest;
import portolan.api.v1.EscrowState;
import portolan.api.v1.ExpirePhaseRequest;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.OfferSplitRequest;
import portolan.api.v1.Rulebook;
import portolan.api.v1.Verdict;
import portolan.domain.encoding.Sha256;

/**
 * The goods are delivered and something is wrong; buyer and seller do not agree, and the bank
 * decides.
 *
 * @param reason what is wrong
 * @param offer what the buyer would have back, which the seller does not answer
 * @param award what it has back
 */
public record DisputeStory(Rulebook rulebook, String reason, Share offer, Share award)
    implements Story {

  /**
   * A part of the seller's money that goes back.
   *
   * @param id of the offer or award
   * @param refund minor units
   */
  public record Share(String id, long refund) {}

  @Override
  public List<FundEscrowRequest> escrows(FundEscrowRequest whole) {
    return List.of(whole.toBuilder().setRulebook(rulebook).build());
  }

  @Override
  public Map<String, Long> play(Stage stage) {
    Narration narration = stage.narration();
    String id = stage.trade().settlement().escrowId();
    narration.title("Deliver");
    stage.deliver("courier presents the consignee's secret: delivered, and inspected by the buyer");
    narration.title("Dispute");
    narration.step(
        "platform claims for the buyer: " + reason,
        () ->
            stage
                .platform()
                .disputes()
                .claimDefect(
                    ClaimDefectRequest.newBuilder()
                        .setEscrowId(id)
                        .setReason(reason)
                        .setSalt(Sha256.hex(stage.trade().settlement().deliverySecret() + " claim"))
                        .build())
                .getReceipt());
    narration.step(
        "platform offers to keep the goods for " + narration.amount(offer.refund()) + " back",
        () ->
            stage
                .platform()
                .disputes()
                .offerSplit(
                    OfferSplitRequest.newBuilder()
                        .setEscrowId(id)
                        .setOfferId(offer.id())
                        .addAllShares(stage.payouts(offer.refund()))
                        .build())
                .getReceipt());
    stage.timePasses(
        id,
        EscrowState.ESCROW_STATE_ESCALATED,
        "the supplier does not answer, and the time is over: the bank decides",
        () ->
            stage
                .carrier()
                .disputes()
                .expirePhase(ExpirePhaseRequest.newBuilder().setEscrowId(id).build())
                .getReceipt());
    narration.step(
        "bank awards the buyer " + narration.amount(award.refund()) + ", the rest is paid",
        () ->
            stage
                .bank()
                .disputes()
                .awardClaim(
                    AwardClaimRequest.newBuilder()
                        .setEscrowId(id)
                        .setAwardId(award.id())
                        .setVerdict(Verdict.VERDICT_SPLIT)
                        .addAllShares(stage.payouts(award.refund()))
                        .build())
                .getReceipt());
    return stage.shares(award.refund());
  }
}
