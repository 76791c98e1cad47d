// SPDX-License-Identifier: Apache-2.0
package portolan.domain.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An amount of one currency, never negative, at most 18 digits (ISO 20022, totalDigits of {@code
 * ActiveCurrencyAndAmount}).
 *
 * @param currency has a minor unit
 * @param minorUnits for example cents
 */
public record Money(Currency currency, long minorUnits) {
  /** The largest amount. */
  public static final long MAX_MINOR_UNITS = 999_999_999_999_999_999L;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException when the currency has no minor unit or the amount is negative
   * @throws ArithmeticException when the amount is too large
   */
  public Money {
    if (currency.decimals().isEmpty()) {
      throw new IllegalArgumentException(currency + " has no minor unit to count");
    }
    if (minorUnits < 0) {
      throw new IllegalArgumentException("expected an amount that is not negative");
    }
    if (minorUnits > MAX_MINOR_UNITS) {
      throw new ArithmeticException("expected an amount of at most 18 digits");
    }
  }

  /** Nothing of a currency. */
  public static Money zero(Currency currency) {
    return new Money(currency, 0);
  }

  /** In units of the currency, with all of its decimals: 12.30 for 1230 cents. */
  public BigDecimal decimal() {
    return BigDecimal.valueOf(minorUnits, currency.decimals().orElseThrow());
  }

  /** Whether this is nothing. */
  public boolean isZero() {
    return minorUnits == 0;
  }

  /**
   * The sum.
   *
   * @throws ArithmeticException when it is too large
   * @throws IllegalArgumentException when the currencies differ
   */
  public Money plus(Money other) {
    requireSameCurrency(other);
    return new Money(currency, Math.addExact(minorUnits, other.minorUnits));
  }

  /**
   * The difference.
   *
   * @throws IllegalArgumentException when it is negative or the currencies differ
   */
  public Money minus(Money other) {
    requireSameCurrency(other);
    return new Money(currency, Math.subtractExact(minorUnits, other.minorUnits));
  }

  /** The sum of these amounts in a currency. */
  public static Money sum(Currency currency, Iterable<Money> amounts) {
    Money sum = zero(currency);
    for (Money amount : amounts) {
      sum = sum.plus(amount);
    }
    return sum;
  }

  /** As {@link #divide(List, RemainderRule)} by {@link RemainderRule#FIRST}. */
  public List<Money> divide(List<Long> weights) {
    return divide(weights, RemainderRule.FIRST);
  }

  /**
   * Divides this amount by weights. Each share is rounded down, then the units left over go one
   * each to shares with a weight, as the rule says.
   *
   * @param weights not negative, at least one above zero
   * @return shares in the order of the weights; their sum is this amount
   */
  public List<Money> divide(List<Long> weights, RemainderRule rule) {
    BigInteger total = BigInteger.ZERO;
    for (long weight : weights) {
      if (weight < 0) {
        throw new IllegalArgumentException("expected weights that are not negative");
      }
      total = total.add(BigInteger.valueOf(weight));
    }
    if (total.signum() == 0) {
      throw new IllegalArgumentException("expected a weight above zero");
    }
    List<Long> shares = new ArrayList<>(weights.size());
    List<BigInteger> lost = new ArrayList<>(weights.size());
    long left = minorUnits;
    for (long weight : weights) {
      BigInteger[] share =
          BigInteger.valueOf(minorUnits)
              .multiply(BigInteger.valueOf(weight))
              .divideAndRemainder(total);
      shares.add(share[0].longValueExact());
      lost.add(share[1]);
      left -= share[0].longValueExact();
    }
    // Fewer units are left than shares have a weight.
    for (int place : inTurn(weights, lost, rule).subList(0, Math.toIntExact(left))) {
      shares.set(place, shares.get(place) + 1);
    }
    return shares.stream().map(units -> new Money(currency, units)).toList();
  }

  /** The places of the shares with a weight, in the order in which they get a unit more. */
  private static List<Integer> inTurn(
      List<Long> weights, List<BigInteger> lost, RemainderRule rule) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      if (weights.get(i) > 0) {
        places.add(i);
      }
    }
    return switch (rule) {
      case FIRST -> places;
      // The sort is stable: of equal ones the first.
      case LARGEST ->
          places.stream()
              .sorted(Comparator.comparing(lost::get, Comparator.reverseOrder()))
              .toList();
    };
  }

  private void requireSameCurrency(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(
          "expected one currency, found " + currency + " and " + other.currency);
    }
  }
}
