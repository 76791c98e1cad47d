// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.InspectedScene.BROKEN;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.instruction.AgreeToReturn;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.ConfirmReturn;
import portolan.domain.settlement.instruction.EscalateReturn;
import portolan.domain.settlement.instruction.ReportLoss;

class ReturnAndLossTest {
  private static final String BACK = "the secret for the goods that return";
  private static final Commitment FIRE = new Commitment(Sha256.hex("the truck burnt, salted"));

  private final InspectedScene trade = new InspectedScene(UnaryOperator.identity());

  private List<ItemResult> agreeToReturn(String member) {
    return trade.call(
        member, "agreeToReturn", new AgreeToReturn("PlatformMSP/E1", Sha256.hex(BACK)).toJson());
  }

  private List<ItemResult> confirmReturn(String secret) {
    return trade.call(
        LOGISTICS, "confirmReturn", new ConfirmReturn("PlatformMSP/E1", secret).toJson());
  }

  private List<ItemResult> reportLoss(String member, Commitment reason) {
    return trade.call(member, "reportLoss", new ReportLoss("PlatformMSP/E1", reason).toJson());
  }

  private void claimAndAgree() {
    trade.deliver();
    accepted(trade.claim());
    accepted(agreeToReturn(SUPPLIER));
  }

  @Test
  void goodsThatAreBackArePaidBackInTheSameTransaction() {
    claimAndAgree();
    assertThat(trade.state()).isEqualTo("RETURNING");
    assertThat(trade.scene.state("PlatformMSP/E1.REFUNDED.1")).isEqualTo("GATED");
    assertRefused(confirmReturn("the guess of somebody"), "WRONG_SECRET", "items[0].secret");
    accepted(confirmReturn(BACK));
    assertThat(trade.state()).isEqualTo("REFUNDED");
    assertThat(trade.scene.state("PlatformMSP/E1.REFUNDED.1")).isEqualTo("SPENDABLE");
    assertThat(accepted(confirmReturn(BACK)).existing()).isTrue();
    assertThat(trade.balanced()).isTrue();
  }

  @Test
  void onlyTheSellerTakesGoodsBack() {
    trade.deliver();
    accepted(trade.claim());
    assertRefused(agreeToReturn(PLATFORM), "PERMISSION_DENIED", "items[0].escrowId");
    assertRefused(agreeToReturn(LOGISTICS), "PERMISSION_DENIED", "items[0].escrowId");
  }

  @Test
  void goodsThatDoNotComeBackInTimeArePaid() {
    claimAndAgree();
    trade.afterDays(13);
    assertRefused(trade.expire(), "NOT_YET_EXPIRED", "items[0].escrowId");
    trade.afterDays(1);
    accepted(trade.expire());
    assertThat(trade.state()).isEqualTo("DELIVERED");
    assertRefused(confirmReturn(BACK), "WRONG_STATE", "items[0].escrowId");
  }

  /** Who does not get the secret for goods that it sent back is not helpless. */
  @Test
  void theFunderCanHaveTheBankDecideAboutAReturn() {
    claimAndAgree();
    assertRefused(
        trade.call(SUPPLIER, "escalate", new EscalateReturn("PlatformMSP/E1").toJson()),
        "PERMISSION_DENIED",
        "items[0].escrowId");
    accepted(trade.call(PLATFORM, "escalate", new EscalateReturn("PlatformMSP/E1").toJson()));
    assertThat(trade.state()).isEqualTo("ESCALATED");
    trade.afterDays(7);
    accepted(trade.expire());
    assertThat(trade.state()).isEqualTo("REFUNDED");
  }

  @Test
  void goodsThatTheCarrierLostArePaidAsPlannedForALoss() {
    assertRefused(reportLoss(SUPPLIER, FIRE), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(reportLoss(LOGISTICS, FIRE));
    assertThat(accepted(reportLoss(LOGISTICS, FIRE)).existing()).isTrue();
    assertRefused(reportLoss(LOGISTICS, BROKEN), "WRONG_STATE", "items[0].escrowId");
    assertThat(trade.scene.state("PlatformMSP/E1.LOST.1")).isEqualTo("GATED");
    assertThat(trade.balanced()).isTrue();
    trade.afterDays(3);
    accepted(trade.expire());
    assertThat(trade.state()).isEqualTo("LOST");
    assertThat(trade.scene.state("PlatformMSP/E1.LOST.1")).isEqualTo("SPENDABLE");
    assertThat(trade.scene.state("PlatformMSP/E1.LOST.2")).isEqualTo("SPENDABLE");
    assertThat(trade.scene.state("PlatformMSP/E1.REFUNDED.1")).isEqualTo("VOID");
    assertThat(trade.scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("VOID");
    assertThat(trade.balanced()).isTrue();
  }

  /** What the plan pays for a loss is not the funder's to take back. */
  @Test
  void fromAReportedLossNothingIsTakenBackAtTheDeadline() {
    trade.scene.channel.setNow(trade.scene.channel.now().plus(Duration.ofMinutes(30)));
    accepted(reportLoss(LOGISTICS, FIRE));
    trade.scene.afterTheDeadline();
    assertRefused(trade.scene.refund("PlatformMSP/E1"), "WRONG_STATE", "items[0].escrowId");
    assertThat(trade.state()).isEqualTo("LOSS_CLAIM");
    trade.afterDays(3);
    assertRefused(trade.scene.refund("PlatformMSP/E1"), "WRONG_STATE", "items[0].escrowId");
    accepted(trade.expire());
    assertThat(trade.state()).isEqualTo("LOST");
    assertThat(trade.scene.state("PlatformMSP/E1.LOST.1")).isEqualTo("SPENDABLE");
    assertThat(trade.balanced()).isTrue();
  }

  @Test
  void goodsThatTurnUpDisproveTheirLoss() {
    accepted(reportLoss(LOGISTICS, FIRE));
    trade.deliver();
    assertThat(trade.state()).isEqualTo("INSPECTION");
    assertRefused(reportLoss(LOGISTICS, FIRE), "NOT_FUNDED", "items[0].escrowId");
  }

  /** A carrier's word begins an inspection and pays nothing by itself. */
  @Test
  void aSignedDeliveryIsTheWordOfTheCarrierThatTheTermsNameAndIsInspected() {
    InspectedScene signed =
        new InspectedScene(terms -> terms.when(new Trigger.Signature(LOGISTICS)));
    var delivery = new ConfirmDelivery("PlatformMSP/E1", new Evidence.Document(BROKEN)).toJson();
    assertRefused(
        signed.call(PLATFORM, "confirm", delivery), "WRONG_EVIDENCE", "items[0].escrowId");
    accepted(signed.call(LOGISTICS, "confirm", delivery));
    assertThat(signed.state()).isEqualTo("INSPECTION");
    assertThat(signed.scene.gate("PlatformMSP/E1").text("document", 64)).isEqualTo(BROKEN.hex());
    assertThat(signed.scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("GATED");
    signed.afterDays(30);
    accepted(signed.expire());
    assertThat(signed.scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("SPENDABLE");
  }
}
