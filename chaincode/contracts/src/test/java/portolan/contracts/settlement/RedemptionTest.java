// SPDX-License-Identifier: Apache-2.0
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
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.TrialBalance;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.instruction.AdviseNote;
import portolan.domain.settlement.instruction.ConfirmRedemption;
import portolan.domain.settlement.instruction.RedeemNotes;
import portolan.domain.settlement.instruction.ReturnRedemption;

final class RedemptionTest {
  private static final Uetr UETR = new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d");
  private static final Uetr OTHER_UETR = new Uetr("98ed4827-7b6f-4491-a06f-b548d5a7512d");
  private static final ReturnReason CLOSED_ACCOUNT = new ReturnReason("AC04");

  private final Scene scene = new Scene();
  private SettlementPlan plan;

  @BeforeEach
  void deliver() {
    plan = scene.fundE1();
    scene.releaseD1();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
  }

  private NoteOpening suppliersNote() {
    return plan.escrows().getFirst().of(Outcome.DELIVERED).getFirst();
  }

  private RedemptionOrder order(long units) {
    return new RedemptionOrder(
        new Money(USD, units), "Factory Ltd", new Iban("DE89370400440532013000"), scene.salt());
  }

  private List<ItemResult> redeem(
      String member, String id, RedemptionOrder order, String noteId, NoteOpening opening) {
    return redeem(member, id, UETR, order, noteId, opening);
  }

  private List<ItemResult> redeem(
      String member,
      String id,
      Uetr uetr,
      RedemptionOrder order,
      String noteId,
      NoteOpening opening) {
    RedeemNotes item = new RedeemNotes(id, BANK, List.of(noteId), order.commitment(), uetr);
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
    accepted(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    assertThat(scene.channel.state(CHAINCODE, "note/PlatformMSP/E1.DELIVERED.1")).isEmpty();
    assertThat(scene.channel.sealed(CHAINCODE, BANK, "note/PlatformMSP/E1.DELIVERED.1")).isEmpty();
    assertThat(scene.channel.sealed(CHAINCODE, BANK, "redemption/SupplierMSP/R1"))
        .hasValue(order.toJson().canonical());
    assertThat(scene.channel.state(CHAINCODE, "redemption/SupplierMSP/R1").orElseThrow())
        .contains("REQUESTED")
        .doesNotContain("Factory", "DE89", "900");
  }

  @Test
  void aNoteIsRedeemedOnce() {
    RedemptionOrder order = order(900);
    ItemResult.Accepted first =
        accepted(
            redeem(
                SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    assertThat(
            accepted(
                redeem(
                    SUPPLIER,
                    "SupplierMSP/R1",
                    order,
                    "PlatformMSP/E1.DELIVERED.1",
                    suppliersNote())))
        .isEqualTo(ItemResult.Accepted.before(first.details()));
    assertRefused(
        redeem(
            SUPPLIER,
            "SupplierMSP/R2",
            OTHER_UETR,
            order,
            "PlatformMSP/E1.DELIVERED.1",
            suppliersNote()),
        "NOT_FOUND",
        "items[0].notes[0]");
    assertRefused(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.2", suppliersNote()),
        "ALREADY_EXISTS",
        "items[0].notes");
  }

  @Test
  void aNoteIsRedeemedOnceWithinAGroup() {
    RedemptionOrder order = order(900);
    JsonObject sealed = RedeemNotes.sealed(List.of(suppliersNote()), order);
    List<String> notes = List.of("PlatformMSP/E1.DELIVERED.1");
    List<ItemResult> results =
        scene
            .as(SUPPLIER)
            .sealed(sealed, sealed)
            .group(
                CHAINCODE,
                "redeem",
                new RedeemNotes("SupplierMSP/R1", BANK, notes, order.commitment(), UETR).toJson(),
                new RedeemNotes("SupplierMSP/R2", BANK, notes, order.commitment(), OTHER_UETR)
                    .toJson());
    accepted(results.subList(0, 1));
    assertRefused(results.subList(1, 2), "NOT_FOUND", "items[1].notes[0]");
  }

  @Test
  void otherOwnersOtherBanksAndOtherAmountsAreRefused() {
    assertRefused(
        redeem(
            LOGISTICS,
            "LogisticsMSP/R1",
            order(900),
            "PlatformMSP/E1.DELIVERED.1",
            suppliersNote()),
        "NOT_OWNER",
        "items[0].notes[0]");
    assertRefused(
        redeem(
            SUPPLIER, "SupplierMSP/R1", order(901), "PlatformMSP/E1.DELIVERED.1", suppliersNote()),
        "NOT_CONSERVED",
        "items[0].notes");
    assertRefused(
        redeem(
            SUPPLIER,
            "SupplierMSP/R1",
            order(900),
            "PlatformMSP/E1.DELIVERED.1",
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
                new RedeemNotes(
                        "SupplierMSP/R1",
                        OTHER_BANK,
                        List.of("PlatformMSP/E1.DELIVERED.1"),
                        order.commitment(),
                        UETR)
                    .toJson()),
        "WRONG_BANK",
        "items[0].notes[0]");
  }

  @Test
  void aVoidNoteIsNotRedeemed() {
    NoteOpening refund = plan.escrows().getFirst().of(Outcome.REFUNDED).getFirst();
    assertRefused(
        redeem(PLATFORM, "PlatformMSP/R1", order(1000), "PlatformMSP/E1.REFUNDED.1", refund),
        "NOTE_VOID",
        "items[0].notes[0]");
  }

  @Test
  void anOrderThatIsNotTheCommittedOneOrHasABadIbanIsRefused() {
    RedemptionOrder order = order(900);
    RedeemNotes item =
        new RedeemNotes(
            "SupplierMSP/R1",
            BANK,
            List.of("PlatformMSP/E1.DELIVERED.1"),
            order(900).commitment(),
            UETR);
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
            "SupplierMSP/R1",
            BANK,
            List.of("PlatformMSP/E1.DELIVERED.1"),
            Commitment.to(RedemptionOrder.KIND, bad),
            UETR);
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
  void noTwoRedemptionsShareAUetr() {
    accepted(
        redeem(
            SUPPLIER, "SupplierMSP/R1", order(900), "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    NoteOpening carriers = plan.escrows().getFirst().of(Outcome.DELIVERED).getLast();
    assertRefused(
        redeem(LOGISTICS, "LogisticsMSP/R2", order(100), "PlatformMSP/E1.DELIVERED.2", carriers),
        "ALREADY_EXISTS",
        "items[0].uetr");
    assertRefused(
        redeem(
            SUPPLIER,
            "SupplierMSP/R1",
            OTHER_UETR,
            order(900),
            "PlatformMSP/E1.DELIVERED.1",
            suppliersNote()),
        "ALREADY_EXISTS",
        "items[0].commitment");
  }

  private List<ItemResult> confirm(String bank, Uetr uetr) {
    return scene
        .as(bank)
        .group(
            CHAINCODE,
            "confirmRedemptions",
            new ConfirmRedemption("SupplierMSP/R1", uetr).toJson());
  }

  private List<ItemResult> giveBack(RedemptionOrder order, NoteOpening note) {
    return giveBack(BANK, CLOSED_ACCOUNT, order, note);
  }

  private List<ItemResult> giveBack(
      String bank, ReturnReason reason, RedemptionOrder order, NoteOpening note) {
    return scene
        .channel
        .as(bank)
        .endorsedBy(BANK, SUPPLIER)
        .sealed(ReturnRedemption.sealed(note, order))
        .group(
            CHAINCODE,
            "returnRedemptions",
            new ReturnRedemption("SupplierMSP/R1", reason, note.commitment()).toJson());
  }

  private List<ItemResult> giveBack(
      RedemptionOrder order, NoteOpening note, ReturnAdvice advice, ReturnAdvice committed) {
    return scene
        .channel
        .as(BANK)
        .endorsedBy(BANK, SUPPLIER)
        .sealed(ReturnRedemption.sealed(note, order, Optional.of(advice)))
        .group(
            CHAINCODE,
            "returnRedemptions",
            new ReturnRedemption(
                    "SupplierMSP/R1",
                    CLOSED_ACCOUNT,
                    note.commitment(),
                    Optional.of(committed.commitment()))
                .toJson());
  }

  private static ReturnAdvice advice(long amount, long charge) {
    return new ReturnAdvice(
        new Money(USD, amount),
        new Money(USD, charge),
        Optional.of("Account of the creditor closed"),
        "ab".repeat(16));
  }

  @Test
  void aReturnLessChargesGivesTheOwnerWhatCameAndTheChargeStaysRedeemed() {
    RedemptionOrder order = order(900);
    accepted(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    accepted(confirm(BANK, UETR));
    NoteOpening fresh = scene.note(SUPPLIER, 880);
    ReturnAdvice advice = advice(880, 20);

    accepted(giveBack(order, fresh, advice, advice));

    assertThat(state()).isEqualTo("RETURNED");
    assertBooks(20, 980);
    JsonObject question = Json.object().put("redemptionId", "SupplierMSP/R1").build();
    for (String member : List.of(SUPPLIER, BANK)) {
      assertThat(ask(member, "returnAdvice", question).json()).isEqualTo(advice.toJson());
    }
    assertThatThrownBy(() -> ask(PLATFORM, "returnAdvice", question))
        .hasMessageStartingWith("NOT_FOUND|");
    assertThat(scene.channel.state(CHAINCODE, "redemption/SupplierMSP/R1").orElseThrow())
        .contains(advice.commitment().hex())
        .doesNotContain("creditor closed", "880", "\"20\"");
    Fields due =
        ask(BANK, "payments", Json.object().putTexts("uetrs", List.of(UETR.value())).build());
    assertThat(due.objects("payments", 1, 1).getFirst().object("advice").json())
        .isEqualTo(advice.toJson());
  }

  @Test
  void aReturnLessChargesIsRefusedUnlessNoteAndChargeAreTheOrder() {
    RedemptionOrder order = order(900);
    accepted(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    NoteOpening note = scene.note(SUPPLIER, 880);
    for (ReturnAdvice wrong : List.of(advice(880, 19), advice(880, 21), advice(900, 20))) {
      assertRefused(giveBack(order, note, wrong, wrong), "NOT_CONSERVED", "items[0].advice");
    }
    ReturnAdvice other = advice(890, 10);
    assertRefused(giveBack(order, note, other, other), "NOT_CONSERVED", "items[0].commitment");
    assertRefused(
        giveBack(order, note, advice(880, 20), other),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].advice");
    assertThat(state()).isEqualTo("REQUESTED");
    assertBooks(900, 100);
  }

  private String state() {
    return scene
        .channel
        .as(SUPPLIER)
        .evaluate(
            CHAINCODE, "redemption", Json.object().put("redemptionId", "SupplierMSP/R1").build())
        .object("state")
        .text("name", 16);
  }

  /** Redeemed, spendable. */
  private void assertBooks(long redeemed, long spendable) {
    Fields audit = Fields.of("audit", scene.audit());
    assertThat(audit.flag("balanced")).as(audit.json().canonical()).isTrue();
    assertThat(TrialBalance.Line.fromJson(audit.objects("currencies", 1, 1).getFirst()))
        .isEqualTo(
            new TrialBalance.Line(
                new Money(USD, 1000),
                new Money(USD, redeemed),
                new Money(USD, spendable),
                Money.zero(USD),
                Money.zero(USD)));
  }

  @Test
  void theBankConfirmsAPaymentOnce() {
    accepted(
        redeem(
            SUPPLIER, "SupplierMSP/R1", order(900), "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    assertThat(accepted(confirm(BANK, UETR)).existing()).isFalse();
    assertThat(accepted(confirm(BANK, UETR)).existing()).isTrue();
    assertThat(state()).isEqualTo("CONFIRMED");
    assertBooks(900, 100);
  }

  @Test
  void onlyTheBankOfTheRedemptionConfirmsItAndOnlyWithItsUetr() {
    accepted(
        redeem(
            SUPPLIER, "SupplierMSP/R1", order(900), "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    assertRefused(confirm(OTHER_BANK, UETR), "PERMISSION_DENIED", "items[0].redemptionId");
    assertThatThrownBy(() -> confirm(SUPPLIER, UETR))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
    assertRefused(confirm(BANK, OTHER_UETR), "WRONG_UETR", "items[0].uetr");
    JsonObject malformed =
        Json.object().put("redemptionId", "SupplierMSP/R1").put("uetr", UETR.endToEndId()).build();
    assertRefused(
        scene.as(BANK).group(CHAINCODE, "confirmRedemptions", malformed),
        "INVALID_ARGUMENT",
        "items[0].uetr");
  }

  @Test
  void whatTheBankRailsReturnIsTheOwnersAgainAndCanBeSpent() {
    RedemptionOrder order = order(900);
    accepted(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    NoteOpening fresh = scene.note(SUPPLIER, 900);

    ItemResult.Accepted first = accepted(giveBack(order, fresh));

    assertThat(first.details().canonical()).isEqualTo("{\"noteId\":\"SupplierMSP/R1.RETURNED.1\"}");
    assertThat(state()).isEqualTo("RETURNED");
    assertBooks(0, 1000);
    for (String member : List.of(SUPPLIER, BANK)) {
      assertThat(scene.channel.sealed(CHAINCODE, member, "note/SupplierMSP/R1.RETURNED.1"))
          .hasValue(fresh.toJson().canonical());
    }
    assertThat(scene.channel.state(CHAINCODE, "redemption/SupplierMSP/R1").orElseThrow())
        .contains("AC04");
    accepted(
        redeem(
            SUPPLIER,
            "SupplierMSP/R2",
            OTHER_UETR,
            order(900),
            "SupplierMSP/R1.RETURNED.1",
            fresh));
    assertBooks(900, 100);
  }

  @Test
  void aReturnHasItsEffectOnce() {
    RedemptionOrder order = order(900);
    accepted(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    NoteOpening fresh = scene.note(SUPPLIER, 900);
    ItemResult.Accepted first = accepted(giveBack(order, fresh));
    assertThat(accepted(giveBack(order, fresh)))
        .isEqualTo(ItemResult.Accepted.before(first.details()));
    assertRefused(
        giveBack(order, scene.note(SUPPLIER, 900)), "ALREADY_EXISTS", "items[0].redemptionId");
    assertRefused(
        giveBack(BANK, new ReturnReason("AC01"), order, fresh),
        "ALREADY_EXISTS",
        "items[0].redemptionId");
    assertRefused(confirm(BANK, UETR), "REDEMPTION_RETURNED", "items[0].redemptionId");
    assertBooks(0, 1000);
  }

  @Test
  void aReturnIsOfTheOrderedAmountToTheOwner() {
    RedemptionOrder order = order(900);
    accepted(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    assertRefused(
        giveBack(order, scene.note(SUPPLIER, 901)), "NOT_CONSERVED", "items[0].commitment");
    assertRefused(
        giveBack(order, scene.note(SUPPLIER, 899)), "NOT_CONSERVED", "items[0].commitment");
    assertRefused(
        giveBack(order, scene.note(SUPPLIER, 900, new Currency("EUR"))),
        "NOT_CONSERVED",
        "items[0].commitment");
    assertRefused(giveBack(order, scene.note(PLATFORM, 900)), "NOT_OWNER", "items[0].commitment");
    assertRefused(
        giveBack(order(901), scene.note(SUPPLIER, 901)),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].order");
    assertRefused(
        giveBack(OTHER_BANK, CLOSED_ACCOUNT, order, scene.note(SUPPLIER, 900)),
        "PERMISSION_DENIED",
        "items[0].redemptionId");
    assertThat(state()).isEqualTo("REQUESTED");
    assertBooks(900, 100);
  }

  @Test
  void aReturnWithAReasonThatIsNoCodeOrANoteThatIsNotTheCommittedOneIsRefused() {
    RedemptionOrder order = order(900);
    accepted(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    NoteOpening fresh = scene.note(SUPPLIER, 900);
    JsonObject item =
        new ReturnRedemption("SupplierMSP/R1", CLOSED_ACCOUNT, fresh.commitment()).toJson();
    assertRefused(
        scene
            .as(BANK)
            .sealed(ReturnRedemption.sealed(fresh, order))
            .group(
                CHAINCODE,
                "returnRedemptions",
                item.toBuilder().replace("reason", Json.text("closed")).build()),
        "INVALID_ARGUMENT",
        "items[0].reason");
    assertRefused(
        scene
            .as(BANK)
            .sealed(ReturnRedemption.sealed(scene.note(SUPPLIER, 900), order))
            .group(CHAINCODE, "returnRedemptions", item),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].opening");
  }

  @Test
  void aConfirmedPaymentCanBeReturnedForThirtyDays() {
    RedemptionOrder order = order(900);
    accepted(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    accepted(confirm(BANK, UETR));
    scene.channel.setNow(scene.channel.now().plus(RedemptionState.RETURN_WINDOW));
    accepted(giveBack(order, scene.note(SUPPLIER, 900)));
    assertThat(state()).isEqualTo("RETURNED");
    assertBooks(0, 1000);
  }

  @Test
  void afterThirtyDaysAConfirmedPaymentStaysPaid() {
    RedemptionOrder order = order(900);
    accepted(
        redeem(SUPPLIER, "SupplierMSP/R1", order, "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    accepted(confirm(BANK, UETR));
    scene.channel.setNow(scene.channel.now().plus(RedemptionState.RETURN_WINDOW).plusMillis(1));
    assertRefused(
        giveBack(order, scene.note(SUPPLIER, 900)), "RETURN_TOO_LATE", "items[0].redemptionId");
    assertThat(state()).isEqualTo("CONFIRMED");
    assertBooks(900, 100);
  }

  private Fields ask(String member, String function, JsonObject argument) {
    return scene.channel.as(member).evaluate(CHAINCODE, function, argument);
  }

  private static List<String> ids(Fields answer) {
    return answer.objects("payments", 0, 9).stream()
        .map(payment -> payment.object("redemption").text("redemptionId", 64))
        .toList();
  }

  @Test
  void aBankSeesInPagesWhatItHasToPayAndNothingElse() {
    RedemptionOrder carriersOrder = order(100);
    NoteOpening carriers = plan.escrows().getFirst().of(Outcome.DELIVERED).getLast();
    accepted(
        redeem(
            SUPPLIER, "SupplierMSP/R1", order(900), "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    accepted(
        redeem(
            LOGISTICS,
            "LogisticsMSP/R2",
            OTHER_UETR,
            carriersOrder,
            "PlatformMSP/E1.DELIVERED.2",
            carriers));
    JsonObject one = Json.object().put("limit", 1).build();

    Fields first = ask(BANK, "paymentsDue", one);
    Fields second =
        ask(
            BANK,
            "paymentsDue",
            one.toBuilder().put("bookmark", first.text("bookmark", 64)).build());

    assertThat(ids(first)).containsExactly("LogisticsMSP/R2");
    assertThat(first.objects("payments", 1, 1).getFirst().object("order").json())
        .isEqualTo(carriersOrder.toJson());
    assertThat(ids(second)).containsExactly("SupplierMSP/R1");
    assertThat(ids(ask(OTHER_BANK, "paymentsDue", one))).isEmpty();

    accepted(confirm(BANK, UETR));

    assertThat(ids(ask(BANK, "paymentsDue", Json.object().put("limit", 9).build())))
        .containsExactly("LogisticsMSP/R2");
  }

  @Test
  void aBankFindsItsPaymentsByUetrWhateverBecameOfThem() {
    accepted(
        redeem(
            SUPPLIER, "SupplierMSP/R1", order(900), "PlatformMSP/E1.DELIVERED.1", suppliersNote()));
    accepted(confirm(BANK, UETR));
    JsonObject both =
        Json.object().putTexts("uetrs", List.of(OTHER_UETR.value(), UETR.value())).build();
    assertThat(ids(ask(BANK, "payments", both))).containsExactly("SupplierMSP/R1");
    assertThat(ids(ask(OTHER_BANK, "payments", both))).isEmpty();
    assertThatThrownBy(
            () -> scene.channel.as(BANK).endorsedBy(SUPPLIER).evaluate(CHAINCODE, "payments", both))
        .hasMessageStartingWith("PERMISSION_DENIED|caller|");
  }

  @Test
  void anAdviceTellsTheOwnerItsOpening() {
    accepted(advise(PLATFORM, "PlatformMSP/E1.DELIVERED.1", SUPPLIER, suppliersNote()));
    assertThat(scene.channel.sealed(CHAINCODE, SUPPLIER, "note/PlatformMSP/E1.DELIVERED.1"))
        .hasValue(suppliersNote().toJson().canonical());
    assertThat(
            accepted(advise(BANK, "PlatformMSP/E1.DELIVERED.1", SUPPLIER, suppliersNote()))
                .existing())
        .isTrue();
    JsonObject mine =
        scene
            .channel
            .as(SUPPLIER)
            .evaluate(CHAINCODE, "myNotes", Json.object().put("limit", 10).build())
            .json();
    assertThat(mine.canonical())
        .contains(
            "\"noteId\":\"PlatformMSP/E1.DELIVERED.1\"",
            "\"state\":\"SPENDABLE\"",
            "\"amount\":\"900\"");
  }

  @Test
  void anAdviceToAnotherOrOfAnotherNoteIsRefused() {
    assertRefused(
        advise(PLATFORM, "PlatformMSP/E1.DELIVERED.1", LOGISTICS, suppliersNote()),
        "NOT_OWNER",
        "items[0].owner");
    assertRefused(
        advise(PLATFORM, "PlatformMSP/E1.DELIVERED.2", SUPPLIER, suppliersNote()),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].opening");
    assertRefused(
        advise(PLATFORM, "PlatformMSP/E1.DELIVERED.3", SUPPLIER, suppliersNote()),
        "NOT_FOUND",
        "items[0].noteId");
    assertThatThrownBy(
            () -> advise(SUPPLIER, "PlatformMSP/E1.DELIVERED.1", SUPPLIER, suppliersNote()))
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
    assertThat(second.objects("notes", 1, 1).getFirst().text("noteId", 99))
        .isEqualTo("BankMSP/M1.3");
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
