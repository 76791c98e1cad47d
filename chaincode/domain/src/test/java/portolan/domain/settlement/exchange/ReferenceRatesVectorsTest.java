// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;
import portolan.domain.money.Currency;

/** Conversions at the ECB's rates of 250 days: round trips, triangles, and what rounding costs. */
final class ReferenceRatesVectorsTest {
  private static final Currency EUR = new Currency("EUR");
  private static final long[] AMOUNTS = {
    1, 2, 3, 5, 7, 49, 50, 99, 100, 101, 999, 12_345, 100_000_007
  };

  /** What somebody holds on the way; nothing once an amount was too small to convert. */
  private static long through(
      Rounding rounding, ReferenceRates rates, long amount, Currency... way) {
    long held = amount;
    for (int i = 1; i < way.length && held > 0; i++) {
      held = step(rounding, rates, held, new CurrencyPair(way[i - 1], way[i]));
    }
    return held;
  }

  private static long step(Rounding rounding, ReferenceRates rates, long held, CurrencyPair pair) {
    Rate rate = rates.of(pair).orElseThrow();
    try {
      return RateTest.quote(pair, Side.FIX_SOURCE, rate, rounding, Long.MAX_VALUE)
          .conversion(held)
          .target()
          .minorUnits();
    } catch (RefusedException e) {
      return 0;
    }
  }

  private static List<ReferenceRates> days() throws IOException {
    Path vectors = Vectors.folder("settlement/ecb-reference-rates").orElse(null);
    assumeTrue(vectors != null, "no vectors");
    List<String> lines = Files.readAllLines(vectors.resolve("eurofxref.csv"));
    String[] header = lines.getFirst().split(",", -1);
    List<ReferenceRates> days = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split(",", -1);
      SortedMap<Currency, BigDecimal> rates = new TreeMap<>();
      for (int i = 1; i < header.length; i++) {
        // The file still has columns of currencies that the euro has replaced.
        if (!row[i].isEmpty() && !row[i].equals("N/A") && Currency.isCurrent(header[i])) {
          rates.put(new Currency(header[i]), new BigDecimal(row[i]));
        }
      }
      days.add(new ReferenceRates("BankMSP/ECB", LocalDate.parse(row[0]), EUR, 0, rates));
    }
    return days;
  }

  @Test
  void everyDayOfTheEcbReadsAsItWasWritten() throws IOException {
    List<ReferenceRates> days = days();
    assertThat(days).hasSizeGreaterThanOrEqualTo(250);
    for (ReferenceRates day : days) {
      assertThat(ReferenceRates.fromJson(Fields.of("", day.toJson()))).isEqualTo(day);
      assertThat(day.rates()).hasSizeGreaterThan(25);
    }
  }

  @Test
  void noRoundTripOrTriangleProfitsTheOneWhoConverts() throws IOException {
    List<ReferenceRates> days = days();
    long checked = 0;
    for (int d = 0; d < days.size(); d += 5) {
      ReferenceRates day = days.get(d);
      List<Currency> all = new ArrayList<>(day.rates().keySet());
      all.add(EUR);
      for (int i = 0; i < all.size(); i++) {
        Currency home = all.get(i);
        Currency second = all.get((i + 1 + d) % all.size());
        Currency third = all.get((i + 7) % all.size());
        if (home.equals(second) || second.equals(third) || third.equals(home)) {
          continue;
        }
        for (long amount : AMOUNTS) {
          assertThat(through(Rounding.TOWARDS_PROVIDER, day, amount, home, second, home))
              .as("%s: %s %s by %s", day.date(), amount, home, second)
              .isLessThanOrEqualTo(amount);
          assertThat(through(Rounding.TOWARDS_PROVIDER, day, amount, home, second, third, home))
              .as("%s: %s %s by %s and %s", day.date(), amount, home, second, third)
              .isLessThanOrEqualTo(amount);
          checked += 2;
        }
      }
    }
    assertThat(checked).isGreaterThan(30_000);
  }

  /** Otherwise the test above could not fail. */
  @Test
  void roundingToTheNearestCanProfitTheOneWhoConvertsSmallAmounts() throws IOException {
    ReferenceRates day = days().getFirst();
    long gains = 0;
    for (Currency other : day.rates().keySet()) {
      for (long amount : AMOUNTS) {
        gains += through(Rounding.HALF_EVEN, day, amount, EUR, other, EUR) > amount ? 1 : 0;
      }
    }
    assertThat(gains).isPositive();
  }

  @Test
  void roundingNeverMovesAnAmountByMoreThanItSays() throws IOException {
    for (ReferenceRates day : days()) {
      for (Currency other : day.rates().keySet()) {
        CurrencyPair pair = new CurrencyPair(EUR, other);
        BigDecimal rate = day.rates().get(other);
        int shift = other.decimals().orElseThrow() - 2;
        for (long amount : AMOUNTS) {
          BigDecimal exact = rate.multiply(BigDecimal.valueOf(amount)).scaleByPowerOfTen(shift);
          BigDecimal down =
              exact.subtract(
                  BigDecimal.valueOf(step(Rounding.TOWARDS_PROVIDER, day, amount, pair)));
          BigDecimal nearest =
              exact.subtract(BigDecimal.valueOf(step(Rounding.HALF_EVEN, day, amount, pair)));
          assertThat(down).isBetween(BigDecimal.ZERO, new BigDecimal("0.9999999999999999"));
          assertThat(nearest.abs()).isLessThanOrEqualTo(new BigDecimal("0.5"));
        }
      }
    }
  }

  @Test
  void aRateByWayOfTheEuroIsWithinItsOwnBandAndAQuotientOfBoth() throws IOException {
    ReferenceRates day = days().getFirst();
    CurrencyPair pair = new CurrencyPair(new Currency("USD"), new Currency("JPY"));
    Rate cross = day.of(pair).orElseThrow();
    BigDecimal usd = day.rates().get(new Currency("USD"));
    BigDecimal jpy = day.rates().get(new Currency("JPY"));
    BigInteger left = cross.numerator().multiply(usd.movePointRight(10).toBigIntegerExact());
    BigInteger right = cross.denominator().multiply(jpy.movePointRight(10).toBigIntegerExact());
    assertThat(left).isEqualTo(right);
    assertThat(cross.isWithin(cross, 0)).isTrue();
  }
}
