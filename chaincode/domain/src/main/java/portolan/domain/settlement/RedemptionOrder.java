// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * What the bank is told to pay for redeemed notes: {@code {"currency","amount","creditorName",
 * "creditorIban","salt"}}. Sealed to the owner and the bank.
 *
 * @param amount above zero
 * @param creditorName 1 to 140 characters (ISO 20022 Max140Text)
 * @param creditorIban the account to credit
 * @param salt 32 to 128 random lower-case hexadecimal digits
 */
public record RedemptionOrder(Money amount, String creditorName, Iban creditorIban, String salt) {
  /** The kind of document in the commitment. */
  public static final String KIND = "redemption";

  /** Reads an order. */
  public static RedemptionOrder fromJson(Fields fields) {
    Currency currency = Currency.fromJson(fields, "currency");
    RedemptionOrder order =
        new RedemptionOrder(
            new Money(currency, fields.positiveAmount("amount")),
            fields.text("creditorName", 140),
            Iban.fromJson(fields, "creditorIban"),
            fields.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    return order;
  }

  /** The document that is committed to. */
  public JsonObject toJson() {
    return Json.object()
        .put("currency", amount.currency().code())
        .putAmount("amount", amount.minorUnits())
        .put("creditorName", creditorName)
        .put("creditorIban", creditorIban.value())
        .put(Commitment.SALT, salt)
        .build();
  }

  /** The commitment. */
  public Commitment commitment() {
    return Commitment.to(KIND, toJson());
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "RedemptionOrder[sealed]";
  }
}
