package portolan.domain.settlement;

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
import portolan.domain.settlement.EscrowState.Held;
import portolan.domain.settlement.EscrowState.Inspection;
import portolan.domain.settlement.EscrowState.Negotiation;
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

  private static EscrowState heldFor(HoldReason reason) {
    return escrow(Optional.empty(), 0).start(false).hold(reason, "BankMSP", NOW);
  }

  @Test
  void anEscrowBeginsHeldIfItIsAboveTheLimitOrHasToBeScreened() {
    Optional<String> screener = Optional.of("ScreenerMSP");
    EscrowState free = escrow(Optional.empty(), 0).start(false);
    assertThat(free.name()).isEqualTo(EscrowState.Name.FUNDED);
    assertThat(escrow(Optional.empty(), 0).start(true))
        .isEqualTo(new Held(free, HoldReason.LIMIT, "BankMSP", NOW, List.of()));
    assertThat(escrow(screener, 0).start(true))
        .isEqualTo(new Held(free, HoldReason.LIMIT, "BankMSP", NOW, List.of()));
    assertThat(escrow(screener, 0).start(false))
        .isEqualTo(new Held(free, HoldReason.SCREENING, "ScreenerMSP", NOW, List.of()));
  }

  @Test
  void anIncidentHoldsWhatIsNotHeldAndIsOneOfThree() {
    EscrowState free = escrow(Optional.empty(), 0).start(false);
    for (HoldReason reason : HoldReason.values()) {
      JsonObject item =
          Json.object()
              .put("escrowId", "PlatformMSP/E1")
              .put("reason", reason.name())
              .put("evidence", Sha256.hex("readings"))
              .build();
      if (List.of(HoldReason.SEAL, HoldReason.EXCURSION, HoldReason.RECALL).contains(reason)) {
        assertThat(ReportIncident.fromJson(Fields.of("item", item)).reason()).isEqualTo(reason);
        assertThat(free.incident(reason, "CarrierMSP", NOW))
            .isEqualTo(new Held(free, reason, "CarrierMSP", NOW, List.of()));
      } else {
        assertThatThrownBy(() -> ReportIncident.fromJson(Fields.of("item", item)))
            .hasMessageStartingWith("INVALID_ARGUMENT|item.reason|");
      }
    }
  }

  @Test
  void aLossHasPayoutsOfItsOwnIfAnyArePlanned() {
    assertThat(((EscrowState.Funded) escrow(Optional.empty(), 1).start(false)).lossPlanned())
        .isTrue();
    assertThat(((EscrowState.Funded) escrow(Optional.empty(), 0).start(false)).lossPlanned())
        .isFalse();
  }

  @Test
  void theScreenerClearsWhatWaitsForItAndNothingElse() {
    EscrowState free = escrow(Optional.empty(), 0).start(false);
    assertThat(heldFor(HoldReason.SCREENING).screened(true)).isEqualTo(free);
    assertThatThrownBy(() -> heldFor(HoldReason.SCREENING_HIT).screened(true))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
    assertThatThrownBy(() -> heldFor(HoldReason.LIMIT).screened(true))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
    assertThatThrownBy(() -> heldFor(HoldReason.LIMIT).screened(false))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
    assertThatThrownBy(() -> free.screened(true)).hasMessageStartingWith("WRONG_STATE|escrowId|");
  }

  @Test
  void aHitIsForOfficersAndKnownOnce() {
    EscrowState hit = heldFor(HoldReason.SCREENING).screened(false);
    assertThat(hit).isEqualTo(heldFor(HoldReason.SCREENING_HIT));
    assertThat(hit.screened(false)).isSameAs(hit);
  }

  @Test
  void aHoldForAnotherReasonIsRefused() {
    EscrowState held = heldFor(HoldReason.RECALL);
    assertThat(held.hold(HoldReason.RECALL, "BankMSP", NOW.plusSeconds(9))).isSameAs(held);
    assertThatThrownBy(() -> held.hold(HoldReason.REVIEW, "BankMSP", NOW))
        .hasMessageStartingWith("HELD|escrowId|");
  }

  @Test
  void aClaimIsAgainstTheSellerUntilItIsAssigned() {
    EscrowState.Delivered delivery =
        new EscrowState.Delivered(new Evidence.Secret(SECRET), "CarrierMSP", NOW);
    Commitment reason = new Commitment(Sha256.hex("scratched"));
    Inspection inspection = new Inspection(delivery, NOW.plusSeconds(60), Optional.empty());
    EscrowState assigned = inspection.assign("FinancierMSP", NOW);
    assertThat(inspection.respondent("SellerMSP")).isEqualTo("SellerMSP");
    assertThat(assigned.respondent("SellerMSP")).isEqualTo("FinancierMSP");
    assertThat(assigned.hold(HoldReason.SEAL, "BankMSP", NOW).respondent("SellerMSP"))
        .isEqualTo("FinancierMSP");
    assertThat(
            new Negotiation(delivery, reason, NOW, Optional.empty(), Optional.empty())
                .respondent("SellerMSP"))
        .isEqualTo("SellerMSP");
    assertThat(
            new Negotiation(delivery, reason, NOW, Optional.empty(), Optional.of("FinancierMSP"))
                .respondent("SellerMSP"))
        .isEqualTo("FinancierMSP");
    assertThat(new EscrowState.Escalated(delivery, reason, NOW).respondent("SellerMSP"))
        .isEqualTo("SellerMSP");
    assertThatThrownBy(() -> assigned.assign("OtherMSP", NOW))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
    assertThatThrownBy(() -> inspection.assign("FinancierMSP", NOW.plusSeconds(60)))
        .hasMessageStartingWith("TOO_LATE|escrowId|");
  }

  @Test
  void theSameClaimAgainChangesNothingAndAnotherIsRefused() {
    EscrowState.Delivered delivery =
        new EscrowState.Delivered(new Evidence.Secret(SECRET), "CarrierMSP", NOW);
    Commitment reason = new Commitment(Sha256.hex("scratched"));
    Commitment other = new Commitment(Sha256.hex("broken"));
    Rulebook rules = new Rulebook("SellerMSP", 60, 60, 60, 60, Outcome.DELIVERED);
    EscrowState negotiated =
        new Negotiation(delivery, reason, NOW, Optional.empty(), Optional.empty());
    for (EscrowState claimed :
        List.of(
            negotiated,
            new EscrowState.Escalated(delivery, reason, NOW),
            negotiated.agreeToReturn(Sha256.hex("return"), NOW, rules))) {
      assertThat(claimed.claim(reason, NOW, rules)).isSameAs(claimed);
      assertThatThrownBy(() -> claimed.claim(other, NOW, rules))
          .hasMessageStartingWith("WRONG_STATE|escrowId|");
    }
  }

  @Test
  void aReturnIsAgreedToOnceAndOnlyIfTheRulebookHasTimeForIt() {
    EscrowState.Delivered delivery =
        new EscrowState.Delivered(new Evidence.Secret(SECRET), "CarrierMSP", NOW);
    EscrowState negotiated =
        new Negotiation(
            delivery,
            new Commitment(Sha256.hex("scratched")),
            NOW,
            Optional.empty(),
            Optional.empty());
    Rulebook rules = new Rulebook("SellerMSP", 60, 60, 60, 60, Outcome.DELIVERED);
    EscrowState returning = negotiated.agreeToReturn(Sha256.hex(SECRET), NOW, rules);
    assertThat(returning.agreeToReturn(Sha256.hex(SECRET), NOW.plusSeconds(1), rules))
        .isSameAs(returning);
    assertThatThrownBy(() -> returning.agreeToReturn(Sha256.hex("other"), NOW, rules))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
    Rulebook none = new Rulebook("SellerMSP", 60, 60, 60, Outcome.DELIVERED);
    assertThatThrownBy(() -> negotiated.agreeToReturn(Sha256.hex(SECRET), NOW, none))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
    EscrowState.Refunded refund = new EscrowState.Refunded("AMSP", NOW);
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
    assertThat(PaymentOrder.of(requested, order))
        .isEqualTo(
            new PaymentOrder("SupplierMSP/R1", requested.uetr(), amount, Optional.empty(), false));
    assertThat(PaymentOrder.of(paid, order))
        .isEqualTo(
            new PaymentOrder("SupplierMSP/R1", requested.uetr(), amount, Optional.of(NOW), false));
    assertThat(PaymentOrder.of(returned, order))
        .isEqualTo(
            new PaymentOrder("SupplierMSP/R1", requested.uetr(), amount, Optional.of(NOW), true));
  }
}
