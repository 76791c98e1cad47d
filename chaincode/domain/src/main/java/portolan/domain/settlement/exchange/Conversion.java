// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import portolan.domain.money.Money;

/**
 * The two amounts of an exchange.
 *
 * @param source what the buyer pays, above zero
 * @param target what the buyer gets, above zero
 */
public record Conversion(Money source, Money target) {
  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "Conversion[sealed]";
  }
}
