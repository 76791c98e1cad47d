// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

/**
 * What is to be said of a payment that came back with less than was ordered, or for a reason
 * without a code: {@code {"amount","charge","currency","narrative","salt"}}. Sealed to the owner
 * and the bank.
 *
 * @param amount what came back, above zero
 * @param charge what the bank rails kept; zero if nothing
 * @param narrative the rails' own reason, 1 to 105 characters (ISO 20022 Max105Text); empty where
 *     the code says all
 * @param salt 32 to 128 random lower-case hexadecimal digits
 */
public record ReturnAdvice(Money amount, Money charge, Optional<String> narrative, String salt) {
  /** The kind of document in the commitment. */
  public static final String KIND = "return";

  /** Longest narrative. */
  public static final int MAX_NARRATIVE = 105;

  /** Checks the parts. */
  public ReturnAdvice {
    if (amount.isZero()
        || !amount.currency().equals(charge.currency())
        || !Format.RANDOM.accepts(salt)) {
      throw new IllegalArgumentException(
          "expected an amount above zero, a charge in its currency, and a salt of "
              + Format.RANDOM.expected());
    }
  }

  /** Reads an advice. */
  public static ReturnAdvice fromJson(Fields fields) {
    Currency currency = Currency.fromJson(fields, "currency");
    ReturnAdvice advice =
        new ReturnAdvice(
            new Money(currency, fields.positiveAmount("amount")),
            new Money(currency, fields.amount("charge")),
            fields.optionalText("narrative", MAX_NARRATIVE),
            fields.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    return advice;
  }

  /** The document that is committed to. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object()
            .putAmount("amount", amount.minorUnits())
            .putAmount("charge", charge.minorUnits())
            .put("currency", amount.currency().code())
            .put(Commitment.SALT, salt);
    narrative.ifPresent(text -> json.put("narrative", text));
    return json.build();
  }

  /** The commitment. */
  public Commitment commitment() {
    return Commitment.to(KIND, toJson());
  }

  /** Checks that what came back and what was kept are what was ordered. */
  public void requireOf(Money ordered) {
    // Differences: a sum may be too large to be an amount.
    if (!ordered.currency().equals(amount.currency())
        || ordered.minorUnits() - amount.minorUnits() != charge.minorUnits()) {
      throw new Refusal(
              RefusalCode.NOT_CONSERVED,
              "advice",
              "expected amount and charge to be the ordered amount")
          .toException();
    }
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "ReturnAdvice[sealed]";
  }
}
