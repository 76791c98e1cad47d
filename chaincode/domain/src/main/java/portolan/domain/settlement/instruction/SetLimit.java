// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * Item of {@code setLimit} [bank]: {@code {"currency","amount"}}. An escrow of the bank that holds
 * more is held from its funding on until two officers have looked at it. The limit is public.
 *
 * @param amount the most that is not held
 */
public record SetLimit(Money amount) {

  /** Reads an item. */
  public static SetLimit fromJson(Fields fields) {
    SetLimit item =
        new SetLimit(
            new Money(Currency.fromJson(fields, "currency"), fields.positiveAmount("amount")));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("currency", amount.currency().code())
        .putAmount("amount", amount.minorUnits())
        .build();
  }
}
