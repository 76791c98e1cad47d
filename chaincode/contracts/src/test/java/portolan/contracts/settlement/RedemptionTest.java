package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.USD;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.AdviseNote;
import portolan.domain.settlement.instruction.RedeemNotes;
import portolan.domain.settlement.instruction.SettleRedemption;

final class RedemptionTest {
  private static final String UETR = "97ed4827-7b6f-4491-a06f-b548d5a7512d";

  private final Scene scene = new Scene();
  private SettlementPlan plan;

  @BeforeEach
  void deliver() {
    plan = scene.fundE1();
    scene.releaseD1();
    accepted(scene.confirm("E1", "long secret of E1"));
  }

  private NoteOpening suppliersNote() {
    return plan.outcomes().get(Outcome.DELIVERED).getFirst();
  }

  private RedemptionOrder order(long units) {
    return new RedemptionOrder(
        new Money(USD, units), "Factory Ltd", new Iban("DE89370400440532013000"), scene.salt());
  }

  private List<ItemResult> redeem(
      String member, String id, RedemptionOrder order, String noteId, NoteOpening opening) {
    RedeemNotes item = new RedeemNotes(id, BANK, List.of(noteId), order.commitment());
    return scene
        .as(member)
        .sealed(RedeemNotes.sealed(List.of(opening), order))
        .group(CHAINCODE, "redeem", item.toJson());
  }

  private List<ItemResult> advise(String caller, String noteId, String owner, NoteOpening opening) {
    return scene
        .channel
        .as(caller)
        .endorsedBy(BANK, owner)
        .sealed(AdviseNote.sealed(opening))
        .group(CHAINCODE, "advise", new AdviseNote(noteId, owner).toJson());
  }

  @Test
  void theOwnerOfAnOpenNoteRedeemsIt() {
    RedemptionOrder order = order(900);
    accepted(redeem(SUPPLIER, "R1", order, "E1.DELIVERED.1", suppliersNote()));
    assertThat(scene.channel.state(CHAINCODE, "note/E1.DELIVERED.1")).isEmpty();
    assertThat(scene.channel.sealed(CHAINCODE, BANK, "note/E1.DELIVERED.1")).isEmpty();
    assertThat(scene.channel.sealed(CHAINCODE, BANK, "redemption/R1"))
        .hasValue(order.toJson().canonical());
    assertThat(scene.channel.state(CHAINCODE, "redemption/R1").orElseThrow())
        .contains("REQUESTED")
        .doesNotContain("Factory", "DE89", "900");
  }

  @Test
  void aNoteIsRedeemedOnce() {
    RedemptionOrder order = order(900);
    ItemResult.Accepted first =
        accepted(redeem(SUPPLIER, "R1", order, "E1.DELIVERED.1", suppliersNote()));
    assertThat(accepted(redeem(SUPPLIER, "R1", order, "E1.DELIVERED.1", suppliersNote())))
        .isEqualTo(ItemResult.Accepted.before(first.details()));
    assertRefused(
        redeem(SUPPLIER, "R2", order, "E1.DELIVERED.1", suppliersNote()),
        "NOT_FOUND",
        "items[0].notes[0]");
    assertRefused(
        redeem(SUPPLIER, "R1", order, "E1.DELIVERED.2", suppliersNote()),
        "ALREADY_EXISTS",
        "items[0].notes");
  }

  @Test
  void aNoteIsRedeemedOnceWithinAGroup() {
    RedemptionOrder order = order(900);
    JsonObject sealed = RedeemNotes.sealed(List.of(suppliersNote()), order);
    List<String> notes = List.of("E1.DELIVERED.1");
    List<ItemResult> results =
        scene
            .as(SUPPLIER)
            .sealed(sealed, sealed)
            .group(
                CHAINCODE,
                "redeem",
                new RedeemNotes("R1", BANK, notes, order.commitment()).toJson(),
                new RedeemNotes("R2", BANK, notes, order.commitment()).toJson());
    accepted(results.subList(0, 1));
    assertRefused(results.subList(1, 2), "NOT_FOUND", "items[1].notes[0]");
  }

  @Test
  void otherOwnersOtherBanksAndOtherAmountsAreRefused() {
    assertRefused(
        redeem(LOGISTICS, "R1", order(900), "E1.DELIVERED.1", suppliersNote()),
        "NOT_OWNER",
        "items[0].notes[0]");
    assertRefused(
        redeem(SUPPLIER, "R1", order(901), "E1.DELIVERED.1", suppliersNote()),
        "NOT_CONSERVED",
        "items[0].notes");
    assertRefused(
        redeem(
            SUPPLIER,
            "R1",
            order(900),
            "E1.DELIVERED.1",
            new NoteOpening(new Money(USD, 9000), SUPPLIER, suppliersNote().salt())),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].openings[0]");
    RedemptionOrder order = order(900);
    assertRefused(
        scene
            .channel
            .as(SUPPLIER)
            .endorsedBy(OTHER_BANK, SUPPLIER)
            .sealed(RedeemNotes.sealed(List.of(suppliersNote()), order))
            .group(
                CHAINCODE,
                "redeem",
                new RedeemNotes("R1", OTHER_BANK, List.of("E1.DELIVERED.1"), order.commitment())
                    .toJson()),
        "WRONG_BANK",
        "items[0].notes[0]");
  }

  @Test
  void aVoidNoteIsNotRedeemed() {
    NoteOpening refund = plan.outcomes().get(Outcome.REFUNDED).getFirst();
    assertRefused(
        redeem(PLATFORM, "R1", order(1000), "E1.REFUNDED.1", refund),
        "NOTE_VOID",
        "items[0].notes[0]");
  }

  @Test
  void anOrderThatIsNotTheCommittedOneOrHasABadIbanIsRefused() {
    RedemptionOrder order = order(900);
    RedeemNotes item =
        new RedeemNotes("R1", BANK, List.of("E1.DELIVERED.1"), order(900).commitment());
    assertRefused(
        scene
            .as(SUPPLIER)
            .sealed(RedeemNotes.sealed(List.of(suppliersNote()), order))
            .group(CHAINCODE, "redeem", item.toJson()),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].order");
    JsonObject bad =
        order.toJson().toBuilder()
            .replace("creditorIban", Json.text("DE89370400440532013001"))
            .build();
    RedeemNotes committed =
        new RedeemNotes(
            "R1", BANK, List.of("E1.DELIVERED.1"), Commitment.to(RedemptionOrder.KIND, bad));
    List<ItemResult> results =
        scene
            .as(SUPPLIER)
            .sealed(
                Json.object()
                    .putAll("openings", List.of(suppliersNote().toJson()))
                    .put("order", bad)
                    .build())
            .group(CHAINCODE, "redeem", committed.toJson());
    assertRefused(results, "INVALID_ARGUMENT", "sealed.items[0].order.creditorIban");
    assertThat(results.getFirst().toJson().canonical()).doesNotContain("DE8937");
  }

  @Test
  void theBankSettlesARedemptionOnce() {
    accepted(redeem(SUPPLIER, "R1", order(900), "E1.DELIVERED.1", suppliersNote()));
    JsonObject item = new SettleRedemption("R1", UETR).toJson();
    assertThat(accepted(scene.as(BANK).group(CHAINCODE, "settleRedemptions", item)).existing())
        .isFalse();
    assertThat(accepted(scene.as(BANK).group(CHAINCODE, "settleRedemptions", item)).existing())
        .isTrue();
    assertThat(
            scene
                .channel
                .as(SUPPLIER)
                .evaluate(CHAINCODE, "redemption", Json.object().put("redemptionId", "R1").build())
                .text("state", 16))
        .isEqualTo("SETTLED");
    JsonObject other = new SettleRedemption("R1", UETR.replace("97ed", "98ed")).toJson();
    assertRefused(
        scene.as(BANK).group(CHAINCODE, "settleRedemptions", other),
        "ALREADY_EXISTS",
        "items[0].uetr");
  }

  @Test
  void onlyTheBankOfTheRedemptionSettlesIt() {
    accepted(redeem(SUPPLIER, "R1", order(900), "E1.DELIVERED.1", suppliersNote()));
    JsonObject item = new SettleRedemption("R1", UETR).toJson();
    assertRefused(
        scene.as(OTHER_BANK).group(CHAINCODE, "settleRedemptions", item),
        "PERMISSION_DENIED",
        "items[0].redemptionId");
    assertThatThrownBy(() -> scene.as(SUPPLIER).group(CHAINCODE, "settleRedemptions", item))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
    assertRefused(
        scene
            .as(BANK)
            .group(
                CHAINCODE,
                "settleRedemptions",
                new SettleRedemption("R1", UETR.replace("-4", "-1")).toJson()),
        "INVALID_ARGUMENT",
        "items[0].uetr");
  }

  @Test
  void anAdviceTellsTheOwnerItsOpening() {
    accepted(advise(PLATFORM, "E1.DELIVERED.1", SUPPLIER, suppliersNote()));
    assertThat(scene.channel.sealed(CHAINCODE, SUPPLIER, "note/E1.DELIVERED.1"))
        .hasValue(suppliersNote().toJson().canonical());
    assertThat(accepted(advise(BANK, "E1.DELIVERED.1", SUPPLIER, suppliersNote())).existing())
        .isTrue();
    JsonObject mine =
        scene
            .channel
            .as(SUPPLIER)
            .evaluate(CHAINCODE, "myNotes", Json.object().put("limit", 10).build())
            .json();
    assertThat(mine.canonical())
        .contains("\"noteId\":\"E1.DELIVERED.1\"", "\"state\":\"SPENDABLE\"", "\"amount\":\"900\"");
  }

  @Test
  void anAdviceToAnotherOrOfAnotherNoteIsRefused() {
    assertRefused(
        advise(PLATFORM, "E1.DELIVERED.1", LOGISTICS, suppliersNote()),
        "NOT_OWNER",
        "items[0].owner");
    assertRefused(
        advise(PLATFORM, "E1.DELIVERED.2", SUPPLIER, suppliersNote()),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].opening");
    assertRefused(
        advise(PLATFORM, "E1.DELIVERED.3", SUPPLIER, suppliersNote()),
        "NOT_FOUND",
        "items[0].noteId");
    assertThatThrownBy(() -> advise(SUPPLIER, "E1.DELIVERED.1", SUPPLIER, suppliersNote()))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  @Test
  void ownNotesComeInPagesAndOnlyAtTheOwnPeer() {
    Scene fresh = new Scene();
    fresh.endow(1, 2, 3);
    var first =
        fresh
            .channel
            .as(PLATFORM)
            .evaluate(CHAINCODE, "myNotes", Json.object().put("limit", 2).build());
    assertThat(first.objects("notes", 2, 2)).hasSize(2);
    var second =
        fresh
            .channel
            .as(PLATFORM)
            .evaluate(
                CHAINCODE,
                "myNotes",
                Json.object().put("limit", 2).put("bookmark", first.text("bookmark", 99)).build());
    assertThat(second.objects("notes", 1, 1).getFirst().text("noteId", 99)).isEqualTo("M1.3");
    assertThat(second.has("bookmark")).isFalse();
    assertThatThrownBy(
            () ->
                fresh
                    .channel
                    .as(SUPPLIER)
                    .endorsedBy(PLATFORM)
                    .evaluate(CHAINCODE, "myNotes", Json.object().put("limit", 2).build()))
        .hasMessageStartingWith("PERMISSION_DENIED|caller|");
  }
}
