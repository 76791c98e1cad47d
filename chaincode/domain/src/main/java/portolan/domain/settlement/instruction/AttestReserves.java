// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * Item of {@code attestReserves} [bank]: {@code {"attestationId","currency","amount",
 * "validForSeconds"?}}. The bank states reserves beyond those it stated before, and may mint as
 * much.
 *
 * @param attestationId chosen by the bank; also the id of the allowance
 * @param amount above zero
 * @param validForSeconds how long it can be minted on, 1 to 31,536,000 (a year)
 */
public record AttestReserves(String attestationId, Money amount, long validForSeconds) {
  /** How long an attestation is valid that does not say so: 31 days. */
  public static final long MONTH = 2_678_400;

  private static final long YEAR = 31_536_000;

  /** An attestation that is valid for 31 days. */
  public AttestReserves(String attestationId, Money amount) {
    this(attestationId, amount, MONTH);
  }

  /** Reads an item. */
  public static AttestReserves fromJson(Fields fields) {
    Currency currency = Currency.fromJson(fields, "currency");
    AttestReserves item =
        new AttestReserves(
            fields.text("attestationId", Format.QUALIFIED),
            new Money(currency, fields.positiveAmount("amount")),
            fields.has("validForSeconds") ? fields.integer("validForSeconds", 1, YEAR) : MONTH);
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("attestationId", attestationId)
        .put("currency", amount.currency().code())
        .putAmount("amount", amount.minorUnits())
        .put("validForSeconds", validForSeconds)
        .build();
  }
}
