// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.CUSTOMS;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.USD;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;
import static portolan.contracts.settlement.Scene.commitments;
import static portolan.contracts.settlement.Scene.terms;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.encoding.JsonBoolean;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Money;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.ReceivableOffer;
import portolan.domain.settlement.ReceivablePlan;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.instruction.AgreeToReturn;
import portolan.domain.settlement.instruction.AgreeToSplit;
import portolan.domain.settlement.instruction.AwardClaim;
import portolan.domain.settlement.instruction.BuyReceivable;
import portolan.domain.settlement.instruction.ClaimDefect;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.settlement.instruction.OfferReceivable;
import portolan.domain.settlement.instruction.OfferSplit;

/** The supplier's claim of 900 on a delivery that is inspected, sold to OtherBank for 880. */
class ReceivableTest {
  private static final String FINANCIER = OTHER_BANK;

  private final InspectedScene trade = new InspectedScene(UnaryOperator.identity());
  private final Scene scene = trade.scene;
  private List<NoteOpening> cash;
  private ReceivableOffer offer;

  /** The financier has 1000 of the bank's money. */
  @BeforeEach
  void endowTheFinancier() {
    cash = List.of(scene.note(FINANCIER, 1000));
    accepted(scene.attest(BANK, "BankMSP/A2", 1000));
    accepted(
        scene.mint(
            BANK,
            new MintNotes("BankMSP/M2", "BankMSP/A2", FINANCIER, 1000, commitments(cash)),
            cash));
    offer = offerFor(880);
  }

  private ReceivableOffer offerFor(long price) {
    NoteOpening claim = trade.plan.escrows().getFirst().of(Outcome.DELIVERED).getFirst();
    return new ReceivableOffer(claim, new Money(USD, price), scene.salt());
  }

  private List<ItemResult> offer(String member, String id, ReceivableOffer sealed) {
    return scene
        .channel
        .as(member)
        .endorsedBy(BANK, SUPPLIER, FINANCIER)
        .sealed(sealed.toJson())
        .group(
            CHAINCODE,
            "offerReceivable",
            new OfferReceivable(
                    id,
                    "PlatformMSP/E1",
                    "PlatformMSP/E1.DELIVERED.1",
                    FINANCIER,
                    sealed.commitment())
                .toJson());
  }

  private ReceivablePlan plan(long claim, long price, long change) {
    return new ReceivablePlan(
        offer,
        cash,
        scene.note(FINANCIER, claim),
        scene.note(SUPPLIER, price),
        change == 0 ? List.of() : List.of(scene.note(FINANCIER, change)));
  }

  private List<ItemResult> buy(String member, String id, ReceivablePlan plan) {
    return scene
        .channel
        .as(member)
        .endorsedBy(BANK, SUPPLIER, FINANCIER)
        .sealed(plan.toJson())
        .group(CHAINCODE, "buyReceivable", item(id, plan).toJson());
  }

  private static BuyReceivable item(String id, ReceivablePlan plan) {
    return new BuyReceivable(
        id,
        List.of("BankMSP/M2.1"),
        plan.claim().commitment(),
        plan.price().commitment(),
        commitments(plan.change()));
  }

  @Test
  void theFinancierIsPaidByTheDeliveryAndTheSellerAtOnce() {
    trade.deliver();
    accepted(offer(SUPPLIER, "SupplierMSP/R1", offer));
    assertThat(scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("GATED");
    ReceivablePlan plan = plan(900, 880, 120);
    accepted(buy(FINANCIER, "SupplierMSP/R1", plan));
    assertThat(scene.state("SupplierMSP/R1.PRICE.1")).isEqualTo("SPENDABLE");
    assertThat(scene.state("SupplierMSP/R1.REST.1")).isEqualTo("SPENDABLE");
    assertThat(scene.state("SupplierMSP/R1.ASSIGNED.1")).isEqualTo("GATED");
    assertThat(scene.channel.state(CHAINCODE, "note/PlatformMSP/E1.DELIVERED.1")).isEmpty();
    assertThat(
            scene.gate("PlatformMSP/E1").objects("assigned", 1, 1).getFirst().text("financier", 64))
        .isEqualTo(FINANCIER);
    assertThat(trade.balanced()).isTrue();
    trade.afterDays(30);
    accepted(trade.expire());
    assertThat(scene.state("SupplierMSP/R1.ASSIGNED.1")).isEqualTo("SPENDABLE");
    assertThat(scene.state("PlatformMSP/E1.DELIVERED.2")).isEqualTo("SPENDABLE");
    assertThat(trade.balanced()).isTrue();
    assertThat(accepted(buy(FINANCIER, "SupplierMSP/R1", plan)).existing()).isTrue();
  }

  @Test
  void aClaimIsAssignedOnce() {
    trade.deliver();
    accepted(offer(SUPPLIER, "SupplierMSP/R1", offer));
    accepted(offer(SUPPLIER, "SupplierMSP/R2", offer));
    var first = endorsed("SupplierMSP/R1");
    var second = endorsed("SupplierMSP/R2");
    assertThat(scene.channel.commit(first)).isTrue();
    assertThat(scene.channel.commit(second)).as("endorsed at the same time").isFalse();
    assertRefused(
        buy(FINANCIER, "SupplierMSP/R2", plan(900, 880, 120)), "WRONG_STATE", "items[0].escrowId");
    assertRefused(offer(SUPPLIER, "SupplierMSP/R3", offer), "WRONG_STATE", "items[0].escrowId");
    assertThat(trade.balanced()).isTrue();
  }

  /** Commitments and notes of the purchase are public. */
  @Test
  void whoRepeatsThePurchaseOfAnotherHasBoughtNothing() {
    trade.deliver();
    accepted(offer(SUPPLIER, "SupplierMSP/R1", offer));
    ReceivablePlan plan = plan(900, 880, 120);
    accepted(buy(FINANCIER, "SupplierMSP/R1", plan));
    assertThat(accepted(buy(FINANCIER, "SupplierMSP/R1", plan)).existing()).isTrue();
    assertRefused(
        buy(LOGISTICS, "SupplierMSP/R1", plan), "PERMISSION_DENIED", "items[0].receivableId");
  }

  private TestChannel.Endorsed endorsed(String id) {
    ReceivablePlan plan = plan(900, 880, 120);
    return scene
        .channel
        .as(FINANCIER)
        .endorsedBy(BANK, SUPPLIER, FINANCIER)
        .sealed(plan.toJson())
        .endorse(CHAINCODE, "buyReceivable", item(id, plan).toJson());
  }

  @Test
  void aDisputedClaimIsNotAssigned() {
    trade.deliver();
    accepted(offer(SUPPLIER, "SupplierMSP/R1", offer));
    accepted(trade.claim());
    assertRefused(
        buy(FINANCIER, "SupplierMSP/R1", plan(900, 880, 120)), "WRONG_STATE", "items[0].escrowId");
    assertRefused(offer(SUPPLIER, "SupplierMSP/R2", offer), "WRONG_STATE", "items[0].escrowId");
  }

  @Test
  void aClaimOnGoodsThatAreUnderWayOrPaidIsNotAssigned() {
    assertRefused(offer(SUPPLIER, "SupplierMSP/R1", offer), "WRONG_STATE", "items[0].escrowId");
    trade.deliver();
    accepted(trade.accept());
    assertRefused(offer(SUPPLIER, "SupplierMSP/R1", offer), "WRONG_STATE", "items[0].escrowId");
  }

  @Test
  void onlyTheSellerOffersAndOnlyTheNamedFinancierBuys() {
    trade.deliver();
    assertRefused(
        offer(LOGISTICS, "LogisticsMSP/R1", offer), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(offer(SUPPLIER, "SupplierMSP/R1", offer));
    assertRefused(
        buy(CUSTOMS, "SupplierMSP/R1", plan(900, 880, 120)),
        "PERMISSION_DENIED",
        "items[0].receivableId");
  }

  /** Of two payouts of the seller, 890 and 10, and 100 for the carrier, the 10 are sold for 9. */
  private PayoutPlan sellTheSmallOne(Scene scene) {
    List<NoteOpening> inputs = scene.endow(1000);
    List<NoteOpening> delivered =
        List.of(scene.note(SUPPLIER, 890), scene.note(SUPPLIER, 10), scene.note(LOGISTICS, 100));
    SettlementPlan plan =
        scene.plan(inputs, delivered, List.of(scene.note(PLATFORM, 1000)), List.of());
    accepted(
        scene.fund(
            FundEscrow.of(
                terms("PlatformMSP/E1").under(InspectedScene.RULES), List.of("BankMSP/M1.1"), plan),
            plan));
    scene.releaseD1();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
    List<NoteOpening> cash = List.of(scene.note(FINANCIER, 9));
    accepted(scene.attest(BANK, "BankMSP/A2", 9));
    accepted(
        scene.mint(
            BANK,
            new MintNotes("BankMSP/M2", "BankMSP/A2", FINANCIER, 9, commitments(cash)),
            cash));
    ReceivableOffer small = new ReceivableOffer(delivered.get(1), new Money(USD, 9), scene.salt());
    accepted(
        scene
            .channel
            .as(SUPPLIER)
            .endorsedBy(BANK, SUPPLIER, FINANCIER)
            .sealed(small.toJson())
            .group(
                CHAINCODE,
                "offerReceivable",
                new OfferReceivable(
                        "SupplierMSP/R1",
                        "PlatformMSP/E1",
                        "PlatformMSP/E1.DELIVERED.2",
                        FINANCIER,
                        small.commitment())
                    .toJson()));
    ReceivablePlan buy =
        new ReceivablePlan(
            small, cash, scene.note(FINANCIER, 10), scene.note(SUPPLIER, 9), List.of());
    accepted(
        scene
            .channel
            .as(FINANCIER)
            .endorsedBy(BANK, SUPPLIER, FINANCIER)
            .sealed(buy.toJson())
            .group(CHAINCODE, "buyReceivable", item("SupplierMSP/R1", buy).toJson()));
    accepted(
        scene
            .as(PLATFORM)
            .group(
                CHAINCODE,
                "claim",
                new ClaimDefect("PlatformMSP/E1", InspectedScene.BROKEN).toJson()));
    return plan.escrows().getFirst();
  }

  private static void offerSplit(
      Scene scene, String id, PayoutPlan planned, NoteOpening... shares) {
    accepted(
        scene
            .as(PLATFORM)
            .sealed(new SplitPlan(planned, List.of(shares)).toJson())
            .group(
                CHAINCODE,
                "offer",
                new OfferSplit("PlatformMSP/E1", id, commitments(List.of(shares))).toJson()));
  }

  private static List<ItemResult> agree(Scene scene, String member, String offerId) {
    return scene
        .as(member)
        .group(CHAINCODE, "agree", new AgreeToSplit("PlatformMSP/E1", offerId).toJson());
  }

  @Test
  void whoBoughtASmallPayoutSpeaksForThatPayoutAlone() {
    Scene scene = new Scene();
    PayoutPlan planned = sellTheSmallOne(scene);
    offerSplit(
        scene, "PlatformMSP/X1", planned, scene.note(PLATFORM, 990), scene.note(FINANCIER, 10));
    assertRefused(
        agree(scene, FINANCIER, "PlatformMSP/X1"), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(agree(scene, SUPPLIER, "PlatformMSP/X1"));
    assertThat(scene.gate("PlatformMSP/E1").text("state", 16))
        .as("the carrier is asked")
        .isEqualTo("NEGOTIATION");
    offerSplit(
        scene,
        "PlatformMSP/X2",
        planned,
        scene.note(PLATFORM, 400),
        scene.note(SUPPLIER, 500),
        scene.note(LOGISTICS, 100));
    accepted(agree(scene, SUPPLIER, "PlatformMSP/X2"));
    assertThat(scene.gate("PlatformMSP/E1").text("state", 16)).isEqualTo("NEGOTIATION");
    accepted(agree(scene, FINANCIER, "PlatformMSP/X2"));
    assertThat(scene.gate("PlatformMSP/E1").text("state", 16)).isEqualTo("SPLIT");
    assertThat(scene.state("PlatformMSP/X2.SPLIT.2")).isEqualTo("SPENDABLE");
    assertThat(scene.state("SupplierMSP/R1.ASSIGNED.1")).isEqualTo("VOID");
    assertThat(scene.audit().members().get("balanced")).isEqualTo(new JsonBoolean(true));
  }

  /** A return takes the payout back that was sold, and those that were not. */
  @Test
  void aReturnNeedsTheSellerAndWhoBought() {
    Scene scene = new Scene();
    sellTheSmallOne(scene);
    JsonObject item =
        new AgreeToReturn("PlatformMSP/E1", Sha256.hex("the goods are back")).toJson();
    assertRefused(
        scene.as(LOGISTICS).group(CHAINCODE, "agreeToReturn", item),
        "PERMISSION_DENIED",
        "items[0].escrowId");
    accepted(scene.as(FINANCIER).group(CHAINCODE, "agreeToReturn", item));
    assertThat(scene.gate("PlatformMSP/E1").text("state", 16)).isEqualTo("NEGOTIATION");
    accepted(scene.as(SUPPLIER).group(CHAINCODE, "agreeToReturn", item));
    assertThat(scene.gate("PlatformMSP/E1").text("state", 16)).isEqualTo("RETURNING");
  }

  /** The judge opens the plan: who bought a payout is in it with that payout. */
  @Test
  void anAwardPaysWhoBoughtAPayoutNoMoreThanThat() {
    Scene scene = new Scene();
    PayoutPlan planned = sellTheSmallOne(scene);
    scene.channel.setNow(scene.channel.now().plus(Duration.ofDays(3)));
    accepted(
        scene.as(LOGISTICS).group(CHAINCODE, "expire", new ExpirePhase("PlatformMSP/E1").toJson()));
    for (long financier : List.of(11L, 10L)) {
      List<NoteOpening> shares =
          List.of(scene.note(SUPPLIER, 1000 - financier), scene.note(FINANCIER, financier));
      List<ItemResult> award =
          scene
              .as(BANK)
              .sealed(new SplitPlan(planned, shares).toJson())
              .group(
                  CHAINCODE,
                  "award",
                  new AwardClaim(
                          "PlatformMSP/E1",
                          "BankMSP/W1",
                          AwardClaim.Verdict.SPLIT,
                          commitments(shares))
                      .toJson());
      if (financier > 10) {
        assertRefused(award, "NOT_ENTITLED", "items[0].shares[1]");
      } else {
        accepted(award);
      }
    }
    assertThat(scene.audit().members().get("balanced")).isEqualTo(new JsonBoolean(true));
  }

  /** Nobody buys what it pays, sells, keeps, screens or vouches for. */
  @Test
  void whoJudgesAClaimDoesNotBuyIt() {
    trade.deliver();
    for (String judge : List.of(BANK, PLATFORM, SUPPLIER)) {
      assertRefused(
          offerTo(trade, SUPPLIER, judge, offer), "INVALID_ARGUMENT", "items[0].financier");
    }
    InspectedScene signed = new InspectedScene(t -> t.when(new Trigger.Signature(LOGISTICS)));
    accepted(
        signed.call(
            LOGISTICS,
            "confirm",
            new ConfirmDelivery("PlatformMSP/E1", new Evidence.Document(InspectedScene.BROKEN))
                .toJson()));
    NoteOpening claim = signed.plan.escrows().getFirst().of(Outcome.DELIVERED).getFirst();
    assertRefused(
        offerTo(
            signed,
            SUPPLIER,
            LOGISTICS,
            new ReceivableOffer(claim, new Money(USD, 880), scene.salt())),
        "INVALID_ARGUMENT",
        "items[0].financier");
  }

  private static List<ItemResult> offerTo(
      InspectedScene at, String seller, String financier, ReceivableOffer sealed) {
    return at.scene
        .channel
        .as(seller)
        .endorsedBy(BANK, SUPPLIER, financier)
        .sealed(sealed.toJson())
        .group(
            CHAINCODE,
            "offerReceivable",
            new OfferReceivable(
                    "SupplierMSP/R9",
                    "PlatformMSP/E1",
                    "PlatformMSP/E1.DELIVERED.1",
                    financier,
                    sealed.commitment())
                .toJson());
  }

  @Test
  void theAmountsAreThoseOfTheOffer() {
    trade.deliver();
    accepted(offer(SUPPLIER, "SupplierMSP/R1", offer));
    assertRefused(
        buy(FINANCIER, "SupplierMSP/R1", plan(901, 880, 120)), "NOT_CONSERVED", "items[0].claim");
    assertRefused(
        buy(FINANCIER, "SupplierMSP/R1", plan(900, 879, 121)), "NOT_CONSERVED", "items[0].price");
    assertRefused(
        buy(FINANCIER, "SupplierMSP/R1", plan(900, 880, 121)), "NOT_CONSERVED", "items[0].inputs");
    ReceivableOffer honest = offer;
    offer = offerFor(1);
    assertRefused(
        buy(FINANCIER, "SupplierMSP/R1", plan(900, 1, 999)),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].offer");
    assertRefused(
        offer(SUPPLIER, "SupplierMSP/R2", offerFor(901)),
        "INVALID_ARGUMENT",
        "sealed.items[0].price");
    offer = honest;
    accepted(buy(FINANCIER, "SupplierMSP/R1", plan(900, 880, 120)));
  }

  /** The loss is the financier's, so it and not the seller can agree to one. */
  @Test
  void afterTheSaleTheFinancierAgreesInTheSellersPlace() {
    trade.deliver();
    accepted(offer(SUPPLIER, "SupplierMSP/R1", offer));
    accepted(buy(FINANCIER, "SupplierMSP/R1", plan(900, 880, 120)));
    accepted(trade.claim());
    List<NoteOpening> shares = List.of(scene.note(PLATFORM, 900), scene.note(LOGISTICS, 100));
    accepted(
        scene
            .as(PLATFORM)
            .sealed(new SplitPlan(trade.plan.escrows().getFirst(), shares).toJson())
            .group(
                CHAINCODE,
                "offer",
                new OfferSplit("PlatformMSP/E1", "PlatformMSP/X1", commitments(shares)).toJson()));
    assertRefused(
        trade.call(
            SUPPLIER, "agree", new AgreeToSplit("PlatformMSP/E1", "PlatformMSP/X1").toJson()),
        "PERMISSION_DENIED",
        "items[0].escrowId");
    accepted(
        trade.call(
            FINANCIER, "agree", new AgreeToSplit("PlatformMSP/E1", "PlatformMSP/X1").toJson()));
    assertThat(scene.state("SupplierMSP/R1.ASSIGNED.1")).isEqualTo("VOID");
    assertThat(scene.state("SupplierMSP/R1.PRICE.1")).isEqualTo("SPENDABLE");
    assertThat(trade.balanced()).isTrue();
  }
}
