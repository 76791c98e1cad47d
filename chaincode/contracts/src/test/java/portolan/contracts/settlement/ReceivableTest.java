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

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.ReceivableOffer;
import portolan.domain.settlement.ReceivablePlan;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.instruction.AgreeToSplit;
import portolan.domain.settlement.instruction.BuyReceivable;
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
    assertThat(scene.gate("PlatformMSP/E1").text("assignee", 64)).isEqualTo(FINANCIER);
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
            .sealed(
                new SplitPlan(trade.plan.escrows().getFirst().of(Outcome.REFUNDED), shares)
                    .toJson())
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
