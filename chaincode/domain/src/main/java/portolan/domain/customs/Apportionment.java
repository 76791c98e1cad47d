package portolan.domain.customs;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides one amount over lines in proportion to their values, so that the shares add up to it:
 * every share is rounded down, and what is left goes in single minor units to the largest
 * remainders, the earlier line first.
 */
final class Apportionment {
  private Apportionment() {}

  /**
   * The shares.
   *
   * @param amount minor units, not negative
   * @param values at least one, all above zero
   */
  static List<BigInteger> of(BigInteger amount, List<BigInteger> values) {
    BigInteger sum = values.stream().reduce(BigInteger.ZERO, BigInteger::add);
    List<BigInteger> shares = new ArrayList<>(values.size());
    List<BigInteger> remainders = new ArrayList<>(values.size());
    for (BigInteger value : values) {
      BigInteger[] division = amount.multiply(value).divideAndRemainder(sum);
      shares.add(division[0]);
      remainders.add(division[1]);
    }
    int left =
        amount.subtract(shares.stream().reduce(BigInteger.ZERO, BigInteger::add)).intValueExact();
    IntStream.range(0, values.size())
        .boxed()
        .sorted(Comparator.comparing(remainders::get, Comparator.reverseOrder()))
        .limit(left)
        .forEach(i -> shares.set(i, shares.get(i).add(BigInteger.ONE)));
    return shares;
  }
}
