// SPDX-License-Identifier: Apache-2.0
package portolan.domain.order;

import java.math.BigInteger;
import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

/**
 * The terms of an order, sealed to platform and supplier: {@code
 * {"orderId","buyer","currency","incoterm","lines":[{"gtin","quantity","unitPrice"}],"freight","insurance","salt"}}.
 *
 * @param buyer pseudonym, 1 to 140 characters
 * @param currency ISO 4217 code of all amounts
 * @param freight minor units
 * @param insurance minor units
 * @param salt 32 to 128 random hexadecimal digits
 */
public record OrderTerms(
    String orderId,
    String buyer,
    Currency currency,
    Incoterm incoterm,
    List<OrderLine> lines,
    long freight,
    long insurance,
    String salt) {
  /** The kind of its commitment. */
  public static final String KIND = "order-terms";

  private static final BigInteger LARGEST = BigInteger.valueOf(Money.MAX_MINOR_UNITS);

  /** Copies the lines. */
  public OrderTerms {
    lines = List.copyOf(lines);
  }

  /**
   * Reads the terms.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field,
   *     also when the total has more than 18 digits
   */
  public static OrderTerms fromJson(Fields fields) {
    OrderTerms terms =
        new OrderTerms(
            fields.text("orderId", Format.QUALIFIED),
            fields.text("buyer", 140),
            Currency.fromJson(fields, "currency"),
            fields.choice("incoterm", Incoterm.class),
            fields.objects("lines", 1, OrderLine.MAX_LINES).stream()
                .map(OrderLine::fromJson)
                .toList(),
            fields.amount("freight"),
            fields.amount("insurance"),
            fields.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    if (terms.total().compareTo(LARGEST) > 0) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "lines", "expected a total of at most 18 digits");
    }
    return terms;
  }

  /** Lines, freight and insurance together, in minor units. */
  public BigInteger total() {
    return lines.stream()
        .map(OrderLine::value)
        .reduce(BigInteger.valueOf(freight).add(BigInteger.valueOf(insurance)), BigInteger::add);
  }

  /** The canonical form. */
  public JsonObject toJson() {
    return new Draft(
            orderId,
            buyer,
            currency.code(),
            incoterm.name(),
            lines.stream()
                .map(
                    line ->
                        new OrderLine.Draft(
                            line.gtin().digits(), line.quantity(), line.unitPrice()))
                .toList(),
            freight,
            insurance,
            salt)
        .toJson();
  }

  /**
   * Terms as their author writes them; whether they are any, {@link OrderTerms#fromJson} says.
   *
   * @param currency as it was given
   * @param incoterm as it was given
   * @param freight minor units, not negative
   * @param insurance minor units, not negative
   */
  public record Draft(
      String orderId,
      String buyer,
      String currency,
      String incoterm,
      List<OrderLine.Draft> lines,
      long freight,
      long insurance,
      String salt) {
    /** Copies the lines. */
    public Draft {
      lines = List.copyOf(lines);
    }

    /** The form that is read. */
    public JsonObject toJson() {
      return Json.object()
          .put("orderId", orderId)
          .put("buyer", buyer)
          .put("currency", currency)
          .put("incoterm", incoterm)
          .putAll("lines", lines.stream().map(OrderLine.Draft::toJson).toList())
          .putAmount("freight", freight)
          .putAmount("insurance", insurance)
          .put(Commitment.SALT, salt)
          .build();
    }
  }
}
