// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.CUSTOMS;
import static portolan.contracts.settlement.Scene.HOUR;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.USD;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;
import static portolan.contracts.settlement.Scene.commitments;
import static portolan.contracts.settlement.Scene.terms;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.provenance.ProvenanceContract;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.Role;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.ReceivableOffer;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.exchange.ExchangePlan;
import portolan.domain.settlement.exchange.ReferenceRates;
import portolan.domain.settlement.instruction.AwardClaim;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.LockQuote;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.settlement.instruction.OfferReceivable;
import portolan.domain.settlement.instruction.OfferSplit;
import portolan.domain.settlement.instruction.RedeemNotes;

/** An id belongs to the member that it names: nobody else takes it, or is answered for it. */
final class OwnedIdsTest {
  private static final String NOT_YOURS = "PERMISSION_DENIED";

  private static List<ItemResult> redeem(
      Scene scene, String member, String id, String note, NoteOpening opening) {
    RedemptionOrder order =
        new RedemptionOrder(
            opening.amount(), "Somebody", new Iban("GB33BUKB20201555555555"), scene.salt());
    return scene
        .as(member)
        .sealed(RedeemNotes.sealed(List.of(opening), order))
        .group(
            CHAINCODE,
            "redeem",
            new RedeemNotes(id, BANK, List.of(note), order.commitment(), scene.uetr()).toJson());
  }

  /** One cent is enough to try. */
  @Test
  void aCarrierCannotTakeTheNextRedemptionIdOfASupplier() {
    Scene scene = new Scene();
    List<NoteOpening> cent = List.of(scene.note(LOGISTICS, 1));
    List<NoteOpening> large = List.of(scene.note(SUPPLIER, 100_000));
    accepted(scene.attest(BANK, "BankMSP/A1", 100_001));
    accepted(
        scene.mint(
            BANK,
            new MintNotes("BankMSP/M1", "BankMSP/A1", LOGISTICS, 1, commitments(cent)),
            cent));
    accepted(
        scene.mint(
            BANK,
            new MintNotes("BankMSP/M2", "BankMSP/M1.rest", SUPPLIER, 100_000, commitments(large)),
            large));
    assertRefused(
        redeem(scene, LOGISTICS, "SupplierMSP/2026-000124", "BankMSP/M1.1", cent.getFirst()),
        NOT_YOURS,
        "items[0].redemptionId");
    accepted(redeem(scene, LOGISTICS, "LogisticsMSP/2026-000124", "BankMSP/M1.1", cent.getFirst()));
    accepted(redeem(scene, SUPPLIER, "SupplierMSP/2026-000124", "BankMSP/M2.1", large.getFirst()));
  }

  @Test
  void anotherBankIsNotToldThatItHasAnAttestationWhichItDoesNotHave() {
    Scene scene = new Scene();
    accepted(scene.attest(BANK, "BankMSP/A1", 1000));
    assertRefused(
        scene.attest(OTHER_BANK, "BankMSP/A1", 1000), NOT_YOURS, "items[0].attestationId");
    assertThat(accepted(scene.attest(OTHER_BANK, "OtherBankMSP/A1", 1000)).existing()).isFalse();
    assertThat(accepted(scene.attest(BANK, "BankMSP/A1", 1000)).existing()).isTrue();
  }

  @Test
  void aBankMintsUnderItsOwnIds() {
    Scene scene = new Scene();
    accepted(scene.attest(OTHER_BANK, "OtherBankMSP/A1", 1000));
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 10));
    assertRefused(
        scene.mint(
            OTHER_BANK,
            new MintNotes("BankMSP/M7", "OtherBankMSP/A1", PLATFORM, 10, commitments(notes)),
            notes),
        NOT_YOURS,
        "items[0].mintId");
  }

  @Test
  void aFunderCannotTakeTheEscrowIdOfAnotherMember() {
    Scene scene = new Scene();
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan = simple(scene, inputs);
    assertRefused(
        scene.fund(FundEscrow.of(terms("MarketMSP/E1"), List.of("BankMSP/M1.1"), plan), plan),
        NOT_YOURS,
        "items[0].escrows[0].escrowId");
  }

  private static SettlementPlan simple(Scene scene, List<NoteOpening> inputs) {
    return scene.plan(
        inputs,
        List.of(scene.note(SUPPLIER, 1000)),
        List.of(scene.note(PLATFORM, 1000)),
        List.of());
  }

  @Test
  void splitsAreNamedByWhoOffersOrAwardsThem() {
    InspectedScene trade = new InspectedScene(UnaryOperator.identity());
    Scene scene = trade.scene;
    trade.deliver();
    accepted(trade.claim());
    List<NoteOpening> shares = List.of(scene.note(SUPPLIER, 400), scene.note(PLATFORM, 600));
    SplitPlan plan = new SplitPlan(trade.plan.escrows().getFirst(), shares);
    assertRefused(
        scene
            .as(PLATFORM)
            .sealed(plan.toJson())
            .group(
                CHAINCODE,
                "offer",
                new OfferSplit("PlatformMSP/E1", "BankMSP/W1", commitments(shares)).toJson()),
        NOT_YOURS,
        "items[0].offerId");
    trade.afterDays(3);
    accepted(trade.expire());
    assertRefused(
        scene
            .as(BANK)
            .sealed(plan.toJson())
            .group(
                CHAINCODE,
                "award",
                new AwardClaim(
                        "PlatformMSP/E1",
                        "PlatformMSP/O1",
                        AwardClaim.Verdict.SPLIT,
                        commitments(shares))
                    .toJson()),
        NOT_YOURS,
        "items[0].awardId");
  }

  @Test
  void aSellerOffersItsClaimUnderItsOwnId() {
    InspectedScene trade = new InspectedScene(UnaryOperator.identity());
    Scene scene = trade.scene;
    ReceivableOffer offer =
        new ReceivableOffer(
            trade.plan.escrows().getFirst().of(Outcome.DELIVERED).getFirst(),
            new Money(USD, 880),
            scene.salt());
    assertRefused(
        scene
            .channel
            .as(SUPPLIER)
            .endorsedBy(BANK, SUPPLIER, OTHER_BANK)
            .sealed(offer.toJson())
            .group(
                CHAINCODE,
                "offerReceivable",
                new OfferReceivable(
                        "LogisticsMSP/R1",
                        "PlatformMSP/E1",
                        "PlatformMSP/E1.DELIVERED.1",
                        OTHER_BANK,
                        offer.commitment())
                    .toJson()),
        NOT_YOURS,
        "items[0].receivableId");
  }

  @Test
  void aBuyerLocksUnderItsOwnId() {
    Exchange exchange = new Exchange();
    ExchangePlan plan = exchange.plan(exchange.signed(exchange.quote()), 1000_00);
    assertRefused(
        exchange
            .locking(PLATFORM, plan)
            .group(
                CHAINCODE,
                "lockQuote",
                new LockQuote("SupplierMSP/L1", plan.commitment()).toJson()),
        NOT_YOURS,
        "items[0].lockId");
  }

  /** Who brings a day's rates first says nothing for others, and keeps nobody out. */
  @Test
  void eachBankHasReferenceRatesOfItsOwn() {
    Exchange exchange = new Exchange();
    ReferenceRates honest = Exchange.rates(exchange.today(), 100);
    TreeMap<Currency, BigDecimal> wild = new TreeMap<>(honest.rates());
    wild.put(USD, new BigDecimal("9"));
    ReferenceRates others =
        new ReferenceRates("OtherBankMSP/ECB", honest.date(), honest.base(), 10_000, wild);
    assertRefused(
        publish(exchange, OTHER_BANK, Exchange.rates(exchange.today().plusDays(1), 100)),
        NOT_YOURS,
        "items[0].source");
    accepted(publish(exchange, OTHER_BANK, others));
    assertThat(accepted(exchange.publish(honest)).existing()).isTrue();
    exchange.lockL1();
  }

  private static List<ItemResult> publish(Exchange exchange, String bank, ReferenceRates rates) {
    return exchange
        .channel
        .as(bank)
        .endorsedBy(bank, SUPPLIER)
        .group(CHAINCODE, "publishReferenceRates", rates.toJson());
  }

  // ---- declarations that stand in the terms of escrows

  /**
   * The goods of the same order, declared by another platform, or released by another authority.
   */
  @Test
  void goodsThatAnotherDeclaredOrReleasedPayNobody() {
    for (boolean milestone : new boolean[] {false, true}) {
      Scene scene = new Scene();
      List<NoteOpening> inputs = scene.endow(1000);
      SettlementPlan plan = simple(scene, inputs);
      EscrowTerms terms = terms("PlatformMSP/E1");
      accepted(
          scene.fund(
              FundEscrow.of(
                  milestone ? terms.when(new Trigger.Release()) : terms,
                  List.of("BankMSP/M1.1"),
                  plan),
              plan));
      for (var goods :
          List.of(
              ClearedGoods.released("PlatformMSP/O1", "MarketMSP", CUSTOMS),
              ClearedGoods.released("PlatformMSP/O1", PLATFORM, "OtherCustomsMSP"))) {
        scene.channel.plant("customs", "PlatformMSP/D1", goods);
        assertRefused(confirm(scene, milestone), "NOT_RELEASED", "items[0].escrowId");
      }
      scene.releaseD1();
      accepted(confirm(scene, milestone));
    }
  }

  private static List<ItemResult> confirm(Scene scene, boolean milestone) {
    return milestone
        ? scene
            .as(LOGISTICS)
            .group(
                CHAINCODE,
                "confirmMilestone",
                Json.object().put("escrowId", "PlatformMSP/E1").build())
        : scene
            .as(LOGISTICS)
            .group(
                CHAINCODE,
                "confirm",
                new ConfirmDelivery("PlatformMSP/E1", "long secret of E1").toJson());
  }

  /** A milestone that only others' goods have reached is refunded. */
  @Test
  void goodsThatAnotherDeclaredDoNotHoldUpARefund() {
    Scene scene = new Scene();
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan = simple(scene, inputs);
    accepted(
        scene.fund(
            FundEscrow.of(
                terms("PlatformMSP/E1").when(new Trigger.Release()), List.of("BankMSP/M1.1"), plan),
            plan));
    scene.channel.plant(
        "customs", "PlatformMSP/D1", ClearedGoods.released("PlatformMSP/O1", "MarketMSP", CUSTOMS));
    scene.afterTheDeadline();
    accepted(scene.refund("PlatformMSP/E1"));
  }

  @Test
  void theAuthorityThatTermsNameIsOne() {
    Scene scene = new Scene();
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan = simple(scene, inputs);
    EscrowTerms terms =
        new EscrowTerms(
            "PlatformMSP/E1",
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            LOGISTICS,
            BANK,
            USD,
            Sha256.hex("long secret of E1"),
            HOUR);
    assertRefused(
        scene.fund(FundEscrow.of(terms, List.of("BankMSP/M1.1"), plan), plan),
        "NOT_FOUND",
        "items[0].escrows[0].authority");
  }

  /** The hash is public once it is used, and known to some before. */
  @Test
  void aSecretHashThatAnotherFunderUsedIsFree() {
    Scene scene =
        new Scene(
            TestChannel.of(
                    new Consortium(
                        List.of(
                            new Member(SUPPLIER, "Supplier", Set.of(Role.SUPPLIER)),
                            new Member(LOGISTICS, "Carrier", Set.of(Role.LOGISTICS)),
                            new Member(PLATFORM, "Marketplace", Set.of(Role.PLATFORM)),
                            new Member("MarketMSP", "Other marketplace", Set.of(Role.PLATFORM)),
                            new Member(CUSTOMS, "Customs", Set.of(Role.CUSTOMS)),
                            new Member(BANK, "Bank", Set.of(Role.BANK)))))
                .contract("provenance", ProvenanceContract::new)
                .contract("customs", ClearedGoods::new)
                .contract(CHAINCODE, SettlementContract::new));
    List<NoteOpening> others = List.of(scene.note("MarketMSP", 1000));
    accepted(scene.attest(BANK, "BankMSP/A2", 1000));
    accepted(
        scene.mint(
            BANK,
            new MintNotes("BankMSP/M2", "BankMSP/A2", "MarketMSP", 1000, commitments(others)),
            others));
    SettlementPlan copied =
        scene.plan(
            others,
            List.of(scene.note(SUPPLIER, 1000)),
            List.of(scene.note("MarketMSP", 1000)),
            List.of());
    EscrowTerms terms = terms("MarketMSP/E1");
    accepted(
        scene
            .as("MarketMSP")
            .sealed(copied.toJson())
            .group(
                CHAINCODE, "fund", FundEscrow.of(terms, List.of("BankMSP/M2.1"), copied).toJson()));
    assertThat(terms.trigger()).isEqualTo(terms("PlatformMSP/E1").trigger());
    scene.fundE1();
    scene.releaseD1();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
  }
}
