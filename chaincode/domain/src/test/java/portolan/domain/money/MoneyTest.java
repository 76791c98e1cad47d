// SPDX-License-Identifier: Apache-2.0
package portolan.domain.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class MoneyTest {
  private static final Currency USD = new Currency("USD");
  private static final Currency EUR = new Currency("EUR");

  private static Money usd(long units) {
    return new Money(USD, units);
  }

  @Test
  void sumsAndDifferencesAreExact() {
    assertThat(usd(10).plus(usd(5))).isEqualTo(usd(15));
    assertThat(usd(10).minus(usd(10)).isZero()).isTrue();
    assertThat(Money.sum(USD, List.of(usd(1), usd(2), usd(3)))).isEqualTo(usd(6));
    assertThat(Money.sum(USD, List.of())).isEqualTo(usd(0));
  }

  @Test
  void overflowIsRefused() {
    Money most = usd(Money.MAX_MINOR_UNITS);
    assertThatThrownBy(() -> most.plus(usd(1))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> usd(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void negativeAmountsDoNotExist() {
    assertThatThrownBy(() -> usd(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> usd(1).minus(usd(2))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void currenciesAreNeverMixed() {
    assertThatThrownBy(() -> usd(1).plus(new Money(EUR, 1))).hasMessageContaining("USD and EUR");
    assertThatThrownBy(() -> usd(1).minus(new Money(EUR, 1))).hasMessageContaining("USD and EUR");
  }

  @Test
  void aCurrencyWithoutMinorUnitHasNoAmounts() {
    assertThatThrownBy(() -> new Money(new Currency("XAU"), 1)).hasMessageContaining("minor unit");
  }

  @Test
  void theUnitsLeftOverGoToTheFirstShares() {
    assertThat(usd(15).divide(List.of(80L, 8L, 12L))).containsExactly(usd(13), usd(1), usd(1));
    assertThat(usd(2).divide(List.of(0L, 1L, 1L, 1L)))
        .containsExactly(usd(0), usd(1), usd(1), usd(0));
  }

  @Test
  void weightsAreNotNegativeAndNotAllZero() {
    assertThatThrownBy(() -> usd(1).divide(List.of(0L, 0L))).hasMessageContaining("above zero");
    assertThatThrownBy(() -> usd(1).divide(List.of())).hasMessageContaining("above zero");
    assertThatThrownBy(() -> usd(1).divide(List.of(2L, -1L))).hasMessageContaining("not negative");
  }

  @Property
  void sharesAddUpAndAreWithinOneUnitOfExact(
      @ForAll @LongRange(min = 0, max = Money.MAX_MINOR_UNITS) long units,
      @ForAll @Size(min = 1, max = 8)
          List<@LongRange(min = 0, max = 1_000_000_000_000L) Long> weights) {
    long total = weights.stream().mapToLong(Long::longValue).sum();
    Assume.that(total > 0);
    List<Money> shares = usd(units).divide(weights);
    assertThat(Money.sum(USD, shares)).isEqualTo(usd(units));
    for (int i = 0; i < weights.size(); i++) {
      java.math.BigInteger exact =
          java.math.BigInteger.valueOf(units)
              .multiply(java.math.BigInteger.valueOf(weights.get(i)))
              .divide(java.math.BigInteger.valueOf(total));
      assertThat(shares.get(i).minorUnits() - exact.longValueExact()).isBetween(0L, 1L);
    }
  }

  @Property
  void theUnitsLeftOverGoToTheSharesThatLostMostIfTheRuleSaysSo(
      @ForAll @LongRange(min = 0, max = Money.MAX_MINOR_UNITS) long units,
      @ForAll @Size(min = 1, max = 8) List<@LongRange(min = 1, max = 1_000_000) Long> weights) {
    Currency currency = new Currency("EUR");
    List<Money> shares = new Money(currency, units).divide(weights, RemainderRule.LARGEST);
    BigInteger total =
        weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    assertThat(Money.sum(currency, shares).minorUnits()).isEqualTo(units);
    BigInteger leastThatGained = total;
    BigInteger mostThatDidNot = BigInteger.ZERO;
    for (int i = 0; i < weights.size(); i++) {
      BigInteger[] exact =
          BigInteger.valueOf(units)
              .multiply(BigInteger.valueOf(weights.get(i)))
              .divideAndRemainder(total);
      long more = shares.get(i).minorUnits() - exact[0].longValueExact();
      assertThat(more).isBetween(0L, 1L);
      if (more == 1) {
        leastThatGained = leastThatGained.min(exact[1]);
      } else {
        mostThatDidNot = mostThatDidNot.max(exact[1]);
      }
    }
    assertThat(leastThatGained).isGreaterThanOrEqualTo(mostThatDidNot);
  }
}
