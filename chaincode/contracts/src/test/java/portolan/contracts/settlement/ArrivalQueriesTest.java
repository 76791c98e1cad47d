// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.HOUR;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import portolan.domain.custody.Arrivals;
import portolan.domain.encoding.Json;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.RefundEscrow;

class ArrivalQueriesTest {
  private final Scene scene = new Scene();

  @BeforeEach
  void fund() {
    scene.fundE1();
  }

  /** What is known of the arrival of an order that a platform placed. */
  static Arrivals arrivals(Scene scene, String orderId, String platform) {
    return Arrivals.fromJson(
        scene
            .channel
            .as(SUPPLIER)
            .evaluate(
                CHAINCODE,
                "arrivals",
                Json.object()
                    .putAll(
                        "orders",
                        List.of(
                            Json.object()
                                .put("orderId", orderId)
                                .put("platform", platform)
                                .build()))
                    .build()));
  }

  @Test
  void aDeliveryIsAwaitedUntilItIsConfirmed() {
    assertThat(arrivals(scene, "PlatformMSP/O1", PLATFORM))
        .isEqualTo(new Arrivals(List.of(), List.of("PlatformMSP/E1")));
    scene.releaseD1();
    Instant at = scene.channel.now();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
    assertThat(arrivals(scene, "PlatformMSP/O1", PLATFORM))
        .isEqualTo(
            new Arrivals(
                List.of(new Arrivals.Delivery("PlatformMSP/E1", "PlatformMSP/O1", LOGISTICS, at)),
                List.of()));
  }

  @Test
  void anEscrowThatWasRefundedAwaitsNothing() {
    scene.channel.setNow(scene.channel.now().plusSeconds(HOUR));
    accepted(
        scene.as(SUPPLIER).group(CHAINCODE, "refund", new RefundEscrow("PlatformMSP/E1").toJson()));
    assertThat(arrivals(scene, "PlatformMSP/O1", PLATFORM))
        .isEqualTo(new Arrivals(List.of(), List.of()));
  }

  /** A milestone that customs' release pays says nothing of where the goods are. */
  @Test
  void aReleaseIsNoDelivery() {
    Scene other = new Scene();
    SettlementPlan plan =
        other.plan(
            other.endow(1000),
            List.of(other.note(SUPPLIER, 1000)),
            List.of(other.note(PLATFORM, 1000)),
            List.of());
    EscrowTerms milestone = Scene.terms("PlatformMSP/E1").when(new Trigger.Release());
    accepted(other.fund(FundEscrow.of(milestone, List.of("BankMSP/M1.1"), plan), plan));
    assertThat(arrivals(other, "PlatformMSP/O1", PLATFORM))
        .isEqualTo(new Arrivals(List.of(), List.of()));
  }

  @Test
  void anEscrowThatSomebodyElseFundedSaysNothingOfAnOrder() {
    assertThat(arrivals(scene, "PlatformMSP/O1", SUPPLIER))
        .isEqualTo(new Arrivals(List.of(), List.of()));
    assertThat(arrivals(scene, "PlatformMSP/O", PLATFORM))
        .isEqualTo(new Arrivals(List.of(), List.of()));
  }

  @Test
  void aQuestionOfAnotherFormIsRefused() {
    assertThatThrownBy(() -> arrivals(scene, "PlatformMSP/O/1", PLATFORM))
        .hasMessageContaining("INVALID_ARGUMENT|orders[0].orderId|");
  }
}
