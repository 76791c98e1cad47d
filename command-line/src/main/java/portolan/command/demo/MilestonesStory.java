// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.List;
import java.util.Map;
import portolan.api.v1.ConfirmMilestoneRequest;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.Payout;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * A part of the seller's money is paid when customs has released the goods, the rest on delivery.
 *
 * @param releasePercent of the seller's payout, 1 to 99
 */
public record MilestonesStory(int releasePercent) implements Story {

  @Override
  public List<FundEscrowRequest> escrows(FundEscrowRequest whole) {
    // The seller has what is left, so it stands last.
    Payout seller = whole.getPayouts(whole.getPayoutsCount() - 1);
    List<Money> shares =
        new Money(new Currency(whole.getCurrency()), seller.getMinorUnits())
            .divide(List.of((long) releasePercent, 100L - releasePercent));
    return List.of(
        whole.toBuilder()
            .setEscrowId(milestone(whole.getEscrowId()))
            .clearDeliverySecretSha256()
            .setOnRelease(true)
            .clearPayouts()
            .addPayouts(seller.toBuilder().setMinorUnits(shares.get(0).minorUnits()))
            .build(),
        whole.toBuilder()
            .setPayouts(
                whole.getPayoutsCount() - 1,
                seller.toBuilder().setMinorUnits(shares.get(1).minorUnits()))
            .build());
  }

  private static String milestone(String escrowId) {
    return escrowId + ":release";
  }

  @Override
  public Map<String, Long> play(Stage stage) {
    String id = milestone(stage.trade().settlement().escrowId());
    stage.narration().title("Milestones");
    stage
        .narration()
        .step(
            "supplier points at the release: " + releasePercent + " % of its money is paid",
            () ->
                stage
                    .seller()
                    .escrows()
                    .confirmMilestone(ConfirmMilestoneRequest.newBuilder().setEscrowId(id).build())
                    .getReceipt());
    stage.deliver("courier presents the consignee's secret: the rest is paid");
    return stage.shares(0);
  }
}
