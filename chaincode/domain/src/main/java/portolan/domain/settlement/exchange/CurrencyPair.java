// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.worldstate.RefusalCode;

/**
 * What is exchanged for what: {@code "sourceCurrency","targetCurrency"}.
 *
 * @param source what the buyer pays in
 * @param target what the buyer gets, another one
 */
public record CurrencyPair(Currency source, Currency target) {
  /** Checks that they differ. */
  public CurrencyPair {
    if (source.equals(target)) {
      throw new IllegalArgumentException("expected two currencies, found " + source + " twice");
    }
  }

  /** Reads a pair. */
  public static CurrencyPair fromJson(Fields fields) {
    Currency source = Currency.fromJson(fields, "sourceCurrency");
    Currency target = Currency.fromJson(fields, "targetCurrency");
    if (source.equals(target)) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT,
          "targetCurrency",
          "expected another currency than the source");
    }
    return new CurrencyPair(source, target);
  }

  JsonObject.Builder addTo(JsonObject.Builder json) {
    return json.put("sourceCurrency", source.code()).put("targetCurrency", target.code());
  }
}
