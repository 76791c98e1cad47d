// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.ledger;

import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.gateway.api.call.ApiException;

/** Amounts of money: from the API's messages and back. */
public final class Amounts {
  private Amounts() {}

  /** An amount of a request, above zero. */
  public static Money money(String field, String currency, long minorUnits) throws ApiException {
    if (!Currency.isCurrent(currency) || new Currency(currency).decimals().isEmpty()) {
      throw ApiException.invalid(
          field + ".currency", "expected a current ISO 4217 currency with a minor unit");
    }
    if (minorUnits <= 0 || minorUnits > Money.MAX_MINOR_UNITS) {
      throw ApiException.invalid(
          field + ".minorUnits",
          "expected 1 to " + Money.MAX_MINOR_UNITS + " minor units, found " + minorUnits);
    }
    return new Money(new Currency(currency), minorUnits);
  }

  /** As {@link #money(String, String, long)}, of a message. */
  public static Money money(String field, portolan.api.v1.Money amount) throws ApiException {
    return money(field, amount.getCurrency(), amount.getMinorUnits());
  }

  /** An amount in the API's terms. */
  public static portolan.api.v1.Money shown(Money money) {
    return portolan.api.v1.Money.newBuilder()
        .setCurrency(money.currency().code())
        .setMinorUnits(money.minorUnits())
        .build();
  }
}
