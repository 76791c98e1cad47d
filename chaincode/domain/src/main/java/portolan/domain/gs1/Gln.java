// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.Optional;

/**
 * A global location number: a party or a place.
 *
 * @param digits 13, the last one the check digit
 */
public record Gln(String digits) implements Comparable<Gln> {
  /** Digits of a GLN. */
  public static final int LENGTH = 13;

  /** Checks length and check digit. */
  public Gln {
    CheckDigit.require("a GLN", digits, LENGTH);
  }

  /** The number in an identity of a party (PGLN) or a place (SGLN); empty for any other. */
  public static Optional<Gln> of(Identity identity) {
    return identity instanceof KeyedEpc epc
            && (epc.type() == KeyType.PGLN || epc.type() == KeyType.SGLN)
        ? Optional.of(new Gln(epc.key()))
        : Optional.empty();
  }

  @Override
  public int compareTo(Gln other) {
    return digits.compareTo(other.digits);
  }

  @Override
  public String toString() {
    return digits;
  }
}
