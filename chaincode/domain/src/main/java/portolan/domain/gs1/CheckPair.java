// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

/**
 * The pair of check characters that ends an alphanumeric GS1 key (GS1 General Specifications,
 * section 7.9.5): the values of the characters, weighted with the prime numbers from the right,
 * modulo 1021.
 */
final class CheckPair {
  private static final String SET_82 =
      "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  private static final String SET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final int MODULUS = 1021;

  private CheckPair() {}

  static boolean ends(String value) {
    int length = value.length() - 2;
    if (length < 0) {
      return false;
    }
    long sum = 0;
    int prime = 2;
    for (int i = length - 1; i >= 0; i--) {
      sum += (long) SET_82.indexOf(value.charAt(i)) * prime;
      prime = primeAfter(prime);
    }
    int check = (int) (sum % MODULUS);
    return value.charAt(length) == SET_32.charAt(check >> 5)
        && value.charAt(length + 1) == SET_32.charAt(check & 31);
  }

  private static int primeAfter(int number) {
    int next = number + 1;
    while (!isPrime(next)) {
      next++;
    }
    return next;
  }

  private static boolean isPrime(int number) {
    for (int divisor = 2; divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return true;
  }
}
