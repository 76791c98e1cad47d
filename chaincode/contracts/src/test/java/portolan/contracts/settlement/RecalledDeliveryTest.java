// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.CUSTOMS;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Held;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.escrow.Holds;
import portolan.domain.settlement.escrow.OpenReason;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.HoldRecalled;
import portolan.domain.worldstate.ProvenanceKeys;

/** Goods that the ledger says are recalled are not paid for by a delivery alone. */
final class RecalledDeliveryTest {
  private static final String ESCROW = "PlatformMSP/E1";
  private static final String ORDER = "PlatformMSP/O1";
  private static final String RECALL = "SupplierMSP/R1";

  private final InspectedScene trade = new InspectedScene(UnaryOperator.identity());

  private void mark(String orderId, String... recallIds) {
    TestChannel channel = trade.scene.channel;
    JsonObject.Builder held = Json.object();
    for (String recallId : recallIds) {
      channel.plant("provenance", ProvenanceKeys.recall(recallId), recall(recallId, false));
      held.put(recallId, 3);
    }
    channel.plant("provenance", ProvenanceKeys.held(orderId), held.build());
  }

  private void lift(String recallId) {
    trade.scene.channel.plant(
        "provenance", ProvenanceKeys.recall(recallId), recall(recallId, true));
  }

  private static JsonObject recall(String recallId, boolean lifted) {
    JsonObject.Builder recall =
        Json.object()
            .put("recallId", recallId)
            .put("reason", "splinters")
            .putAll(
                "sources",
                List.of(Json.object().put("name", "https://id.gs1.org/01/04012345123456").build()))
            .put("openedAt", "2026-11-20T10:00:00.000Z");
    return lifted
        ? recall
            .put(
                "lifted",
                Json.object()
                    .put("by", "SupplierMSP")
                    .put("at", "2026-11-21T10:00:00.000Z")
                    .put("reason", "none")
                    .build())
            .build()
        : recall.build();
  }

  private List<ItemResult> deliver() {
    return trade.scene.confirm(ESCROW, "long secret of E1");
  }

  private List<ItemResult> hold(String member, String recallId) {
    return trade.call(member, "holdRecalled", new HoldRecalled(ESCROW, recallId).toJson());
  }

  private List<OpenReason> open() {
    return EscrowState.fromJson(trade.scene.gate(ESCROW)) instanceof Held(var before, Holds holds)
        ? holds.open()
        : List.of();
  }

  @Test
  void aDeliveryOfRecalledGoodsIsRefusedUntilTheRecallIsLifted() {
    mark(ORDER, RECALL);
    assertRefused(deliver(), "RECALLED", "items[0].escrowId");
    assertThat(((ItemResult.Refused) deliver().getFirst()).refusal().message()).contains(RECALL);
    assertThat(trade.state()).isEqualTo("FUNDED");

    lift(RECALL);

    accepted(deliver());
    assertThat(trade.state()).isEqualTo("INSPECTION");
  }

  @Test
  void theGoodsOfAnotherOrderAreDelivered() {
    mark("PlatformMSP/O2", RECALL);
    accepted(deliver());
  }

  @Test
  void whatWasDeliveredBeforeIsConfirmedAgainAsBefore() {
    accepted(deliver());
    mark(ORDER, RECALL);
    assertThat(accepted(deliver()).existing()).isTrue();
  }

  /** Nobody's word is needed: the ledger says so. */
  @Test
  void anybodyHasThePaymentHeldAndThenTheDeliveryIsHeard() {
    mark(ORDER, RECALL);
    for (String member : List.of(CUSTOMS, OTHER_BANK, LOGISTICS)) {
      ItemResult.Accepted held = accepted(hold(member, RECALL));
      assertThat(held.existing()).isEqualTo(!member.equals(CUSTOMS));
    }
    assertThat(open())
        .singleElement()
        .satisfies(
            reason -> {
              assertThat(reason.reason()).isEqualTo(HoldReason.RECALL);
              assertThat(reason.by()).isEqualTo(SUPPLIER);
              assertThat(reason.evidence())
                  .isEqualTo(Optional.of(new HoldRecalled(ESCROW, RECALL).evidence()));
            });
    accepted(deliver());
    assertThat(trade.state()).isEqualTo("HELD");
    assertRefused(trade.accept(), "HELD", "items[0].escrowId");
    assertThat(trade.balanced()).isTrue();
  }

  @Test
  void aDeliveryUnderInspectionIsHeldTheSameWay() {
    accepted(deliver());
    mark(ORDER, RECALL);
    accepted(hold(BANK, RECALL));
    assertRefused(trade.accept(), "HELD", "items[0].escrowId");
    trade.afterDays(365);
    assertRefused(trade.expire(), "HELD", "items[0].escrowId");
  }

  /** Or who is slow to say so would find the money gone. */
  @Test
  void everyRecallOfTheGoodsIsHeardBeforeTheirDelivery() {
    String authority = "CustomsMSP/R7";
    mark(ORDER, RECALL, authority);
    accepted(hold(LOGISTICS, RECALL));
    assertRefused(deliver(), "RECALLED", "items[0].escrowId");
    accepted(hold(LOGISTICS, authority));
    assertThat(open()).extracting(OpenReason::by).containsExactlyInAnyOrder(SUPPLIER, CUSTOMS);
    accepted(deliver());
    assertThat(trade.state()).isEqualTo("HELD");
    assertThat(trade.balanced()).isTrue();
  }

  @Test
  void eachRecallOfOneMemberIsAReasonOfItsOwn() {
    String second = "SupplierMSP/R2";
    mark(ORDER, RECALL, second);
    accepted(hold(LOGISTICS, RECALL));
    assertRefused(deliver(), "RECALLED", "items[0].escrowId");
    assertThat(accepted(hold(LOGISTICS, second)).existing()).isFalse();
    assertThat(open()).hasSize(2);
    accepted(deliver());
  }

  /** Who opens many recalls hides none of somebody else. */
  @Test
  void theFirstTenRecallsOfEachMemberCount() {
    List<String> recalls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      recalls.add("BakerMSP/R%02d".formatted(i));
    }
    recalls.add(RECALL);
    mark(ORDER, recalls.toArray(String[]::new));
    assertRefused(hold(LOGISTICS, "BakerMSP/R10"), "WRONG_STATE", "items[0].recallId");
    for (String recall : recalls.subList(0, 10)) {
      accepted(hold(LOGISTICS, recall));
      assertRefused(deliver(), "RECALLED", "items[0].escrowId");
    }
    accepted(hold(LOGISTICS, RECALL));
    accepted(deliver());
  }

  @Test
  void whatOfficersReleaseBeforeTheGoodsArriveStaysReleased() {
    HoldTest.appoint(trade, "anna");
    HoldTest.appoint(trade, "ben");
    mark(ORDER, RECALL);
    accepted(hold(CUSTOMS, RECALL));
    HoldTest.both(trade, HoldDecision.Verdict.RELEASE);
    assertThat(trade.state()).isEqualTo("FUNDED");
    assertThat(accepted(hold(CUSTOMS, RECALL)).existing()).isTrue();
    accepted(deliver());
    assertThat(trade.state()).isEqualTo("INSPECTION");

    mark(ORDER, RECALL, "SupplierMSP/R2");
    accepted(hold(CUSTOMS, "SupplierMSP/R2"));
    assertThat(trade.state()).isEqualTo("HELD");
  }

  @Test
  void onlyWhatTheLedgerSaysHoldsAPayment() {
    assertRefused(hold(CUSTOMS, RECALL), "WRONG_STATE", "items[0].recallId");
    mark("PlatformMSP/O2", RECALL);
    assertRefused(hold(CUSTOMS, RECALL), "WRONG_STATE", "items[0].recallId");
    mark(ORDER, RECALL);
    assertRefused(hold(CUSTOMS, "CustomsMSP/R9"), "WRONG_STATE", "items[0].recallId");
    lift(RECALL);
    assertRefused(hold(CUSTOMS, RECALL), "WRONG_STATE", "items[0].recallId");
    assertThat(open()).isEmpty();
  }

  /** A delivery that was endorsed before the recall reads what the recall has written since. */
  @Test
  void aDeliveryAndARecallInOneBlockAreNotBothTaken() {
    TestChannel.Endorsed delivery =
        trade
            .scene
            .as(LOGISTICS)
            .endorse(
                CHAINCODE, "confirm", new ConfirmDelivery(ESCROW, "long secret of E1").toJson());
    mark(ORDER, RECALL);
    assertThat(trade.scene.channel.commit(delivery)).isFalse();
    assertThat(trade.state()).isEqualTo("FUNDED");
  }
}
