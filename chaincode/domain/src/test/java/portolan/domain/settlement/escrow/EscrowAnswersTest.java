// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.Trigger;

/** What an escrow becomes, and what it answers to whom it refuses. */
final class EscrowAnswersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final Evidence SECRET = new Evidence.Secret("sixteen letters!");
  private static final Evidence OTHER_SECRET = new Evidence.Secret("another 16 chars");
  private static final Evidence DOCUMENT = new Evidence.Document(commitment("photograph"));
  private static final Evidence OTHER_DOCUMENT = new Evidence.Document(commitment("signature"));
  private static final Trigger BY_SECRET = new Trigger.Secret(Sha256.hex("sixteen letters!"));
  private static final Commitment REASON = commitment("scratched");
  private static final Rulebook RULES = rules(Outcome.DELIVERED);

  private static Commitment commitment(String text) {
    return new Commitment(Sha256.hex(text));
  }

  private static Rulebook rules(Outcome fallback) {
    return new Rulebook("SellerMSP", 60, 60, 60, 60, fallback);
  }

  private static Funded funded(Trigger trigger, boolean lossPlanned) {
    return new Funded(
        "PlatformMSP/O1",
        "PlatformMSP/D1",
        "CustomsMSP",
        trigger,
        NOW.plusSeconds(600),
        0,
        lossPlanned);
  }

  private static Delivered delivery(Evidence proof) {
    return new Delivered(proof, "CarrierMSP", NOW);
  }

  private static EscrowState confirm(EscrowState state, Evidence proof) {
    return state.confirm(
        delivery(proof),
        Optional.of(new DeclaredGoods("PlatformMSP/O1", "PlatformMSP", "CustomsMSP", REASON)));
  }

  private static Negotiation negotiation() {
    return new Negotiation(delivery(SECRET), REASON, NOW);
  }

  private static final List<String> SELLER = List.of("SellerMSP");

  private static Split split(String offerId) {
    return new Split(offerId, "SellerMSP", NOW);
  }

  private static void assertRefused(Runnable act, String start, String end) {
    assertThatThrownBy(act::run).hasMessageStartingWith(start).hasMessageEndingWith(end);
  }

  @Test
  void aRefusedDeliverySaysWhatWouldHaveCounted() {
    EscrowState bySecret = funded(BY_SECRET, false);
    assertRefused(
        () -> confirm(bySecret, OTHER_SECRET),
        "WRONG_SECRET|secret|",
        "expected the secret of this escrow");
    assertRefused(
        () -> confirm(bySecret, DOCUMENT),
        "WRONG_EVIDENCE|escrowId|",
        "expected the delivery secret for this escrow");
    EscrowState bySignature = funded(new Trigger.Signature("CourierMSP"), false);
    assertRefused(
        () -> confirm(bySignature, DOCUMENT),
        "WRONG_EVIDENCE|escrowId|",
        "expected a document for which CourierMSP answers for this escrow");
    EscrowState byRelease = funded(new Trigger.Release(), false);
    assertRefused(
        () -> confirm(byRelease, SECRET),
        "WRONG_EVIDENCE|escrowId|",
        "expected nothing but the release by customs for this escrow");
    assertThat(confirm(bySecret, SECRET)).isEqualTo(delivery(SECRET));
  }

  @Test
  void otherEvidenceOfADeliveryThatWasConfirmedIsRefusedByItsKind() {
    assertThat(confirm(delivery(SECRET), SECRET)).isEqualTo(delivery(SECRET));
    assertThat(confirm(delivery(DOCUMENT), DOCUMENT)).isEqualTo(delivery(DOCUMENT));
    assertRefused(
        () -> confirm(delivery(SECRET), OTHER_SECRET),
        "WRONG_SECRET|secret|",
        "expected the secret of this escrow");
    assertRefused(
        () -> confirm(delivery(DOCUMENT), OTHER_DOCUMENT),
        "WRONG_EVIDENCE|escrowId|",
        "expected the evidence that was presented before for this escrow");
  }

  @Test
  void anAgreementIsToTheLatestOfferAndARefusalNamesIt() {
    assertRefused(
        () -> negotiation().agree(split("PlatformMSP/S1")),
        "WRONG_STATE|offerId|",
        "expected the latest offer; none yet");
    EscrowState offered =
        negotiation().offer("PlatformMSP/S1", 1, SELLER).offer("PlatformMSP/S2", 1, SELLER);
    assertRefused(
        () -> offered.agree(split("PlatformMSP/S1")),
        "WRONG_STATE|offerId|",
        "expected the latest offer, PlatformMSP/S2");
    EscrowState agreed = offered.agree(split("PlatformMSP/S2"));
    assertThat(agreed).isEqualTo(split("PlatformMSP/S2"));
    assertThat(agreed.agree(split("PlatformMSP/S2"))).isSameAs(agreed);
    assertThatThrownBy(() -> agreed.agree(split("PlatformMSP/S1")))
        .hasMessageStartingWith("WRONG_STATE|");
  }

  @Test
  void aSplitIsMadeByTheLastOfAllWhoseAgreementItNeeds() {
    EscrowState offered =
        negotiation()
            .offer("PlatformMSP/S1", 2, List.of("SellerMSP", "CarrierMSP", "FinancierMSP"));
    EscrowState one = offered.agree(split("PlatformMSP/S1"));
    assertThat(one.agree(split("PlatformMSP/S1"))).isEqualTo(one);
    assertThat(one.offered().orElseThrow().missing()).containsExactly("CarrierMSP", "FinancierMSP");
    assertThat(one.open()).isEmpty();
    assertRefused(
        () -> one.agree(new Split("PlatformMSP/S1", "WarehouseMSP", NOW)),
        "PERMISSION_DENIED|escrowId|",
        "expected one of CarrierMSP, FinancierMSP, SellerMSP");
    EscrowState two = one.agree(new Split("PlatformMSP/S1", "FinancierMSP", NOW));
    Split last = new Split("PlatformMSP/S1", "CarrierMSP", NOW);
    assertThat(two.agree(last)).isEqualTo(last);
    assertThat(
            two.offer("PlatformMSP/S2", 1, List.of("SellerMSP")).offered().orElseThrow().agreed())
        .as("of another offer")
        .isEmpty();
  }

  @Test
  void aNegotiationHasABoundedNumberOfOffers() {
    EscrowState state = negotiation();
    for (int n = 1; n <= SplitOffer.MAX_OFFERS; n++) {
      state = state.offer("PlatformMSP/S" + n, 1, SELLER);
    }
    EscrowState full = state;
    assertRefused(
        () -> full.offer("PlatformMSP/S21", 1, SELLER),
        "TOO_MANY_OFFERS|escrowId|",
        "expected at most 20 offers; let the bank decide");
    assertThat(full.agree(split("PlatformMSP/S20"))).isEqualTo(split("PlatformMSP/S20"));
  }

  @Test
  void fromAReportedLossTheDeadlineTakesNothingBack() {
    EscrowState lost = funded(BY_SECRET, true).reportLoss("CarrierMSP", REASON, NOW, RULES);
    Instant late = NOW.plusSeconds(10_000);
    assertRefused(
        () -> lost.refund(new Refunded("PlatformMSP", late), late, Optional.empty()),
        "WRONG_STATE|escrowId|",
        "expected goods that nobody has reported as lost: a delivery or the loss ends it; this"
            + " escrow is LOSS_CLAIM");
  }

  @Test
  void whatTheBankAwardsIsTheEndAndWithoutAnAwardTheClaimIsRejected() {
    EscrowState escalated = new Escalated(delivery(SECRET), REASON, NOW);
    Refunded refund = new Refunded("BankMSP", NOW);
    assertThat(escalated.award(Optional.of(refund))).isEqualTo(refund);
    assertThat(escalated.award(Optional.of(split("BankMSP/W1")))).isEqualTo(split("BankMSP/W1"));
    assertThat(escalated.award(Optional.empty())).isEqualTo(delivery(SECRET));
    assertThatThrownBy(() -> negotiation().award(Optional.of(refund)))
        .hasMessageStartingWith("WRONG_STATE|escrowId|");
  }

  @Test
  void anArbitrationThatRunsOutEndsAsTheRulebookSays() {
    EscrowState escalated = new Escalated(delivery(SECRET), REASON, NOW);
    assertThat(escalated.expire("AnyMSP", NOW, NOW, rules(Outcome.DELIVERED)))
        .isEqualTo(delivery(SECRET));
    assertThat(escalated.expire("AnyMSP", NOW, NOW, rules(Outcome.REFUNDED)))
        .isEqualTo(new Refunded("AnyMSP", NOW));
  }

  @Test
  void theSameLossAgainChangesNothingAndAnotherIsRefused() {
    EscrowState lost =
        funded(BY_SECRET, false).reportLoss("CarrierMSP", REASON, NOW.minusSeconds(9), RULES);
    assertThat(lost.reportLoss("CarrierMSP", REASON, NOW, RULES)).isSameAs(lost);
    assertRefused(
        () -> lost.reportLoss("CarrierMSP", commitment("stolen"), NOW, RULES),
        "WRONG_STATE|escrowId|",
        "expected goods without a report of their loss; this escrow is LOSS_CLAIM");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLossThatNobodyContestsOpensItsOwnPayoutsIfAnyArePlannedAndElseTheRefund(boolean planned) {
    Instant late = NOW.plusSeconds(60);
    EscrowState lost =
        funded(BY_SECRET, planned)
            .reportLoss("CarrierMSP", REASON, NOW, RULES)
            .expire("AnyMSP", late, late, RULES);
    assertThat(lost.name()).isEqualTo(EscrowState.Name.LOST);
    assertThat(lost.open()).contains(new Gate.Planned(planned ? Outcome.LOST : Outcome.REFUNDED));
  }
}
