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
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;
import static portolan.contracts.settlement.Scene.commitments;
import static portolan.contracts.settlement.Scene.terms;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import portolan.domain.custody.Arrivals;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonBoolean;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Currency;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.instruction.AcceptGoods;
import portolan.domain.settlement.instruction.AgreeToSplit;
import portolan.domain.settlement.instruction.AwardClaim;
import portolan.domain.settlement.instruction.AwardClaim.Verdict;
import portolan.domain.settlement.instruction.ClaimDefect;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.OfferSplit;

class DisputeTest {
  private static final int DAY = 86_400;
  private static final Rulebook RULES =
      new Rulebook(SUPPLIER, 30 * DAY, 3 * DAY, 7 * DAY, Outcome.REFUNDED);
  private static final Commitment BROKEN =
      new Commitment(Sha256.hex("two of ten are broken, salted"));

  private Scene scene;
  private PayoutPlan planned;

  /**
   * Funds E1 with 1000 and delivers it: 900 to the supplier and 100 to the carrier, or all back.
   */
  @BeforeEach
  void deliver() {
    scene = new Scene();
    deliver(RULES);
  }

  private void deliver(Rulebook rules) {
    List<NoteOpening> inputs = scene.endow(1000);
    planned = planned(990, 10);
    SettlementPlan plan = new SettlementPlan(inputs, List.of(planned), List.of(), scene.salt());
    accepted(scene.fund(FundEscrow.of(under(rules), List.of("BankMSP/M1.1"), plan), plan));
    scene.releaseD1();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
  }

  private PayoutPlan planned(long... refunds) {
    return PayoutPlan.of(
        List.of(scene.note(SUPPLIER, 900), scene.note(LOGISTICS, 100)),
        LongStream.of(refunds).mapToObj(units -> scene.note(PLATFORM, units)).toList());
  }

  private static EscrowTerms under(Rulebook rules) {
    return terms("PlatformMSP/E1").under(rules);
  }

  private List<ItemResult> accept(String member) {
    return scene.as(member).group(CHAINCODE, "accept", new AcceptGoods("PlatformMSP/E1").toJson());
  }

  private List<ItemResult> claim(String member) {
    return scene
        .as(member)
        .group(CHAINCODE, "claim", new ClaimDefect("PlatformMSP/E1", BROKEN).toJson());
  }

  private List<ItemResult> expire() {
    return scene
        .as(LOGISTICS)
        .group(CHAINCODE, "expire", new ExpirePhase("PlatformMSP/E1").toJson());
  }

  private List<NoteOpening> shares(long supplier, long carrier, long platform) {
    return Stream.of(
            Map.entry(SUPPLIER, supplier),
            Map.entry(LOGISTICS, carrier),
            Map.entry(PLATFORM, platform))
        .filter(share -> share.getValue() > 0)
        .map(share -> scene.note(share.getKey(), share.getValue()))
        .toList();
  }

  private List<ItemResult> offer(String member, String offerId, List<NoteOpening> shares) {
    return scene
        .as(member)
        .sealed(new SplitPlan(planned, shares).toJson())
        .group(
            CHAINCODE,
            "offer",
            new OfferSplit("PlatformMSP/E1", offerId, commitments(shares)).toJson());
  }

  private List<ItemResult> agree(String member, String offerId) {
    return scene
        .as(member)
        .group(CHAINCODE, "agree", new AgreeToSplit("PlatformMSP/E1", offerId).toJson());
  }

  private List<ItemResult> award(String member, Verdict verdict, List<NoteOpening> shares) {
    JsonObject item =
        new AwardClaim("PlatformMSP/E1", member + "/W1", verdict, commitments(shares)).toJson();
    return verdict == Verdict.SPLIT
        ? scene
            .as(member)
            .sealed(new SplitPlan(planned, shares).toJson())
            .group(CHAINCODE, "award", item)
        : scene.as(member).group(CHAINCODE, "award", item);
  }

  private void afterDays(long days) {
    scene.channel.setNow(scene.channel.now().plus(Duration.ofDays(days)));
  }

  private String state() {
    return scene.gate("PlatformMSP/E1").text("state", 16);
  }

  private void assertOpen(String... noteIds) {
    for (String id :
        List.of(
            "PlatformMSP/E1.DELIVERED.1",
            "PlatformMSP/E1.DELIVERED.2",
            "PlatformMSP/E1.REFUNDED.1",
            "PlatformMSP/E1.REFUNDED.2")) {
      assertThat(scene.state(id))
          .as(id)
          .isEqualTo(List.of(noteIds).contains(id) ? "SPENDABLE" : "VOID");
    }
  }

  private void assertNobodyIsPaidYet() {
    for (String id : List.of("PlatformMSP/E1.DELIVERED.1", "PlatformMSP/E1.REFUNDED.1")) {
      assertThat(scene.state(id)).as(id).isEqualTo("GATED");
    }
    assertBalanced();
  }

  private void assertBalanced() {
    assertThat(scene.audit().members().get("balanced")).isEqualTo(new JsonBoolean(true));
  }

  @Test
  void aDeliveryThatIsInspectedPaysNobodyUntilTheFunderAcceptsIt() {
    assertThat(state()).isEqualTo("INSPECTION");
    assertNobodyIsPaidYet();
    assertRefused(accept(SUPPLIER), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(accept(PLATFORM));
    assertThat(state()).isEqualTo("DELIVERED");
    assertOpen("PlatformMSP/E1.DELIVERED.1", "PlatformMSP/E1.DELIVERED.2");
    assertBalanced();
    assertThat(accepted(accept(PLATFORM)).existing()).isTrue();
  }

  @Test
  void whoConfirmsAgainIsToldWhoWasFirstWhateverHasHappenedSince() {
    ItemResult.Accepted first =
        ItemResult.Accepted.before(
            Json.object()
                .put("confirmedBy", LOGISTICS)
                .put("confirmedAt", "2026-11-21T09:00:00.000Z")
                .build());
    assertThat(accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"))).isEqualTo(first);
    accepted(claim(PLATFORM));
    assertThat(accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"))).isEqualTo(first);
    assertRefused(
        scene.confirm("PlatformMSP/E1", "guess of somebody"), "WRONG_SECRET", "items[0].secret");
    afterDays(3);
    accepted(expire());
    assertThat(accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"))).isEqualTo(first);
    accepted(accept(PLATFORM));
    assertThat(accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"))).isEqualTo(first);
  }

  @Test
  void anInspectionEndsByItselfAndAnybodyMaySaySo() {
    afterDays(29);
    assertRefused(expire(), "NOT_YET_EXPIRED", "items[0].escrowId");
    afterDays(1);
    accepted(expire());
    assertOpen("PlatformMSP/E1.DELIVERED.1", "PlatformMSP/E1.DELIVERED.2");
    assertThat(accepted(expire()).existing()).isTrue();
  }

  @Test
  void aClientThatSetsItsClockForwardEndsNoInspection() {
    Instant end = scene.channel.now().plus(Duration.ofDays(30));
    scene.channel.setNow(end.minus(Duration.ofMinutes(5)));
    assertThatThrownBy(
            () ->
                scene
                    .as(LOGISTICS)
                    .at(end)
                    .group(CHAINCODE, "expire", new ExpirePhase("PlatformMSP/E1").toJson()))
        .hasMessageContaining("TIMESTAMP_OUT_OF_WINDOW");
    assertNobodyIsPaidYet();
  }

  @Test
  void aClaimStopsThePayoutAndOnlyTheFunderMakesOneInTime() {
    assertRefused(claim(SUPPLIER), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(claim(PLATFORM));
    assertThat(accepted(claim(PLATFORM)).existing()).isTrue();
    afterDays(1);
    assertRefused(expire(), "NOT_YET_EXPIRED", "items[0].escrowId");
    assertNobodyIsPaidYet();
    assertThat(state()).isEqualTo("NEGOTIATION");
  }

  @Test
  void aClaimAfterTheInspectionIsTooLate() {
    afterDays(30);
    assertRefused(claim(PLATFORM), "TOO_LATE", "items[0].escrowId");
    accepted(expire());
    assertRefused(claim(PLATFORM), "WRONG_STATE", "items[0].escrowId");
  }

  @Test
  void whatTheFunderOffersIsPaidWhenTheSellerAgreesToThatVeryOffer() {
    accepted(claim(PLATFORM));
    accepted(offer(PLATFORM, "PlatformMSP/O1", shares(500, 100, 400)));
    accepted(offer(PLATFORM, "PlatformMSP/O2", shares(700, 100, 200)));
    assertNobodyIsPaidYet();
    assertThat(scene.state("PlatformMSP/O2.SPLIT.1")).isEqualTo("GATED");
    assertRefused(agree(SUPPLIER, "PlatformMSP/O1"), "WRONG_STATE", "items[0].offerId");
    assertRefused(agree(PLATFORM, "PlatformMSP/O2"), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(agree(SUPPLIER, "PlatformMSP/O2"));
    assertThat(state()).isEqualTo("SPLIT");
    assertOpen();
    assertThat(scene.state("PlatformMSP/O2.SPLIT.1")).isEqualTo("SPENDABLE");
    assertThat(scene.state("PlatformMSP/O2.SPLIT.3")).isEqualTo("SPENDABLE");
    assertThat(scene.channel.state(CHAINCODE, "note/PlatformMSP/O1.SPLIT.1")).isEmpty();
    assertBalanced();
    assertThat(accepted(agree(SUPPLIER, "PlatformMSP/O2")).existing()).isTrue();
    assertRefused(accept(PLATFORM), "WRONG_STATE", "items[0].escrowId");
    assertRefused(
        scene.confirm("PlatformMSP/E1", "long secret of E1"), "NOT_FUNDED", "items[0].escrowId");
  }

  /** The judge is no party, and does not become one by what it decides. */
  @Test
  void noSplitPaysTheBankOrAnybodyElseWhoIsNotInThePlan() {
    accepted(claim(PLATFORM));
    for (String other : List.of(BANK, OTHER_BANK)) {
      assertRefused(
          offer(
              PLATFORM, "PlatformMSP/O1", List.of(scene.note(SUPPLIER, 999), scene.note(other, 1))),
          "NOT_ENTITLED",
          "items[0].shares[1]");
    }
    afterDays(3);
    accepted(expire());
    assertRefused(
        award(BANK, Verdict.SPLIT, List.of(scene.note(BANK, 1000))),
        "NOT_ENTITLED",
        "items[0].shares[0]");
    // The carrier is in the plan, with 100.
    assertRefused(
        award(BANK, Verdict.SPLIT, shares(0, 101, 899)), "NOT_ENTITLED", "items[0].shares[0]");
    accepted(award(BANK, Verdict.SPLIT, shares(0, 100, 900)));
    assertBalanced();
  }

  /** Buyer and seller do not share what is the carrier's. */
  @Test
  void aSplitNeedsEverybodyWhosePayoutItMakesSmaller() {
    accepted(claim(PLATFORM));
    accepted(offer(PLATFORM, "PlatformMSP/O1", shares(900, 40, 60)));
    assertRefused(agree(SUPPLIER, "PlatformMSP/O1"), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(offer(PLATFORM, "PlatformMSP/O2", shares(700, 40, 260)));
    accepted(agree(SUPPLIER, "PlatformMSP/O2"));
    assertThat(state()).isEqualTo("NEGOTIATION");
    assertNobodyIsPaidYet();
    assertThat(accepted(agree(SUPPLIER, "PlatformMSP/O2")).existing()).isTrue();
    accepted(agree(LOGISTICS, "PlatformMSP/O2"));
    assertThat(state()).isEqualTo("SPLIT");
    assertThat(scene.state("PlatformMSP/O2.SPLIT.2")).isEqualTo("SPENDABLE");
    assertBalanced();
  }

  @Test
  void anAgreementToOneOfferIsNoneToTheNext() {
    accepted(claim(PLATFORM));
    accepted(offer(PLATFORM, "PlatformMSP/O1", shares(700, 40, 260)));
    accepted(agree(LOGISTICS, "PlatformMSP/O1"));
    accepted(offer(PLATFORM, "PlatformMSP/O2", shares(700, 10, 290)));
    accepted(agree(SUPPLIER, "PlatformMSP/O2"));
    assertThat(state()).isEqualTo("NEGOTIATION");
  }

  @Test
  void offersThatWereReplacedOrLedToNothingLeaveNoNotes() {
    long before = notes();
    accepted(claim(PLATFORM));
    for (int n = 1; n <= 20; n++) {
      List<NoteOpening> shares = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        shares.add(scene.note(i == 0 ? PLATFORM : SUPPLIER, 20));
      }
      accepted(offer(PLATFORM, "PlatformMSP/O" + n, shares));
      assertThat(notes()).isEqualTo(before + 50);
    }
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O21", shares(700, 100, 200)),
        "TOO_MANY_OFFERS",
        "items[0].escrowId");
    accepted(accept(PLATFORM));
    assertThat(notes()).isEqualTo(before);
    assertBalanced();
  }

  @Test
  void whateverEndsANegotiationRemovesTheOfferThatNobodyAgreedTo() {
    long before = notes();
    accepted(claim(PLATFORM));
    accepted(offer(PLATFORM, "PlatformMSP/O1", shares(700, 100, 200)));
    afterDays(3);
    accepted(expire());
    assertThat(state()).isEqualTo("ESCALATED");
    assertThat(notes()).isEqualTo(before);
    accepted(award(BANK, Verdict.SPLIT, shares(300, 100, 600)));
    assertThat(notes()).isEqualTo(before + 3);
    assertBalanced();
  }

  /** That the bank's audit walks. */
  private long notes() {
    return ((JsonNumber) scene.audit().members().get("notes")).wholeNumber().orElseThrow();
  }

  @Test
  void aSplitDoesNotUndoThatTheGoodsArrived() {
    Instant delivered = scene.channel.now();
    scene.channel.setNow(scene.channel.now().plus(Duration.ofHours(1)));
    accepted(claim(PLATFORM));
    accepted(offer(PLATFORM, "PlatformMSP/O1", shares(500, 100, 400)));
    accepted(agree(SUPPLIER, "PlatformMSP/O1"));
    assertThat(ArrivalQueriesTest.arrivals(scene, "PlatformMSP/O1", PLATFORM).deliveries())
        .containsExactly(
            new Arrivals.Delivery("PlatformMSP/E1", "PlatformMSP/O1", LOGISTICS, delivered));
  }

  @Test
  void anOfferSharesExactlyWhatIsHeld() {
    accepted(claim(PLATFORM));
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O1", shares(700, 100, 201)),
        "NOT_CONSERVED",
        "items[0].shares");
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O1", shares(700, 100, 199)),
        "NOT_CONSERVED",
        "items[0].shares");
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O1", List.of(scene.note(SUPPLIER, 1000, new Currency("EUR")))),
        "WRONG_CURRENCY",
        "items[0].shares[0]");
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O1", List.of(scene.note("NobodyMSP", 1000))),
        "NOT_FOUND",
        "items[0].notes[0]");
    PayoutPlan right = planned;
    planned = PayoutPlan.of(right.of(Outcome.DELIVERED), right.of(Outcome.REFUNDED).subList(0, 1));
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O1", shares(700, 100, 190)),
        "INVALID_ARGUMENT",
        "items[0].planned.REFUNDED");
    planned = PayoutPlan.of(right.of(Outcome.DELIVERED), planned(990, 110).of(Outcome.REFUNDED));
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O1", shares(700, 100, 300)),
        "COMMITMENT_MISMATCH",
        "items[0].planned.REFUNDED[0]");
    planned =
        PayoutPlan.of(
            List.of(scene.note(SUPPLIER, 100), scene.note(LOGISTICS, 900)),
            right.of(Outcome.REFUNDED));
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O1", shares(100, 900, 0)),
        "COMMITMENT_MISMATCH",
        "items[0].planned.DELIVERED[0]");
    assertThat(state()).isEqualTo("NEGOTIATION");
  }

  @Test
  void anOfferIsMadeOnceAndOnlyByTheFunderDuringTheNegotiation() {
    List<NoteOpening> shares = shares(700, 100, 200);
    assertRefused(offer(PLATFORM, "PlatformMSP/O1", shares), "WRONG_STATE", "items[0].escrowId");
    accepted(claim(PLATFORM));
    assertRefused(
        offer(SUPPLIER, "SupplierMSP/O1", shares), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(offer(PLATFORM, "PlatformMSP/O1", shares));
    assertThat(accepted(offer(PLATFORM, "PlatformMSP/O1", shares)).existing()).isTrue();
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O1", shares(600, 100, 300)),
        "ALREADY_EXISTS",
        "items[0].notes");
    afterDays(3);
    accepted(expire());
    assertRefused(
        offer(PLATFORM, "PlatformMSP/O2", shares(600, 100, 300)),
        "WRONG_STATE",
        "items[0].escrowId");
    assertRefused(agree(SUPPLIER, "PlatformMSP/O1"), "WRONG_STATE", "items[0].escrowId");
  }

  @Test
  void aNegotiationThatLeadsNowhereIsEscalatedByTimeAndTheBankDecides() {
    accepted(claim(PLATFORM));
    assertRefused(award(BANK, Verdict.REFUNDED, List.of()), "WRONG_STATE", "items[0].escrowId");
    afterDays(3);
    accepted(expire());
    assertThat(state()).isEqualTo("ESCALATED");
    assertNobodyIsPaidYet();
    assertRefused(
        award(OTHER_BANK, Verdict.REFUNDED, List.of()), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(award(BANK, Verdict.SPLIT, shares(300, 100, 600)));
    assertThat(state()).isEqualTo("SPLIT");
    assertThat(scene.state("BankMSP/W1.SPLIT.1")).isEqualTo("SPENDABLE");
    assertOpen();
    assertBalanced();
    assertRefused(award(BANK, Verdict.REFUNDED, List.of()), "ALREADY_EXISTS", "items[0].notes");
  }

  @Test
  void theBankMayFindForEitherSide() {
    accepted(claim(PLATFORM));
    afterDays(3);
    accepted(expire());
    accepted(award(BANK, Verdict.DELIVERED, List.of()));
    assertOpen("PlatformMSP/E1.DELIVERED.1", "PlatformMSP/E1.DELIVERED.2");

    scene = new Scene();
    deliver(RULES);
    accepted(claim(PLATFORM));
    afterDays(3);
    accepted(expire());
    accepted(award(BANK, Verdict.REFUNDED, List.of()));
    assertOpen("PlatformMSP/E1.REFUNDED.1", "PlatformMSP/E1.REFUNDED.2");
    assertBalanced();
    assertRefused(
        scene.confirm("PlatformMSP/E1", "long secret of E1"), "NOT_FUNDED", "items[0].escrowId");
  }

  @Test
  void whenTheBankIsSilentTheFallbackOfTheRulebookDecides() {
    accepted(claim(PLATFORM));
    afterDays(3);
    accepted(expire());
    afterDays(6);
    assertRefused(expire(), "NOT_YET_EXPIRED", "items[0].escrowId");
    afterDays(1);
    accepted(expire());
    assertOpen("PlatformMSP/E1.REFUNDED.1", "PlatformMSP/E1.REFUNDED.2");

    scene = new Scene();
    deliver(new Rulebook(SUPPLIER, DAY, DAY, DAY, Outcome.DELIVERED));
    accepted(claim(PLATFORM));
    afterDays(1);
    accepted(expire());
    afterDays(1);
    accepted(expire());
    assertOpen("PlatformMSP/E1.DELIVERED.1", "PlatformMSP/E1.DELIVERED.2");
  }

  @Test
  void aClaimCanBeWithdrawnAtAnyTime() {
    accepted(claim(PLATFORM));
    accepted(accept(PLATFORM));
    assertOpen("PlatformMSP/E1.DELIVERED.1", "PlatformMSP/E1.DELIVERED.2");
  }

  @Test
  void theDeadlineForDeliveryRefundsNothingThatWasDelivered() {
    scene.afterTheDeadline();
    assertRefused(scene.refund("PlatformMSP/E1"), "NOT_FUNDED", "items[0].escrowId");
    assertNobodyIsPaidYet();
  }

  @Test
  void anEscrowWithoutARulebookHasNoPhases() {
    scene = new Scene();
    scene.fundE1();
    scene.releaseD1();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
    assertRefused(accept(PLATFORM), "WRONG_STATE", "items[0].escrowId");
    assertRefused(claim(PLATFORM), "WRONG_STATE", "items[0].escrowId");
    assertRefused(expire(), "WRONG_STATE", "items[0].escrowId");
  }

  @Test
  void theSellerOfARulebookIsAnotherMember() {
    scene = new Scene();
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan =
        scene.plan(
            inputs,
            List.of(scene.note(SUPPLIER, 1000)),
            List.of(scene.note(PLATFORM, 1000)),
            List.of());
    for (String seller : List.of(PLATFORM, "NobodyMSP")) {
      Rulebook rules = new Rulebook(seller, DAY, DAY, DAY, Outcome.REFUNDED);
      assertRefused(
          scene.fund(FundEscrow.of(under(rules), List.of("BankMSP/M1.1"), plan), plan),
          seller.equals(PLATFORM) ? "INVALID_ARGUMENT" : "NOT_FOUND",
          "items[0].escrows[0].rulebook.seller");
    }
  }
}
