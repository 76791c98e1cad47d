package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * Item of {@code attestReserves} [bank]: {@code {"attestationId","currency","amount"}}. The bank
 * states reserves beyond those it stated before, and may mint as much.
 *
 * @param attestationId chosen by the bank; also the id of the allowance
 * @param amount above zero
 */
public record AttestReserves(String attestationId, Money amount) {

  /** Reads an item. */
  public static AttestReserves fromJson(Fields fields) {
    Currency currency = Currency.fromJson(fields, "currency");
    AttestReserves item =
        new AttestReserves(
            fields.text("attestationId", Format.IDENTIFIER),
            new Money(currency, fields.positiveAmount("amount")));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("attestationId", attestationId)
        .put("currency", amount.currency().code())
        .putAmount("amount", amount.minorUnits())
        .build();
  }
}
