// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.reconciliation.BankEntry.Booking;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.References;
import portolan.domain.settlement.reconciliation.BankEntry.Report;
import portolan.domain.settlement.reconciliation.BankEntry.ReturnInformation;
import portolan.domain.settlement.reconciliation.Reconciliation.Told;

final class ReconciliationTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final Uetr UETR = new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d");
  private static final Uetr OTHER = new Uetr("0b5dc2b9-9d0a-4d2e-8a55-5f6a0f1d2c3e");
  private static final ReturnReason CLOSED = new ReturnReason("AC04");
  private static final Optional<ReturnInformation> SENT_BACK =
      Optional.of(new ReturnInformation(Optional.of(CLOSED), ""));
  private static final PaymentOrder OPEN =
      new PaymentOrder("R1", UETR, eur(1230), Optional.empty(), Optional.empty());
  private static final PaymentOrder PAID = OPEN.paid(NOW);
  private static final PaymentOrder SECOND =
      new PaymentOrder("R2", OTHER, eur(1230), Optional.empty(), Optional.empty());

  private static Money eur(long cents) {
    return new Money(new Currency("EUR"), cents);
  }

  /** Where a reference can come back. */
  private enum Place {
    UETR,
    END_TO_END_ID,
    INSTRUCTION_ID,
    CREDITOR_REFERENCE,
    REMITTANCE_TEXT,
    SERVICER_REFERENCE,
    ELSEWHERE;

    References with(String text) {
      return new References(
          this == UETR ? text : "",
          this == END_TO_END_ID ? text : "NOTPROVIDED",
          this == INSTRUCTION_ID ? text : "",
          this == CREDITOR_REFERENCE ? List.of("RF18539007547034", text) : List.of(),
          this == REMITTANCE_TEXT ? List.of("Invoice 7", text) : List.of(),
          this == SERVICER_REFERENCE ? List.of(text) : List.of("BANK-1"),
          this == ELSEWHERE ? List.of("Sent money " + text) : List.of());
    }
  }

  private static BankEntry entry(References references) {
    return entry(references, "EUR", "12.30", Direction.DEBIT, Optional.empty());
  }

  private static BankEntry entry(
      References references,
      String currency,
      String amount,
      Direction direction,
      Optional<ReturnInformation> returned) {
    return new BankEntry(
        key(Report.STATEMENT, "S1", "E1"),
        UNDATED,
        direction,
        currency,
        new BigDecimal(amount),
        List.of(new BigDecimal(amount)),
        List.of(),
        false,
        returned,
        references,
        Optional.empty());
  }

  private static final Booking UNDATED = new Booking("", "", false);

  private static BankEntry.Key key(Report report, String statement, String reference) {
    return new BankEntry.Key(
        report, "DE89370400440532013000", statement, "2026-11-21", 1, reference);
  }

  /** The same with some of it changed. */
  private static BankEntry at(BankEntry entry, BankEntry.Key key, Booking booking) {
    return new BankEntry(
        key,
        booking,
        entry.direction(),
        entry.currency(),
        entry.amount(),
        entry.payments(),
        entry.charges(),
        entry.reversal(),
        entry.returned(),
        entry.references(),
        entry.doubt());
  }

  private static BankEntry of(BankEntry entry, String amount, String... payments) {
    return new BankEntry(
        entry.key(),
        entry.booking(),
        entry.direction(),
        entry.currency(),
        new BigDecimal(amount),
        Stream.of(payments).map(BigDecimal::new).toList(),
        entry.charges(),
        entry.reversal(),
        entry.returned(),
        entry.references(),
        entry.doubt());
  }

  private static final BankEntry DEBIT = entry(Place.UETR.with(UETR.value()));
  private static final BankEntry CREDIT = credit(SENT_BACK);

  private static BankEntry credit(Optional<ReturnInformation> returned) {
    return entry(Place.UETR.with(UETR.value()), "EUR", "12.3", Direction.CREDIT, returned);
  }

  private static BankEntry notified(BankEntry entry) {
    return at(
        entry,
        key(Report.NOTIFICATION, entry.key().statementId(), entry.key().reference()),
        entry.booking());
  }

  private static Reconciliation of(PaymentOrder... orders) {
    return new Reconciliation(List.of(orders), List.of(), NOW);
  }

  private static Verdict suspend(Suspicion why) {
    return new Verdict.Suspend(why);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void aPaymentIsFoundByItsReferenceInAnyPlace(Place place) {
    assertThat(of(OPEN, SECOND).judge(entry(place.with(UETR.endToEndId()))))
        .isEqualTo(new Verdict.Confirm(OPEN));
    assertThat(of(OPEN, SECOND).judge(entry(place.with(UETR.value()))))
        .isEqualTo(new Verdict.Confirm(OPEN));
  }

  @Test
  void aReferenceThatIsFoldedOverTwoLinesIsFound() {
    String reference = UETR.endToEndId();
    References folded =
        new References(
            "",
            "",
            "",
            List.of(),
            List.of("Redemption R1 " + reference.substring(0, 20), reference.substring(20)),
            List.of(),
            List.of());
    assertThat(of(OPEN).judge(entry(folded))).isEqualTo(new Verdict.Confirm(OPEN));
  }

  @ParameterizedTest
  @CsvSource({
    "EUR, 12.31, AMOUNT_DIFFERS",
    "EUR, 12.29, AMOUNT_DIFFERS",
    "EUR, 12.300001, AMOUNT_DIFFERS",
    "EUR, 1230, AMOUNT_DIFFERS",
    "EUR, 0, AMOUNT_DIFFERS",
    "USD, 12.30, CURRENCY_DIFFERS",
    "XXX, 12.30, CURRENCY_DIFFERS"
  })
  void anotherAmountOrCurrencyIsSuspended(String currency, String amount, Suspicion why) {
    BankEntry other =
        entry(Place.UETR.with(UETR.value()), currency, amount, Direction.DEBIT, Optional.empty());
    assertThat(of(OPEN).judge(other)).isEqualTo(suspend(why));
  }

  @ParameterizedTest
  @ValueSource(strings = {"12.30", "12.3", "12.3000", "012.30"})
  void anAmountIsTheSameHoweverManyZerosItIsWrittenWith(String amount) {
    BankEntry same =
        entry(Place.UETR.with(UETR.value()), "EUR", amount, Direction.DEBIT, Optional.empty());
    assertThat(of(OPEN).judge(same)).isEqualTo(new Verdict.Confirm(OPEN));
  }

  @Test
  void aBookingThatNamesNothingOrSomethingElseIsSuspended() {
    assertThat(of(OPEN).judge(entry(Place.END_TO_END_ID.with("R1"))))
        .as("an id that people choose")
        .isEqualTo(suspend(Suspicion.UNKNOWN_PAYMENT));
    assertThat(of(OPEN).judge(entry(Place.UETR.with(OTHER.value()))))
        .isEqualTo(suspend(Suspicion.UNKNOWN_PAYMENT));
  }

  @Test
  void aBookingThatNamesTwoPaymentsIsSuspended() {
    References both =
        new References(
            "",
            UETR.endToEndId(),
            "",
            List.of(),
            List.of("for " + OTHER.value()),
            List.of(),
            List.of());
    assertThat(of(OPEN, SECOND).judge(entry(both))).isEqualTo(suspend(Suspicion.AMBIGUOUS));
  }

  @Test
  void anotherPaymentsUetrInItsOwnPlaceOutweighsOursInAText() {
    References contradicting =
        new References(
            OTHER.value(), "", "", List.of(), List.of(UETR.value()), List.of(), List.of());
    assertThat(of(OPEN).judge(entry(contradicting))).isEqualTo(suspend(Suspicion.AMBIGUOUS));
    References another =
        new References(
            "", OTHER.endToEndId(), "", List.of(), List.of(UETR.value()), List.of(), List.of());
    assertThat(of(OPEN).judge(entry(another))).isEqualTo(suspend(Suspicion.AMBIGUOUS));
  }

  @Test
  void aCreditThatIsNoReturnAndADebitThatIsOneAreSuspended() {
    assertThat(of(PAID).judge(credit(Optional.empty())))
        .isEqualTo(suspend(Suspicion.DIRECTION_DIFFERS));
    assertThat(
            of(OPEN)
                .judge(
                    entry(
                        Place.UETR.with(UETR.value()), "EUR", "12.30", Direction.DEBIT, SENT_BACK)))
        .isEqualTo(suspend(Suspicion.DIRECTION_DIFFERS));
  }

  private static BankEntry doubtful(BankEntry entry, boolean reversal, Optional<Suspicion> doubt) {
    return new BankEntry(
        entry.key(),
        entry.booking(),
        entry.direction(),
        entry.currency(),
        entry.amount(),
        entry.payments(),
        entry.charges(),
        reversal,
        entry.returned(),
        entry.references(),
        doubt);
  }

  @Test
  void aReversalOrWhatContradictsItselfIsSuspended() {
    assertThat(of(PAID).judge(doubtful(CREDIT, true, Optional.empty())))
        .isEqualTo(suspend(Suspicion.REVERSAL));
    assertThat(of(OPEN).judge(doubtful(DEBIT, true, Optional.empty())))
        .isEqualTo(suspend(Suspicion.REVERSAL));
    for (Suspicion doubt :
        List.of(Suspicion.DETAILS_DIFFER, Suspicion.AMOUNT_DIFFERS, Suspicion.DIRECTION_DIFFERS)) {
      assertThat(of(OPEN).judge(doubtful(DEBIT, false, Optional.of(doubt))))
          .isEqualTo(suspend(doubt));
    }
  }

  @Test
  void aReturnLessChargesGivesBackWhatCame() {
    BankEntry less = of(CREDIT, "12.00", "12.30");
    assertThat(of(PAID).judge(less)).isEqualTo(new Verdict.GiveBack(PAID, CLOSED, eur(1200), ""));
    assertThat(of(PAID).judge(of(CREDIT, "12.00", "12.00", "12.30")))
        .as("charges that may be within")
        .isEqualTo(new Verdict.GiveBack(PAID, CLOSED, eur(1200), ""));
    assertThat(of(PAID).judge(of(CREDIT, "12.00", "12.00")))
        .as("without charges")
        .isEqualTo(suspend(Suspicion.AMOUNT_DIFFERS));
    assertThat(of(PAID).judge(of(CREDIT, "12.31", "12.30")))
        .as("more than was ordered")
        .isEqualTo(suspend(Suspicion.AMOUNT_DIFFERS));
    assertThat(of(PAID).judge(of(CREDIT, "12.001", "12.30")))
        .as("a part of a cent")
        .isEqualTo(suspend(Suspicion.AMOUNT_DIFFERS));
    assertThat(of(PAID).judge(of(CREDIT, "0", "12.30")))
        .as("nothing")
        .isEqualTo(suspend(Suspicion.AMOUNT_DIFFERS));
  }

  @Test
  void aReturnThatTheLedgerKnowsIsOfTheSameAmount() {
    PaymentOrder back = PAID.givenBack(eur(1200));
    assertThat(of(back).judge(of(CREDIT, "12.00", "12.30"))).isEqualTo(new Verdict.Known(back));
    assertThat(of(back).judge(CREDIT)).isEqualTo(suspend(Suspicion.RETURN_DIFFERS));
    assertThat(of(PAID.givenBack(eur(1230))).judge(of(CREDIT, "12.00", "12.30")))
        .isEqualTo(suspend(Suspicion.RETURN_DIFFERS));
  }

  @Test
  void aReasonInWordsIsNarrative() {
    BankEntry told = credit(Optional.of(new ReturnInformation(Optional.empty(), "Account closed")));
    assertThat(of(PAID).judge(told))
        .isEqualTo(new Verdict.GiveBack(PAID, ReturnReason.NARRATIVE, eur(1230), "Account closed"));
  }

  private static final Booking FIRST = new Booking("SV1", "2026-11-21", false);

  @ParameterizedTest
  @CsvSource({
    "STATEMENT, S1-DUPL, SV1, 2026-11-21, true, true",
    "STATEMENT, S1-DUPL, '', '', true, true",
    "STATEMENT, S1-DUPL, SV2, 2026-11-21, true, false",
    "STATEMENT, S2, SV1, 2026-11-21, false, true",
    "STATEMENT, S2, SV1, '', false, true",
    "STATEMENT, S2, SV1, 2026-11-22, false, false",
    "STATEMENT, S2, SV2, 2026-11-21, false, false",
    "STATEMENT, S2, '', 2026-11-21, false, false",
    "STATEMENT, S1, SV1, 2026-11-21, false, false",
    "STATEMENT, S1, SV1, 2026-11-21, true, true",
    "NOTIFICATION, S2, SV1, 2026-11-21, false, true",
    "NOTIFICATION, S2, SV2, 2026-11-21, false, false",
    "INTERIM, S2, '', '', false, true",
    "INTERIM, S2, SV2, '', false, false",
    "INTERIM, S1, '', '', false, false"
  })
  void aCopyIsKnownAndASecondBookingIsNot(
      Report report,
      String statement,
      String servicerReference,
      String date,
      boolean copy,
      boolean known) {
    for (BankEntry booked : List.of(DEBIT, CREDIT)) {
      Reconciliation reconciliation = of(PAID);
      assertThat(reconciliation.judge(at(booked, key(report, "S1", "E1"), FIRST)))
          .isNotInstanceOf(Verdict.Suspend.class);
      Verdict again =
          reconciliation.judge(
              at(booked, key(report, statement, "E2"), new Booking(servicerReference, date, copy)));
      assertThat(again instanceof Verdict.Known).as(again.toString()).isEqualTo(known);
    }
  }

  @Test
  void aCopyThatComesFirstHasItsEffectAndItsOriginalIsKnown() {
    Reconciliation reconciliation = of(OPEN);
    assertThat(
            reconciliation.judge(
                at(DEBIT, key(Report.STATEMENT, "S1", "E1"), new Booking("", "", true))))
        .isEqualTo(new Verdict.Confirm(OPEN));
    assertThat(reconciliation.judge(at(DEBIT, key(Report.STATEMENT, "S0", "E1"), UNDATED)))
        .isEqualTo(new Verdict.Known(PAID));
  }

  @Test
  void theSameBookingToldByNotificationAndStatementHasItsEffectOnce() {
    Reconciliation reconciliation = of(OPEN);
    assertThat(reconciliation.judge(notified(DEBIT))).isEqualTo(new Verdict.Confirm(OPEN));
    assertThat(reconciliation.judge(DEBIT)).isEqualTo(new Verdict.Known(PAID));
  }

  @Test
  void aSecondDebitInTheSameKindOfMessageIsSuspended() {
    Reconciliation reconciliation = of(OPEN);
    reconciliation.judge(DEBIT);
    assertThat(reconciliation.judge(DEBIT)).isEqualTo(suspend(Suspicion.PAID_TWICE));
    Told before = new Told("R1", DEBIT.key(), Direction.DEBIT, UNDATED);
    assertThat(new Reconciliation(List.of(PAID), List.of(before), NOW).judge(DEBIT))
        .isEqualTo(suspend(Suspicion.PAID_TWICE));
  }

  @Test
  void whatWasConfirmedByHandIsKnown() {
    assertThat(of(PAID).judge(DEBIT)).isEqualTo(new Verdict.Known(PAID));
  }

  @Test
  void moneyThatComesBackIsGivenBackOnce() {
    Reconciliation reconciliation = of(OPEN);
    reconciliation.judge(DEBIT);
    assertThat(reconciliation.judge(CREDIT))
        .isEqualTo(new Verdict.GiveBack(PAID, CLOSED, eur(1230), ""));
    assertThat(reconciliation.judge(notified(CREDIT)))
        .isEqualTo(new Verdict.Known(PAID.givenBack(eur(1230))));
    assertThat(reconciliation.judge(CREDIT)).isEqualTo(suspend(Suspicion.RETURNED_TWICE));
  }

  @Test
  void aReturnWithoutACodeOrTooLateIsSuspended() {
    assertThat(of(PAID).judge(credit(Optional.of(new ReturnInformation(Optional.empty(), "")))))
        .isEqualTo(suspend(Suspicion.NO_RETURN_REASON));
    Instant tooLate = NOW.plus(RedemptionState.RETURN_WINDOW).plusMillis(1);
    assertThat(new Reconciliation(List.of(PAID), List.of(), tooLate).judge(CREDIT))
        .isEqualTo(suspend(Suspicion.RETURN_TOO_LATE));
  }

  @Test
  void moneyThatLeavesAfterItWasGivenBackUnpaidIsSuspended() {
    assertThat(of(OPEN.givenBack(eur(1230))).judge(DEBIT))
        .isEqualTo(suspend(Suspicion.PAID_AFTER_RETURN));
    assertThat(of(PAID.givenBack(eur(1230))).judge(DEBIT))
        .as("the debit that came before the return")
        .isEqualTo(new Verdict.Known(PAID.givenBack(eur(1230))));
  }
}
