// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.domain.settlement.exchange.RateTest.rate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Sha256;
import portolan.domain.membership.MemberSignature;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.LockGate;
import portolan.domain.settlement.LockOutcome;
import portolan.domain.settlement.NoteOpening;

final class ExchangePlanTest {
  private static final Currency EUR = new Currency("EUR");
  private static final Currency USD = new Currency("USD");
  private static final CurrencyPair PAIR = new CurrencyPair(EUR, USD);

  private static NoteOpening note(String owner, Currency currency, long units) {
    return new NoteOpening(new Money(currency, units), owner, Sha256.hex(owner + units));
  }

  private static ExchangePlan plan(
      Rate rate, long amount, List<NoteOpening> inputs, List<NoteOpening> collateral) {
    Quote quote =
        RateTest.quote(PAIR, Side.FIX_SOURCE, rate, Rounding.TOWARDS_PROVIDER, 1_000_000)
            .withCollateral(List.of("BankMSP/M9.1"));
    return new ExchangePlan(
        new SignedQuote(quote, new MemberSignature("signature", "certificate")),
        amount,
        inputs.stream().map(n -> new ExchangePlan.Input("BankMSP/M1.1", n)).toList(),
        collateral,
        Sha256.hex("plan"));
  }

  private static Map<String, ExchangePlan.Payout> payouts(ExchangePlan plan) {
    return plan.payouts("PlatformMSP/L1").stream()
        .collect(Collectors.toMap(ExchangePlan.Payout::noteId, p -> p));
  }

  @Test
  void bothOutcomesAndWhatIsNotUsedAreLaidDown() {
    Map<String, ExchangePlan.Payout> payouts =
        payouts(
            plan(
                rate(2, 1),
                100,
                List.of(note("PlatformMSP", EUR, 70), note("PlatformMSP", EUR, 50)),
                List.of(note("BankMSP", USD, 230))));
    assertThat(payouts)
        .containsOnlyKeys(
            "PlatformMSP/L1.EXECUTED.1",
            "PlatformMSP/L1.EXECUTED.2",
            "PlatformMSP/L1.EXPIRED.1",
            "PlatformMSP/L1.EXPIRED.2",
            "PlatformMSP/L1.UNUSED.1",
            "PlatformMSP/L1.UNUSED.2");
    assertPays(payouts.get("PlatformMSP/L1.EXECUTED.1"), "PlatformMSP", new Money(USD, 200));
    assertPays(payouts.get("PlatformMSP/L1.EXECUTED.2"), "BankMSP", new Money(EUR, 100));
    assertPays(payouts.get("PlatformMSP/L1.EXPIRED.1"), "PlatformMSP", new Money(EUR, 100));
    assertPays(payouts.get("PlatformMSP/L1.EXPIRED.2"), "BankMSP", new Money(USD, 200));
    assertPays(payouts.get("PlatformMSP/L1.UNUSED.1"), "PlatformMSP", new Money(EUR, 20));
    assertPays(payouts.get("PlatformMSP/L1.UNUSED.2"), "BankMSP", new Money(USD, 30));
    assertThat(payouts.get("PlatformMSP/L1.EXECUTED.1").note().gate())
        .contains(new LockGate("PlatformMSP/L1", LockOutcome.EXECUTED));
    assertThat(payouts.get("PlatformMSP/L1.EXPIRED.2").note().gate())
        .contains(new LockGate("PlatformMSP/L1", LockOutcome.EXPIRED));
    assertThat(payouts.get("PlatformMSP/L1.UNUSED.1").note().gate()).isEqualTo(Optional.empty());
  }

  private static void assertPays(ExchangePlan.Payout payout, String owner, Money amount) {
    assertThat(payout.opening().owner()).isEqualTo(owner);
    assertThat(payout.opening().amount()).isEqualTo(amount);
    assertThat(payout.note().commitment()).isEqualTo(payout.opening().commitment());
  }

  @Test
  void aNoteIsAClaimOnTheBankOfItsCurrency() {
    Quote between =
        new Quote(
            "Q1",
            "BankMSP",
            "PlatformMSP",
            PAIR,
            "EuroBankMSP",
            "DollarBankMSP",
            Side.FIX_SOURCE,
            rate(2, 1),
            Rounding.HALF_EVEN,
            1000,
            "BankMSP/ECB",
            Instant.EPOCH,
            60,
            List.of("BankMSP/M9.1"),
            "0".repeat(32));
    ExchangePlan plan =
        new ExchangePlan(
            new SignedQuote(between, new MemberSignature("signature", "certificate")),
            10,
            List.of(new ExchangePlan.Input("BankMSP/M1.1", note("PlatformMSP", EUR, 10))),
            List.of(note("BankMSP", USD, 20)),
            Sha256.hex("plan"));
    assertThat(payouts(plan).get("PlatformMSP/L1.EXECUTED.1").note().issuer())
        .isEqualTo("DollarBankMSP");
    assertThat(payouts(plan).get("PlatformMSP/L1.EXECUTED.2").note().issuer())
        .isEqualTo("EuroBankMSP");
  }

  @Test
  void saltsDifferAndFollowFromThePlan() {
    ExchangePlan plan =
        plan(
            rate(2, 1),
            100,
            List.of(note("PlatformMSP", EUR, 120)),
            List.of(note("BankMSP", USD, 230)));
    List<String> salts =
        plan.payouts("PlatformMSP/L1").stream().map(p -> p.opening().salt()).toList();
    assertThat(salts).doesNotHaveDuplicates().allMatch(salt -> salt.length() == 64);
    assertThat(plan.payouts("PlatformMSP/L1").stream().map(p -> p.opening().salt()).toList())
        .isEqualTo(salts);
  }

  @Property(tries = 300)
  void nothingAppearsOrDisappearsInEitherOutcome(
      @ForAll @LongRange(min = 1, max = 1000) long amount,
      @ForAll @LongRange(min = 0, max = 50) long moreSource,
      @ForAll @LongRange(min = 0, max = 50) long moreTarget,
      @ForAll @LongRange(min = 1, max = 9) long numerator,
      @ForAll @LongRange(min = 1, max = 9) long denominator) {
    long target = amount * numerator / denominator;
    if (target == 0) {
      return;
    }
    List<ExchangePlan.Payout> payouts =
        plan(
                rate(numerator, denominator),
                amount,
                List.of(note("PlatformMSP", EUR, amount + moreSource)),
                List.of(note("BankMSP", USD, target + moreTarget)))
            .payouts("PlatformMSP/L1");
    for (String outcome : List.of("EXECUTED", "EXPIRED")) {
      assertThat(sum(payouts, EUR, outcome)).isEqualTo(amount + moreSource);
      assertThat(sum(payouts, USD, outcome)).isEqualTo(target + moreTarget);
    }
  }

  private static long sum(List<ExchangePlan.Payout> payouts, Currency currency, String outcome) {
    return payouts.stream()
        .filter(p -> p.noteId().contains(outcome) || p.noteId().contains("UNUSED"))
        .map(p -> p.opening().amount())
        .filter(a -> a.currency().equals(currency))
        .mapToLong(Money::minorUnits)
        .sum();
  }

  @Test
  void notesWorthLessThanIsDueAreRefused() {
    assertThatThrownBy(
            () ->
                plan(
                        rate(2, 1),
                        100,
                        List.of(note("PlatformMSP", EUR, 99)),
                        List.of(note("BankMSP", USD, 200)))
                    .payouts("PlatformMSP/L1"))
        .hasMessageStartingWith("NOT_CONSERVED|inputs|");
    assertThatThrownBy(
            () ->
                plan(
                        rate(2, 1),
                        100,
                        List.of(note("PlatformMSP", EUR, 100)),
                        List.of(note("BankMSP", USD, 199)))
                    .payouts("PlatformMSP/L1"))
        .hasMessageStartingWith("NOT_COVERED|quote.collateral|");
  }

  @Test
  void notesOfAnotherCurrencyOrOfTooManyDigitsAreRefused() {
    assertThatThrownBy(
            () ->
                plan(
                        rate(2, 1),
                        100,
                        List.of(note("PlatformMSP", USD, 100)),
                        List.of(note("BankMSP", USD, 200)))
                    .payouts("PlatformMSP/L1"))
        .hasMessageStartingWith("WRONG_CURRENCY|inputs[0]|");
    NoteOpening most = note("PlatformMSP", EUR, Money.MAX_MINOR_UNITS);
    assertThatThrownBy(
            () ->
                plan(rate(2, 1), 100, List.of(most, most), List.of(note("BankMSP", USD, 200)))
                    .payouts("PlatformMSP/L1"))
        .hasMessageStartingWith("NOT_CONSERVED|inputs[1]|");
  }
}
