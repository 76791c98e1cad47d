// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.NoteCounts;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.Trigger;

class InterestsTest {
  private static final Currency EUR = new Currency("EUR");
  private static final String FUNDER = "PlatformMSP";
  private static final String SELLER = "SupplierMSP";
  private static final String CARRIER = "CarrierMSP";
  private static final String AUTHOR = "CourierMSP";
  private static final String SCREENER = "ScreenerMSP";
  private static final String BANK = "BankMSP";
  private static final String PAYEE = "WarehouseMSP";

  private static NoteOpening note(String owner, long units) {
    return new NoteOpening(new Money(EUR, units), owner, Sha256.hex(owner + units));
  }

  private static EscrowTerms terms(
      String bank, String seller, String carrier, String author, String screener) {
    return new EscrowTerms(
        "PlatformMSP/E1",
        "PlatformMSP/O1",
        "PlatformMSP/D1",
        "CustomsMSP",
        bank,
        EUR,
        new Trigger.Signature(author),
        60,
        Optional.of(new Rulebook(seller, 1, 1, 1, Outcome.DELIVERED)),
        Optional.of(carrier),
        Optional.of(screener));
  }

  private static EscrowTerms terms() {
    return terms(BANK, SELLER, CARRIER, AUTHOR, SCREENER);
  }

  private static PayoutPlan plan(long carrier, long carrierIfLost, String payee, long fee) {
    return new PayoutPlan(
        Map.of(
            Outcome.DELIVERED,
            List.of(
                note(SELLER, 800 - carrier),
                note(CARRIER, carrier),
                note(payee, 200 - fee),
                note(BANK, fee)),
            Outcome.REFUNDED,
            List.of(note(FUNDER, 1000)),
            Outcome.LOST,
            List.of(note(CARRIER, carrierIfLost), note(FUNDER, 1000 - carrierIfLost))));
  }

  private static final PayoutPlan PLAN = plan(100, 40, PAYEE, 50);

  private static void assertRefused(String field, EscrowTerms terms, PayoutPlan plan) {
    assertThatThrownBy(() -> Interests.of(terms, FUNDER).requireApart("e.", plan))
        .hasMessageStartingWith("INVALID_ARGUMENT|e." + field + "|expected ");
  }

  @Test
  void membersThatJudgeNothingOfTheirOwnKeepScreenAndVouchForAnEscrow() {
    assertThatCode(() -> Interests.of(terms(), FUNDER).requireApart("e.", PLAN))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {FUNDER, SELLER, CARRIER, AUTHOR})
  void aPartyDoesNotKeepTheMoney(String bank) {
    EscrowTerms terms = terms(bank, SELLER, CARRIER, AUTHOR, SCREENER);
    assertRefused("bank", terms, PLAN);
    Interests interests = Interests.of(terms, FUNDER);
    assertThat(interests.mayDecide(bank)).isFalse();
    assertThat(interests.mayFinance(bank)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {FUNDER, SELLER, CARRIER, AUTHOR, PAYEE})
  void nobodyScreensWhatItGainsBy(String screener) {
    EscrowTerms terms = terms(BANK, SELLER, CARRIER, AUTHOR, screener);
    assertRefused("screener", terms, PLAN);
    // Payees are sealed: that one is seen when the escrow is funded, and only then.
    assertThat(Interests.of(terms, FUNDER).mayScreen(screener)).isEqualTo(screener.equals(PAYEE));
  }

  @ParameterizedTest
  @ValueSource(strings = {FUNDER, SELLER, PAYEE})
  void nobodyVouchesForADeliveryThatPaysItself(String author) {
    assertRefused("signedBy", terms(BANK, SELLER, CARRIER, author, SCREENER), PLAN);
  }

  @ParameterizedTest
  @ValueSource(strings = {FUNDER, SELLER})
  void aPartyDoesNotReportItsOwnLoss(String carrier) {
    EscrowTerms terms = terms(BANK, SELLER, carrier, AUTHOR, SCREENER);
    assertRefused("carrier", terms, PLAN);
    assertThat(Interests.of(terms, FUNDER).mayReportLoss(carrier)).isFalse();
  }

  @Test
  void aLossPaysTheCarrierThatReportsItNoMoreThanTheDelivery() {
    assertRefused("carrier", terms(), plan(100, 101, PAYEE, 50));
    assertThatCode(
            () -> Interests.of(terms(), FUNDER).requireApart("e.", plan(100, 100, PAYEE, 50)))
        .doesNotThrowAnyException();
    assertThat(Interests.of(terms(), FUNDER).mayReportLoss(CARRIER)).isTrue();
    assertThat(Interests.of(terms(), FUNDER).mayReportLoss(AUTHOR)).isFalse();
  }

  @Test
  void theFunderIsNotItsOwnSeller() {
    assertRefused("rulebook.seller", terms(BANK, FUNDER, CARRIER, AUTHOR, SCREENER), PLAN);
  }

  @Test
  void theBankGetsItsFeeAndNoMoreWhateverTheOutcome() {
    assertRefused("outcomes.DELIVERED", terms(), plan(100, 40, PAYEE, 51));
    for (Outcome outcome : List.of(Outcome.REFUNDED, Outcome.LOST)) {
      Map<Outcome, List<NoteOpening>> outcomes = new EnumMap<>(PLAN.outcomes());
      outcomes.put(outcome, List.of(note(BANK, 30), note(BANK, 21), note(FUNDER, 949)));
      assertRefused("outcomes." + outcome, terms(), new PayoutPlan(outcomes));
    }
    List<NoteOpening> most = List.of(note(FUNDER, Money.MAX_MINOR_UNITS));
    assertThatCode(() -> Interests.of(terms(), FUNDER).requireFee("e.", PayoutPlan.of(most, most)))
        .doesNotThrowAnyException();
  }

  @Test
  void whoPaysSellsKeepsScreensOrVouchesDoesNotBuy() {
    Interests interests = Interests.of(terms(), FUNDER);
    for (String member : List.of(FUNDER, SELLER, BANK, SCREENER, AUTHOR)) {
      assertThat(interests.mayFinance(member)).as(member).isFalse();
    }
    assertThat(interests.mayFinance("FinancierMSP")).isTrue();
    assertThat(interests.mayFinance(CARRIER)).isTrue();
  }

  @Test
  void whoHasBoughtAPayoutJudgesNothingAnyMore() {
    Escrow escrow =
        new Escrow(terms(), FUNDER, Instant.EPOCH, new NoteCounts(4, 1, 2, 0), Sha256.hex("item"));
    Delivered delivery = new Delivered(new Evidence.Secret("the secret"), CARRIER, Instant.EPOCH);
    for (String buyer : List.of(BANK, SCREENER, CARRIER)) {
      EscrowState sold =
          new Inspection(delivery, Instant.EPOCH.plusSeconds(1), List.of(sold(1, buyer)));
      Interests interests = Interests.of(escrow, sold);
      assertThat(interests.mayDecide(BANK)).isEqualTo(!buyer.equals(BANK));
      assertThat(interests.mayScreen(SCREENER)).isEqualTo(!buyer.equals(SCREENER));
      assertThat(interests.mayReportLoss(CARRIER)).isEqualTo(!buyer.equals(CARRIER));
    }
  }

  /** Of a delivery 700 to the seller, 100 to the carrier, 150 to the warehouse, 50 to the bank. */
  private static SplitPlan split(NoteOpening... shares) {
    return new SplitPlan(PLAN, List.of(shares));
  }

  private static Interests after(Assignment... sales) {
    return Interests.of(
        new Escrow(terms(), FUNDER, Instant.EPOCH, new NoteCounts(4, 1, 2, 0), Sha256.hex("item")),
        new Inspection(
            new Delivered(new Evidence.Secret("the secret"), CARRIER, Instant.EPOCH),
            Instant.EPOCH.plusSeconds(1),
            List.of(sales)));
  }

  private static void assertNotEntitled(int share, Interests interests, SplitPlan split) {
    assertThatThrownBy(() -> interests.requireEntitled(split))
        .hasMessageStartingWith("NOT_ENTITLED|shares[" + share + "]|expected ");
  }

  @Test
  void sharesGoToThoseWhoAreInThePlanAndOnlyTheTwoSidesGetMoreThanItEverPays() {
    Interests interests = after();
    for (SplitPlan right :
        List.of(
            split(note(FUNDER, 1000)),
            split(note(SELLER, 1000)),
            split(note(CARRIER, 100), note(PAYEE, 150), note(BANK, 50), note(SELLER, 700)))) {
      assertThatCode(() -> interests.requireEntitled(right)).doesNotThrowAnyException();
    }
    assertNotEntitled(0, interests, split(note(BANK, 1000)));
    assertNotEntitled(1, interests, split(note(FUNDER, 949), note(BANK, 51)));
    assertNotEntitled(1, interests, split(note(FUNDER, 899), note(CARRIER, 101)));
    assertNotEntitled(1, interests, split(note(FUNDER, 849), note(PAYEE, 100), note(PAYEE, 51)));
    for (String other : List.of(AUTHOR, SCREENER, "FinancierMSP")) {
      assertNotEntitled(1, interests, split(note(FUNDER, 999), note(other, 1)));
    }
  }

  @Test
  void whoBoughtAPayoutIsEntitledToThatPayoutAndTheSellerToTheRest() {
    Interests one = after(sold(2, "FinancierMSP"));
    assertThatCode(() -> one.requireEntitled(split(note(SELLER, 900), note("FinancierMSP", 100))))
        .doesNotThrowAnyException();
    assertNotEntitled(1, one, split(note(SELLER, 899), note("FinancierMSP", 101)));
    // Nothing of the delivery is the seller's any more.
    Interests all = after(sold(1, "FinancierMSP"));
    assertThatCode(() -> all.requireEntitled(split(note("FinancierMSP", 1000))))
        .doesNotThrowAnyException();
    assertNotEntitled(1, all, split(note(FUNDER, 999), note(SELLER, 1)));
  }

  @Test
  void anOfferNeedsEveryOwnerWhosePayoutItMakesSmallerAndElseTheSeller() {
    NoteOpening[] others = {note(CARRIER, 100), note(PAYEE, 150), note(BANK, 50)};
    assertThat(
            after()
                .agreementsTo(
                    split(note(SELLER, 600), note(FUNDER, 100), others[0], others[1], others[2])))
        .containsExactly(SELLER);
    assertThat(after().agreementsTo(split(note(SELLER, 700), others[0], others[1], others[2])))
        .as("nobody's")
        .containsExactly(SELLER);
    assertThat(after().agreementsTo(split(note(SELLER, 700), note(FUNDER, 300))))
        .containsExactlyInAnyOrder(CARRIER, PAYEE, BANK);
    assertThat(after(sold(1, "FinancierMSP")).agreementsTo(split(note(FUNDER, 1000))))
        .containsExactlyInAnyOrder("FinancierMSP", CARRIER, PAYEE, BANK);
    assertThat(
            after(sold(1, "FinancierMSP"))
                .agreementsTo(split(note("FinancierMSP", 700), others[0], others[1], others[2])))
        .containsExactly("FinancierMSP");
  }

  @Test
  void aReturnIsAgreedToByTheSellerAndByWhoBought() {
    assertThat(after().mayAgreeToReturn(SELLER)).isTrue();
    assertThat(after().mayAgreeToReturn("FinancierMSP")).isFalse();
    Interests sold = after(sold(1, "FinancierMSP"));
    assertThat(sold.mayAgreeToReturn(SELLER)).isTrue();
    assertThat(sold.mayAgreeToReturn("FinancierMSP")).isTrue();
    assertThat(sold.mayAgreeToReturn(FUNDER)).isFalse();
  }

  private static Assignment sold(int payout, String buyer) {
    return new Assignment(payout, buyer, note(SELLER, payout).commitment());
  }

  @Test
  void aPartyIsWhoTheTermsNameAsFunderSellerOrCarrier() {
    Interests interests = Interests.of(terms(), FUNDER);
    assertThat(List.of(FUNDER, SELLER, CARRIER)).allMatch(interests::isParty);
    assertThat(List.of(BANK, SCREENER, AUTHOR, PAYEE)).noneMatch(interests::isParty);
  }
}
