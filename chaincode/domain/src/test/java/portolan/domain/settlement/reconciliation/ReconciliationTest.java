package portolan.domain.settlement.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
      Optional.of(new ReturnInformation(Optional.of(CLOSED)));
  private static final PaymentOrder OPEN =
      new PaymentOrder("R1", UETR, eur(1230), Optional.empty(), false);
  private static final PaymentOrder PAID = OPEN.paid(NOW);
  private static final PaymentOrder SECOND =
      new PaymentOrder("R2", OTHER, eur(1230), Optional.empty(), false);

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
    SERVICER_REFERENCE;

    References with(String text) {
      return new References(
          this == UETR ? text : "",
          this == END_TO_END_ID ? text : "NOTPROVIDED",
          this == INSTRUCTION_ID ? text : "",
          this == CREDITOR_REFERENCE ? List.of("RF18539007547034", text) : List.of(),
          this == REMITTANCE_TEXT ? List.of("Invoice 7", text) : List.of(),
          this == SERVICER_REFERENCE ? List.of(text) : List.of("BANK-1"));
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
        new BankEntry.Key(Report.STATEMENT, "DE89370400440532013000", "S1", 1, "E1"),
        direction,
        currency,
        new BigDecimal(amount),
        false,
        returned,
        references,
        true);
  }

  private static final BankEntry DEBIT = entry(Place.UETR.with(UETR.value()));
  private static final BankEntry CREDIT = credit(SENT_BACK);

  private static BankEntry credit(Optional<ReturnInformation> returned) {
    return entry(Place.UETR.with(UETR.value()), "EUR", "12.3", Direction.CREDIT, returned);
  }

  private static BankEntry notified(BankEntry entry) {
    BankEntry.Key key = entry.key();
    return new BankEntry(
        new BankEntry.Key(
            Report.NOTIFICATION, key.account(), key.statementId(), key.page(), key.reference()),
        entry.direction(),
        entry.currency(),
        entry.amount(),
        entry.reversal(),
        entry.returned(),
        entry.references(),
        entry.detailsAgree());
  }

  private static Reconciliation of(PaymentOrder... orders) {
    return new Reconciliation(List.of(orders), List.of(), NOW);
  }

  private static Verdict suspend(Suspicion why) {
    return new Verdict.Suspend(why);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void aPaymentIsFoundByItsReferenceInAnyOfTheSixPlaces(Place place) {
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
            "", UETR.endToEndId(), "", List.of(), List.of("for " + OTHER.value()), List.of());
    assertThat(of(OPEN, SECOND).judge(entry(both))).isEqualTo(suspend(Suspicion.AMBIGUOUS));
  }

  @Test
  void anotherPaymentsUetrInItsOwnPlaceOutweighsOursInAText() {
    References contradicting =
        new References(OTHER.value(), "", "", List.of(), List.of(UETR.value()), List.of());
    assertThat(of(OPEN).judge(entry(contradicting))).isEqualTo(suspend(Suspicion.AMBIGUOUS));
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

  @Test
  void aReversalAndDetailsThatDoNotAddUpAreSuspended() {
    BankEntry reversal =
        new BankEntry(
            DEBIT.key(),
            Direction.CREDIT,
            "EUR",
            DEBIT.amount(),
            true,
            SENT_BACK,
            DEBIT.references(),
            true);
    BankEntry differing =
        new BankEntry(
            DEBIT.key(),
            Direction.DEBIT,
            "EUR",
            DEBIT.amount(),
            false,
            Optional.empty(),
            DEBIT.references(),
            false);
    assertThat(of(PAID).judge(reversal)).isEqualTo(suspend(Suspicion.REVERSAL));
    assertThat(of(OPEN).judge(differing)).isEqualTo(suspend(Suspicion.DETAILS_DIFFER));
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
    Told before = new Told("R1", Report.STATEMENT, Direction.DEBIT);
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
    assertThat(reconciliation.judge(CREDIT)).isEqualTo(new Verdict.GiveBack(PAID, CLOSED));
    assertThat(reconciliation.judge(notified(CREDIT)))
        .isEqualTo(new Verdict.Known(PAID.givenBack()));
    assertThat(reconciliation.judge(CREDIT)).isEqualTo(suspend(Suspicion.RETURNED_TWICE));
  }

  @Test
  void aReturnWithoutACodeOrTooLateIsSuspended() {
    assertThat(of(PAID).judge(credit(Optional.of(new ReturnInformation(Optional.empty())))))
        .isEqualTo(suspend(Suspicion.NO_RETURN_REASON));
    Instant tooLate = NOW.plus(RedemptionState.RETURN_WINDOW).plusMillis(1);
    assertThat(new Reconciliation(List.of(PAID), List.of(), tooLate).judge(CREDIT))
        .isEqualTo(suspend(Suspicion.RETURN_TOO_LATE));
  }

  @Test
  void moneyThatLeavesAfterItWasGivenBackUnpaidIsSuspended() {
    assertThat(of(OPEN.givenBack()).judge(DEBIT)).isEqualTo(suspend(Suspicion.PAID_AFTER_RETURN));
    assertThat(of(PAID.givenBack()).judge(DEBIT))
        .as("the debit that came before the return")
        .isEqualTo(new Verdict.Known(PAID.givenBack()));
  }
}
