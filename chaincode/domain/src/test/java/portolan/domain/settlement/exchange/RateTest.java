// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.RefusedException;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

final class RateTest {
  private static final Currency EUR = new Currency("EUR");
  private static final Currency USD = new Currency("USD");
  private static final Currency JPY = new Currency("JPY");
  private static final Currency BHD = new Currency("BHD");
  private static final Currency CLF = new Currency("CLF");

  static Rate rate(long numerator, long denominator) {
    return new Rate(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
  }

  static Quote quote(CurrencyPair pair, Side side, Rate rate, Rounding rounding, long maximum) {
    return new Quote(
        "Q1",
        "BankMSP",
        "PlatformMSP",
        pair,
        "BankMSP",
        "BankMSP",
        side,
        rate,
        rounding,
        maximum,
        "BankMSP/ECB",
        Instant.parse("2026-11-21T09:01:00Z"),
        60,
        List.of("BankMSP/M1.1"),
        "0".repeat(32));
  }

  private static Conversion convert(
      CurrencyPair pair, Side side, Rate rate, Rounding rounding, long amount) {
    return quote(pair, side, rate, rounding, Money.MAX_MINOR_UNITS).conversion(amount);
  }

  @Provide
  Arbitrary<CurrencyPair> pairs() {
    return Combinators.combine(
            Arbitraries.of(EUR, USD, JPY, BHD, CLF), Arbitraries.of(EUR, USD, JPY, BHD, CLF))
        .filter((source, target) -> !source.equals(target))
        .as(CurrencyPair::new);
  }

  @Provide
  Arbitrary<Rate> rates() {
    Arbitrary<Long> digits = Arbitraries.longs().between(1, 999_999_999_999_999_999L);
    Arbitrary<Long> few = Arbitraries.longs().between(1, 20);
    return Arbitraries.oneOf(
        Combinators.combine(digits, digits).as(RateTest::rate),
        Combinators.combine(few, few).as(RateTest::rate));
  }

  /** Without a decimal anywhere: twice the error is compared with the unit of the divisor. */
  @Property
  void aConvertedAmountIsTheWholeNumberThatTheStatedRuleAllows(
      @ForAll("pairs") CurrencyPair pair,
      @ForAll("rates") Rate rate,
      @ForAll Side side,
      @ForAll Rounding rounding,
      @ForAll @LongRange(min = 1, max = Money.MAX_MINOR_UNITS) long amount) {
    boolean forward = side == Side.FIX_SOURCE;
    BigInteger numerator = forward ? rate.numerator() : rate.denominator();
    BigInteger denominator = forward ? rate.denominator() : rate.numerator();
    Currency from = forward ? pair.source() : pair.target();
    Currency to = forward ? pair.target() : pair.source();
    BigInteger dividend =
        BigInteger.valueOf(amount).multiply(numerator).multiply(ten(to.decimals().orElseThrow()));
    BigInteger divisor = denominator.multiply(ten(from.decimals().orElseThrow()));
    BigInteger low = dividend.divide(divisor);
    BigInteger rest = dividend.mod(divisor);
    BigInteger expected =
        switch (rounding) {
          case TOWARDS_PROVIDER -> forward || rest.signum() == 0 ? low : low.add(BigInteger.ONE);
          case HALF_EVEN -> {
            int half = rest.shiftLeft(1).compareTo(divisor);
            boolean up = half > 0 || (half == 0 && low.testBit(0));
            yield up ? low.add(BigInteger.ONE) : low;
          }
        };
    boolean convertible =
        expected.signum() > 0 && expected.compareTo(BigInteger.valueOf(Money.MAX_MINOR_UNITS)) <= 0;
    if (!convertible) {
      assertThatThrownBy(() -> convert(pair, side, rate, rounding, amount))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.refusal().code()).isEqualTo(RefusalCode.NOT_CONVERTIBLE.name()));
      return;
    }
    Conversion conversion = convert(pair, side, rate, rounding, amount);
    Money fixed = forward ? conversion.source() : conversion.target();
    Money other = forward ? conversion.target() : conversion.source();
    assertThat(fixed).isEqualTo(new Money(from, amount));
    assertThat(other).isEqualTo(new Money(to, expected.longValueExact()));
  }

  private static BigInteger ten(int exponent) {
    return BigInteger.TEN.pow(exponent);
  }

  /** There and back at the same rate: the one who converts never ends with more. */
  @Property
  void aRoundTripTowardsTheProviderNeverGains(
      @ForAll("pairs") CurrencyPair pair,
      @ForAll("rates") Rate rate,
      @ForAll Side out,
      @ForAll Side back,
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long amount) {
    CurrencyPair opposite =
        new CurrencyPair(/* source= */ pair.target(), /* target= */ pair.source());
    Conversion there;
    Conversion home;
    try {
      there = convert(pair, out, rate, Rounding.TOWARDS_PROVIDER, amount);
      home =
          convert(
              opposite,
              back,
              rate.inverse(),
              Rounding.TOWARDS_PROVIDER,
              back == Side.FIX_SOURCE ? there.target().minorUnits() : there.source().minorUnits());
    } catch (RefusedException e) {
      Assume.that(false);
      return;
    }
    switch (back) {
      case FIX_SOURCE ->
          assertThat(home.target().minorUnits()).isLessThanOrEqualTo(there.source().minorUnits());
      case FIX_TARGET ->
          assertThat(home.source().minorUnits())
              .isGreaterThanOrEqualTo(there.target().minorUnits());
    }
  }

  @Test
  void oneToOneIsExactInEveryRounding() {
    CurrencyPair pair = new CurrencyPair(USD, new Currency("PAB"));
    for (Side side : Side.values()) {
      for (Rounding rounding : Rounding.values()) {
        Conversion conversion = convert(pair, side, rate(1, 1), rounding, 12_345);
        assertThat(conversion.source().minorUnits()).isEqualTo(12_345);
        assertThat(conversion.target().minorUnits()).isEqualTo(12_345);
      }
    }
    assertThat(rate(1, 1).isWithin(rate(7, 7), 0)).isTrue();
  }

  @Test
  void minorUnitsOfBothCurrenciesCount() {
    Rate yen = rate(18675, 100);
    assertThat(
            convert(
                    new CurrencyPair(EUR, JPY),
                    Side.FIX_SOURCE,
                    yen,
                    Rounding.TOWARDS_PROVIDER,
                    1_00)
                .target()
                .minorUnits())
        .isEqualTo(186);
    assertThat(
            convert(new CurrencyPair(EUR, JPY), Side.FIX_SOURCE, yen, Rounding.HALF_EVEN, 1_00)
                .target()
                .minorUnits())
        .isEqualTo(187);
    assertThat(
            convert(
                    new CurrencyPair(EUR, JPY),
                    Side.FIX_TARGET,
                    yen,
                    Rounding.TOWARDS_PROVIDER,
                    1_000)
                .source()
                .minorUnits())
        .as("5.3547... EUR")
        .isEqualTo(536);
  }

  @Test
  void aHalfGoesToTheEvenOne() {
    CurrencyPair pair = new CurrencyPair(USD, EUR);
    for (long[] row : new long[][] {{1, 0}, {3, 2}, {5, 2}, {7, 4}}) {
      if (row[1] == 0) {
        assertThatThrownBy(
                () -> convert(pair, Side.FIX_SOURCE, rate(1, 2), Rounding.HALF_EVEN, row[0]))
            .hasMessageStartingWith("NOT_CONVERTIBLE|amount|");
      } else {
        assertThat(
                convert(pair, Side.FIX_SOURCE, rate(1, 2), Rounding.HALF_EVEN, row[0])
                    .target()
                    .minorUnits())
            .isEqualTo(row[1]);
      }
    }
  }

  @Test
  void theBandIsAPartOfTheReferenceAndItsEdgeIsInside() {
    Rate reference = rate(2, 1);
    assertThat(rate(202, 100).isWithin(reference, 100)).isTrue();
    assertThat(rate(198, 100).isWithin(reference, 100)).isTrue();
    assertThat(rate(2_020_001, 1_000_000).isWithin(reference, 100)).isFalse();
    assertThat(rate(1_979_999, 1_000_000).isWithin(reference, 100)).isFalse();
    assertThat(rate(2_000_001, 1_000_000).isWithin(reference, 0)).isFalse();
  }

  @Test
  void decimalsBecomeExactFractions() {
    assertThat(Rate.of(new BigDecimal("1.1684"))).isEqualTo(rate(11684, 10000));
    assertThat(Rate.of(new BigDecimal("5E+2"))).isEqualTo(rate(500, 1));
  }

  @Test
  void onlyRatesAboveZeroOfBoundedDigitsAreRead() {
    for (String bad : List.of("0", "-1", "01", "1.5", "1000000000000000000", "")) {
      assertThatThrownBy(
              () ->
                  Rate.fromJson(
                      Fields.of(
                          "rate",
                          Json.object().put("numerator", bad).put("denominator", "1").build())))
          .as(bad)
          .hasMessageStartingWith("INVALID_ARGUMENT|rate.numerator|");
    }
    assertThatThrownBy(() -> rate(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rate(1, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
