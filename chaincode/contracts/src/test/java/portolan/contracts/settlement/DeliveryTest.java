// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.HOUR;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;
import static portolan.contracts.settlement.Scene.terms;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Json;
import portolan.domain.group.ItemResult;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.RefundEscrow;

final class DeliveryTest {
  private final Scene scene = new Scene();

  @Test
  void theSecretOpensTheGateWithOneWrittenKey() {
    scene.fundE1();
    scene.releaseD1();
    var endorsed =
        scene
            .as(LOGISTICS)
            .endorse(
                CHAINCODE,
                "confirm",
                new ConfirmDelivery("PlatformMSP/E1", "long secret of E1").toJson());
    assertThat(endorsed.writtenKeys()).containsExactly("gate/PlatformMSP/E1");
    assertThat(scene.channel.commit(endorsed)).isTrue();
    assertThat(scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("SPENDABLE");
    assertThat(scene.state("PlatformMSP/E1.DELIVERED.2")).isEqualTo("SPENDABLE");
    assertThat(scene.state("PlatformMSP/E1.REFUNDED.1")).isEqualTo("VOID");
    assertThat(scene.gate("PlatformMSP/E1").json().canonical())
        .isEqualTo(
            "{\"confirmedAt\":\"2026-11-21T09:00:00.000Z\",\"confirmedBy\":\"LogisticsMSP\","
                + "\"secret\":\"long secret of E1\",\"state\":\"DELIVERED\"}");
  }

  @Test
  void aSecondConfirmationChangesNothing() {
    scene.fundE1();
    scene.releaseD1();
    assertThat(accepted(scene.confirm("PlatformMSP/E1", "long secret of E1")))
        .isEqualTo(ItemResult.Accepted.now());
    String before = scene.channel.state(CHAINCODE, "gate/PlatformMSP/E1").orElseThrow();
    scene.channel.setNow(scene.channel.now().plusSeconds(60));
    ItemResult.Accepted second = accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
    assertThat(second)
        .as("who was first, and when")
        .isEqualTo(
            ItemResult.Accepted.before(
                Json.object()
                    .put("confirmedBy", LOGISTICS)
                    .put("confirmedAt", "2026-11-21T09:00:00.000Z")
                    .build()));
    assertThat(scene.channel.state(CHAINCODE, "gate/PlatformMSP/E1")).hasValue(before);
    assertRefused(
        scene.confirm("PlatformMSP/E1", "guess of somebody"), "WRONG_SECRET", "items[0].secret");
  }

  @Test
  void theSameDeliveryTwiceInAGroupCountsOnce() {
    scene.fundE1();
    scene.releaseD1();
    var item = new ConfirmDelivery("PlatformMSP/E1", "long secret of E1").toJson();
    List<ItemResult> results = scene.as(LOGISTICS).group(CHAINCODE, "confirm", item, item);
    assertThat(results)
        .extracting(result -> ((ItemResult.Accepted) result).existing())
        .containsExactly(false, true);
  }

  @Test
  void badItemsOfAGroupAreSkippedAndTheOthersPaid() {
    List<NoteOpening> inputs = scene.endow(10, 10);
    for (int i = 0; i < 2; i++) {
      SettlementPlan plan =
          scene.plan(
              inputs.subList(i, i + 1),
              List.of(scene.note(SUPPLIER, 10)),
              List.of(scene.note(PLATFORM, 10)),
              List.of());
      accepted(
          scene.fund(
              FundEscrow.of(
                  terms("PlatformMSP/E" + (i + 1)), List.of("BankMSP/M1." + (i + 1)), plan),
              plan));
    }
    scene.releaseD1();
    List<ItemResult> results =
        scene
            .as(LOGISTICS)
            .group(
                CHAINCODE,
                "confirm",
                new ConfirmDelivery("PlatformMSP/E1", "wrong in every way").toJson(),
                new ConfirmDelivery("PlatformMSP/E9", "long secret of E9").toJson(),
                new ConfirmDelivery("PlatformMSP/E2", "long secret of E2").toJson(),
                new ConfirmDelivery("PlatformMSP/E1", "").toJson());
    assertRefused(results.subList(0, 1), "WRONG_SECRET", "items[0].secret");
    assertRefused(results.subList(1, 2), "NOT_FOUND", "items[1].escrowId");
    accepted(results.subList(2, 3));
    assertRefused(results.subList(3, 4), "INVALID_ARGUMENT", "items[3].secret");
    assertThat(scene.gate("PlatformMSP/E1").text("state", 16)).isEqualTo("FUNDED");
    assertThat(scene.gate("PlatformMSP/E2").text("state", 16)).isEqualTo("DELIVERED");
  }

  @Test
  void aTimestampAheadOfThePeersClockBringsNoEarlierRefund() {
    scene.fundE1();
    Instant deadline = scene.channel.now().plusSeconds(HOUR);
    scene.channel.setNow(deadline.minusSeconds(5));
    assertRefused(
        scene
            .as(PLATFORM)
            .at(deadline)
            .group(CHAINCODE, "refund", new RefundEscrow("PlatformMSP/E1").toJson()),
        "NOT_YET_EXPIRED",
        "items[0].escrowId");
    scene.channel.setNow(deadline.plusSeconds(5));
    assertRefused(
        scene
            .as(PLATFORM)
            .at(deadline.minusSeconds(1))
            .group(CHAINCODE, "refund", new RefundEscrow("PlatformMSP/E1").toJson()),
        "NOT_YET_EXPIRED",
        "items[0].escrowId");
  }

  @Test
  void anybodyMayRefundAfterTheDeadlineAndTwiceIsOnce() {
    scene.fundE1();
    scene.afterTheDeadline();
    ItemResult.Accepted first =
        accepted(
            scene
                .as(SUPPLIER)
                .group(CHAINCODE, "refund", new RefundEscrow("PlatformMSP/E1").toJson()));
    assertThat(accepted(scene.refund("PlatformMSP/E1")))
        .isEqualTo(ItemResult.Accepted.before(first.details()));
    assertThatThrownBy(
            () ->
                scene
                    .channel
                    .as("StrangerMSP")
                    .endorsedBy(BANK, SUPPLIER)
                    .group(CHAINCODE, "refund", new RefundEscrow("PlatformMSP/E1").toJson()))
        .hasMessageEndingWith("StrangerMSP is not registered");
  }

  @Test
  void onlyLogisticsAndPlatformConfirm() {
    scene.fundE1();
    scene.releaseD1();
    for (String member : List.of(SUPPLIER, BANK, Scene.CUSTOMS)) {
      assertThatThrownBy(
              () ->
                  scene
                      .as(member)
                      .group(
                          CHAINCODE,
                          "confirm",
                          new ConfirmDelivery("PlatformMSP/E1", "long secret of E1").toJson()))
          .hasMessageStartingWith("PERMISSION_DENIED|role|");
    }
    accepted(
        scene
            .as(PLATFORM)
            .group(
                CHAINCODE,
                "confirm",
                new ConfirmDelivery("PlatformMSP/E1", "long secret of E1").toJson()));
  }

  /** Where peers are configured to be more patient than the contract. */
  @Test
  void timestampsOutsideTheContractsWindowAreRefused() {
    Scene patient = new Scene(Scene.described().timeWindow(Duration.ofHours(1)));
    patient.fundE1();
    patient.releaseD1();
    Instant now = patient.channel.now();
    var item = new ConfirmDelivery("PlatformMSP/E1", "long secret of E1").toJson();
    for (Instant bad : List.of(now.plusMillis(10_001), now.minusMillis(1_200_001))) {
      assertThatThrownBy(() -> patient.as(LOGISTICS).at(bad).group(CHAINCODE, "confirm", item))
          .hasMessageContaining("TIMESTAMP_OUT_OF_WINDOW|timestamp|");
    }
    accepted(patient.as(LOGISTICS).at(now.minusSeconds(1200)).group(CHAINCODE, "confirm", item));
  }

  @Test
  void peersRefuseATimestampOfMoreThanAQuarterOfAnHourAgoBeforeTheContractDoes() {
    scene.fundE1();
    scene.releaseD1();
    Instant now = scene.channel.now();
    var item = new ConfirmDelivery("PlatformMSP/E1", "long secret of E1").toJson();
    assertThatThrownBy(
            () ->
                scene.as(LOGISTICS).at(now.minusMillis(900_001)).group(CHAINCODE, "confirm", item))
        .hasMessageContaining("incorrect timestamp");
    accepted(scene.as(LOGISTICS).at(now.minusSeconds(900)).group(CHAINCODE, "confirm", item));
  }
}
