// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.USD;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;
import static portolan.contracts.settlement.Scene.terms;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonBoolean;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.FundEscrow;

/**
 * Milestones and lines: several escrows that one transaction funds, each of which ends by itself.
 */
class SeveralEscrowsTest {
  private final Scene scene = new Scene();
  private final List<NoteOpening> inputs = scene.endow(1000);

  private SettlementPlan plan(long change, long... amounts) {
    List<PayoutPlan> escrows = new ArrayList<>();
    for (long amount : amounts) {
      escrows.add(
          PayoutPlan.of(
              List.of(scene.note(SUPPLIER, amount)), List.of(scene.note(PLATFORM, amount))));
    }
    return new SettlementPlan(
        inputs,
        escrows,
        change == 0 ? List.of() : List.of(scene.note(PLATFORM, change)),
        scene.salt());
  }

  private List<ItemResult> fund(SettlementPlan plan, EscrowTerms... terms) {
    return scene.fund(FundEscrow.of(List.of(terms), List.of("BankMSP/M1.1"), plan), plan);
  }

  private List<ItemResult> milestone(String member, String escrowId) {
    return scene
        .as(member)
        .group(CHAINCODE, "confirmMilestone", Json.object().put("escrowId", escrowId).build());
  }

  /** Thirty per cent when customs has released the export, the rest on delivery. */
  @Test
  void aMilestoneIsPaidWhenCustomsReleasesAndTheRestOnDelivery() {
    SettlementPlan plan = plan(100, 270, 630);
    accepted(
        fund(
            plan,
            terms("PlatformMSP/E1:export").when(new Trigger.Release()),
            terms("PlatformMSP/E1:delivery")));
    assertRefused(
        milestone(SUPPLIER, "PlatformMSP/E1:export"), "NOT_RELEASED", "items[0].escrowId");
    scene.releaseD1();
    accepted(milestone(SUPPLIER, "PlatformMSP/E1:export"));
    assertThat(scene.state("PlatformMSP/E1:export.DELIVERED.1")).isEqualTo("SPENDABLE");
    assertThat(scene.state("PlatformMSP/E1:delivery.DELIVERED.1")).isEqualTo("GATED");
    assertBalanced();
    accepted(scene.confirm("PlatformMSP/E1:delivery", "long secret of E1:delivery"));
    assertThat(scene.state("PlatformMSP/E1:delivery.DELIVERED.1")).isEqualTo("SPENDABLE");
    assertThat(scene.state("PlatformMSP/E1:export.CHANGE.1")).isEqualTo("SPENDABLE");
    assertBalanced();
  }

  @Test
  void aMilestoneIsPaidOnceHoweverOftenItIsReported() {
    SettlementPlan plan = plan(0, 300, 700);
    accepted(
        fund(plan, terms("PlatformMSP/E1").when(new Trigger.Release()), terms("PlatformMSP/E2")));
    scene.releaseD1();
    assertThat(accepted(milestone(SUPPLIER, "PlatformMSP/E1")).existing()).isFalse();
    assertThat(accepted(milestone(LOGISTICS, "PlatformMSP/E1")).existing()).isTrue();
    assertBalanced();
  }

  @Test
  void noSecretReplacesTheReleaseAndNoReleaseTheSecret() {
    SettlementPlan plan = plan(0, 300, 700);
    accepted(
        fund(plan, terms("PlatformMSP/E1").when(new Trigger.Release()), terms("PlatformMSP/E2")));
    scene.releaseD1();
    assertRefused(
        scene.confirm("PlatformMSP/E1", "long secret of E1"),
        "WRONG_EVIDENCE",
        "items[0].escrowId");
    assertRefused(milestone(SUPPLIER, "PlatformMSP/E2"), "WRONG_EVIDENCE", "items[0].escrowId");
    assertThat(scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("GATED");
    assertThat(scene.state("PlatformMSP/E2.DELIVERED.1")).isEqualTo("GATED");
  }

  /** Two of three lines arrive; the third one's money goes back. */
  @Test
  void linesAreDeliveredOneByOneAndWhatDoesNotComeIsRefunded() {
    SettlementPlan plan = plan(0, 500, 300, 200);
    accepted(fund(plan, terms("PlatformMSP/E1"), terms("PlatformMSP/E2"), terms("PlatformMSP/E3")));
    scene.releaseD1();
    List<ItemResult> both =
        scene
            .as(LOGISTICS)
            .group(
                CHAINCODE,
                "confirm",
                new ConfirmDelivery("PlatformMSP/E1", "long secret of E1").toJson(),
                new ConfirmDelivery("PlatformMSP/E3", "long secret of E3").toJson());
    assertThat(both).allMatch(ItemResult.Accepted.class::isInstance);
    assertRefused(scene.refund("PlatformMSP/E2"), "NOT_YET_EXPIRED", "items[0].escrowId");
    scene.afterTheDeadline();
    accepted(scene.refund("PlatformMSP/E2"));
    assertThat(scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("SPENDABLE");
    assertThat(scene.state("PlatformMSP/E2.DELIVERED.1")).isEqualTo("VOID");
    assertThat(scene.state("PlatformMSP/E2.REFUNDED.1")).isEqualTo("SPENDABLE");
    assertThat(scene.state("PlatformMSP/E3.DELIVERED.1")).isEqualTo("SPENDABLE");
    assertBalanced();
  }

  @Test
  void theEscrowsAddUpToTheInputsTogetherAndEachIsTheSameWhateverItsEnd() {
    SettlementPlan more = plan(0, 600, 401);
    assertRefused(
        fund(more, terms("PlatformMSP/E1"), terms("PlatformMSP/E2")),
        "NOT_CONSERVED",
        "items[0].escrows");
    SettlementPlan shifted =
        new SettlementPlan(
            inputs,
            List.of(
                PayoutPlan.of(
                    List.of(scene.note(SUPPLIER, 600)), List.of(scene.note(PLATFORM, 500))),
                PayoutPlan.of(
                    List.of(scene.note(SUPPLIER, 400)), List.of(scene.note(PLATFORM, 500)))),
            List.of(),
            scene.salt());
    assertRefused(
        fund(shifted, terms("PlatformMSP/E1"), terms("PlatformMSP/E2")),
        "NOT_CONSERVED",
        "items[0].escrows[0].DELIVERED");
    assertThat(scene.state("BankMSP/M1.1")).isEqualTo("SPENDABLE");
    assertThat(scene.channel.state(CHAINCODE, "escrow/PlatformMSP/E1")).isEmpty();
  }

  @Test
  void allAreFundedOrNone() {
    SettlementPlan first = plan(400, 600);
    accepted(fund(first, terms("PlatformMSP/E2")));
    NoteOpening left = first.change().getFirst();
    SettlementPlan again =
        new SettlementPlan(
            List.of(left),
            List.of(
                PayoutPlan.of(
                    List.of(scene.note(SUPPLIER, 300)), List.of(scene.note(PLATFORM, 300))),
                PayoutPlan.of(
                    List.of(scene.note(SUPPLIER, 100)), List.of(scene.note(PLATFORM, 100)))),
            List.of(),
            scene.salt());
    assertRefused(
        scene.fund(
            FundEscrow.of(
                List.of(terms("PlatformMSP/E1"), terms("PlatformMSP/E2")),
                List.of("PlatformMSP/E2.CHANGE.1"),
                again),
            again),
        "ALREADY_EXISTS",
        "items[0].escrows[1].escrowId");
    assertThat(scene.channel.state(CHAINCODE, "escrow/PlatformMSP/E1")).isEmpty();
    assertThat(scene.state("PlatformMSP/E2.CHANGE.1")).isEqualTo("SPENDABLE");
  }

  @Test
  void theyShareTheirBankAndCurrencyAndNothingElse() {
    SettlementPlan plan = plan(0, 500, 500);
    EscrowTerms other =
        new EscrowTerms(
            "PlatformMSP/E2",
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            OTHER_BANK,
            USD,
            Sha256.hex("long secret of E2"),
            60);
    assertRefused(
        fund(plan, terms("PlatformMSP/E1"), other), "WRONG_BANK", "items[0].escrows[1].bank");
    assertRefused(
        fund(plan, terms("PlatformMSP/E1"), terms("PlatformMSP/E1")),
        "INVALID_ARGUMENT",
        "items[0].escrows[1].escrowId");
    EscrowTerms sameSecret = terms("PlatformMSP/E2").when(terms("PlatformMSP/E1").trigger());
    assertRefused(
        fund(plan, terms("PlatformMSP/E1"), sameSecret),
        "SECRET_HASH_USED",
        "items[0].escrows[1].secretHash");
  }

  private void assertBalanced() {
    assertThat(scene.audit().members().get("balanced")).isEqualTo(new JsonBoolean(true));
  }
}
