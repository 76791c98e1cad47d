// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.NoteCounts;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.instruction.ReportIncident;
import portolan.domain.settlement.reconciliation.PaymentOrder;

final class HoldingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final String SECRET = "sixteen letters!";

  private static EscrowTerms terms(Optional<String> screener) {
    return new EscrowTerms(
        "PlatformMSP/E1",
        "PlatformMSP/O1",
        "PlatformMSP/D1",
        "CustomsMSP",
        "BankMSP",
        new Currency("EUR"),
        new Trigger.Secret(Sha256.hex(SECRET)),
        60,
        Optional.empty(),
        Optional.empty(),
        screener);
  }

  private static Escrow escrow(Optional<String> screener, int lost) {
    return new Escrow(
        terms(screener), "PlatformMSP", NOW, new NoteCounts(1, 1, lost, 0), Sha256.hex("item"));
  }

  private static OpenReason open(HoldReason reason, String by) {
    return new OpenReason(reason, by, NOW, Optional.empty());
  }

  @Test
  void anEscrowBeginsHeldIfItIsAboveTheLimitOrHasToBeScreenedOrBoth() {
    Optional<String> screener = Optional.of("ScreenerMSP");
    EscrowState free = escrow(Optional.empty(), 0).start(false);
    OpenReason limit = open(HoldReason.LIMIT, "BankMSP");
    OpenReason screening = open(HoldReason.SCREENING, "ScreenerMSP");
    assertThat(free.name()).isEqualTo(EscrowState.Name.FUNDED);
    assertThat(escrow(Optional.empty(), 0).start(true))
        .isEqualTo(new Held(free, new Holds(List.of(limit), 1, List.of(), false)));
    assertThat(escrow(screener, 0).start(true))
        .isEqualTo(new Held(free, new Holds(List.of(screening, limit), 2, List.of(), false)));
    assertThat(escrow(screener, 0).start(false))
        .isEqualTo(new Held(free, new Holds(List.of(screening), 1, List.of(), false)));
  }

  @Test
  void anIncidentIsOneOfThree() {
    for (HoldReason reason : HoldReason.values()) {
      JsonObject item =
          Json.object()
              .put("escrowId", "PlatformMSP/E1")
              .put("reason", reason.name())
              .put("evidence", Sha256.hex("readings"))
              .build();
      if (List.of(HoldReason.SEAL, HoldReason.EXCURSION, HoldReason.RECALL).contains(reason)) {
        assertThat(ReportIncident.fromJson(Fields.of("item", item)).reason()).isEqualTo(reason);
      } else {
        assertThatThrownBy(() -> ReportIncident.fromJson(Fields.of("item", item)))
            .hasMessageStartingWith("INVALID_ARGUMENT|item.reason|");
      }
    }
  }

  @Test
  void aLossHasPayoutsOfItsOwnIfAnyArePlanned() {
    assertThat(((Funded) escrow(Optional.empty(), 1).start(false)).lossPlanned()).isTrue();
    assertThat(((Funded) escrow(Optional.empty(), 0).start(false)).lossPlanned()).isFalse();
  }

  private static final Delivered DELIVERY =
      new Delivered(new Evidence.Secret(SECRET), "CarrierMSP", NOW);
  private static final Commitment REASON = new Commitment(Sha256.hex("scratched"));

  private static Assignment sold(int payout, String financier) {
    return new Assignment(payout, financier, new Commitment(Sha256.hex("payout " + payout)));
  }

  @Test
  void aPayoutIsAssignedOnceAndStaysSoUntilTheEnd() {
    Inspection inspection = new Inspection(DELIVERY, NOW.plusSeconds(60));
    EscrowState assigned = inspection.assign(sold(2, "FinancierMSP"), NOW);
    EscrowState both = assigned.assign(sold(1, "OtherMSP"), NOW);
    assertThat(inspection.assignees()).isEmpty();
    assertThat(new Held(assigned, Holds.NONE.open(open(HoldReason.SEAL, "BankMSP"))).assignees())
        .containsExactly("FinancierMSP");
    Rulebook rules = new Rulebook("SellerMSP", 60, 60, 60, 60, Outcome.DELIVERED);
    EscrowState claimed = both.claim(REASON, NOW, rules);
    EscrowState escalated =
        claimed.expire("AnyMSP", NOW.plusSeconds(60), NOW.plusSeconds(60), rules);
    for (EscrowState later : List.of(both, claimed, escalated)) {
      assertThat(later.sold()).containsExactly(sold(2, "FinancierMSP"), sold(1, "OtherMSP"));
    }
    assertThat(escalated.award(Optional.empty()).sold()).isEmpty();
    assertThatThrownBy(() -> both.assign(sold(1, "ThirdMSP"), NOW))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
    assertThatThrownBy(() -> inspection.assign(sold(1, "FinancierMSP"), NOW.plusSeconds(60)))
        .hasMessageStartingWith("TOO_LATE|escrowId|");
  }

  /** A return takes everything back: whoever has bought a payout has to agree for itself. */
  @Test
  void aReturnNeedsTheSellerAndWhoeverHasBoughtAPayout() {
    Rulebook rules = new Rulebook("SellerMSP", 60, 60, 60, 60, Outcome.DELIVERED);
    EscrowState negotiated =
        new Inspection(DELIVERY, NOW.plusSeconds(60), List.of(sold(2, "FinancierMSP")))
            .claim(REASON, NOW, rules);
    String secret = Sha256.hex(SECRET);
    EscrowState one = negotiated.agreeToReturn("SellerMSP", secret, NOW, rules);
    assertThat(one.name()).isEqualTo(EscrowState.Name.NEGOTIATION);
    assertThat(one.agreeToReturn("SellerMSP", secret, NOW, rules)).isEqualTo(one);
    EscrowState other = one.agreeToReturn("FinancierMSP", Sha256.hex("other"), NOW, rules);
    assertThat(other.name()).as("another secret").isEqualTo(EscrowState.Name.NEGOTIATION);
    assertThat(one.agreeToReturn("FinancierMSP", secret, NOW, rules).name())
        .isEqualTo(EscrowState.Name.RETURNING);
    assertThat(
            one.offer("PlatformMSP/X1", 1, List.of("SellerMSP"))
                .agreeToReturn("FinancierMSP", secret, NOW, rules)
                .name())
        .isEqualTo(EscrowState.Name.RETURNING);
  }

  @Test
  void theSameClaimAgainChangesNothingAndAnotherIsRefused() {
    Delivered delivery = new Delivered(new Evidence.Secret(SECRET), "CarrierMSP", NOW);
    Commitment reason = new Commitment(Sha256.hex("scratched"));
    Commitment other = new Commitment(Sha256.hex("broken"));
    Rulebook rules = new Rulebook("SellerMSP", 60, 60, 60, 60, Outcome.DELIVERED);
    EscrowState negotiated = new Negotiation(delivery, reason, NOW);
    for (EscrowState claimed :
        List.of(
            negotiated,
            new Escalated(delivery, reason, NOW),
            negotiated.agreeToReturn("SellerMSP", Sha256.hex("return"), NOW, rules))) {
      assertThat(claimed.claim(reason, NOW, rules)).isSameAs(claimed);
      assertThatThrownBy(() -> claimed.claim(other, NOW, rules))
          .hasMessageStartingWith("WRONG_STATE|escrowId|");
    }
  }

  @Test
  void aReturnIsAgreedToOnceAndOnlyIfTheRulebookHasTimeForIt() {
    Delivered delivery = new Delivered(new Evidence.Secret(SECRET), "CarrierMSP", NOW);
    EscrowState negotiated =
        new Negotiation(delivery, new Commitment(Sha256.hex("scratched")), NOW);
    Rulebook rules = new Rulebook("SellerMSP", 60, 60, 60, 60, Outcome.DELIVERED);
    EscrowState returning = negotiated.agreeToReturn("SellerMSP", Sha256.hex(SECRET), NOW, rules);
    assertThat(returning.agreeToReturn("SellerMSP", Sha256.hex(SECRET), NOW.plusSeconds(1), rules))
        .isSameAs(returning);
    assertThatThrownBy(() -> returning.agreeToReturn("SellerMSP", Sha256.hex("other"), NOW, rules))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
    Rulebook none = new Rulebook("SellerMSP", 60, 60, 60, Outcome.DELIVERED);
    assertThatThrownBy(() -> negotiated.agreeToReturn("SellerMSP", Sha256.hex(SECRET), NOW, none))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
    Refunded refund = new Refunded("AMSP", NOW);
    assertThat(returning.confirmReturn(SECRET, refund)).isEqualTo(refund);
    assertThatThrownBy(() -> returning.confirmReturn("another 16 chars", refund))
        .hasMessageStartingWith("WRONG_SECRET|secret|");
  }

  @Test
  void reconciliationKnowsWhatTheBankWasToldToPay() {
    Redemption requested =
        new Redemption(
            "SupplierMSP/R1",
            "SupplierMSP",
            "BankMSP",
            List.of("BankMSP/M1.1"),
            new Commitment(Sha256.hex("order")),
            new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d"),
            NOW,
            Sha256.hex("payload"),
            new RedemptionState.Requested());
    Money amount = new Money(new Currency("EUR"), 5);
    RedemptionOrder order =
        new RedemptionOrder(
            amount, "Creditor", new Iban("DE89370400440532013000"), Sha256.hex("order"));
    Redemption paid = requested.confirm(requested.uetr(), NOW);
    Redemption returned = paid.giveBack(new ReturnReason("AC04"), NOW, Sha256.hex("return"));
    assertThat(PaymentOrder.of(requested, order, Optional.empty()))
        .isEqualTo(
            new PaymentOrder(
                "SupplierMSP/R1", requested.uetr(), amount, Optional.empty(), Optional.empty()));
    assertThat(PaymentOrder.of(paid, order, Optional.empty()))
        .isEqualTo(
            new PaymentOrder(
                "SupplierMSP/R1", requested.uetr(), amount, Optional.of(NOW), Optional.empty()));
    assertThat(PaymentOrder.of(returned, order, Optional.empty()))
        .isEqualTo(
            new PaymentOrder(
                "SupplierMSP/R1", requested.uetr(), amount, Optional.of(NOW), Optional.of(amount)));
  }
}
