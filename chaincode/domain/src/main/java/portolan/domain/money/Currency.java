// SPDX-License-Identifier: Apache-2.0
package portolan.domain.money;

import java.util.List;
import java.util.OptionalInt;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.worldstate.RefusalCode;

/**
 * A currency that is current in ISO 4217; withdrawn ones do not exist here.
 *
 * @param code three upper-case letters
 */
public record Currency(String code) implements Comparable<Currency> {
  private static final Format CODE =
      Format.of("an ISO 4217 currency code (three upper-case letters)", "[A-Z]{3}", 3);

  /**
   * Checks the code.
   *
   * @throws IllegalArgumentException when it is unknown or withdrawn
   */
  public Currency {
    if (!Iso4217.DECIMALS.containsKey(code)) {
      throw new IllegalArgumentException("not a current ISO 4217 currency: " + code);
    }
  }

  /** Whether the code is current. */
  public static boolean isCurrent(String code) {
    return Iso4217.DECIMALS.containsKey(code);
  }

  /** All current codes in alphabetical order. */
  public static List<String> codes() {
    return List.copyOf(Iso4217.DECIMALS.keySet());
  }

  /** Decimals of the minor unit: 2 for EUR, 0 for JPY, none for gold. */
  public OptionalInt decimals() {
    return Iso4217.DECIMALS.get(code);
  }

  /** Reads a currency in which amounts can be stated: one with a minor unit. */
  public static Currency fromJson(Fields fields, String name) {
    String code = fields.text(name, CODE);
    if (!isCurrent(code) || Iso4217.DECIMALS.get(code).isEmpty()) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT,
          name,
          "expected a current ISO 4217 currency with a minor unit");
    }
    return new Currency(code);
  }

  @Override
  public int compareTo(Currency other) {
    return code.compareTo(other.code);
  }

  @Override
  public String toString() {
    return code;
  }
}
