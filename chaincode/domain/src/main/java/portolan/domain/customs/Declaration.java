// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.money.Currency;
import portolan.domain.order.OrderLine;
import portolan.domain.registry.Country;

/**
 * What is declared, sealed to declarant and authority: {@code
 * {"declarationId","orderId","procedure","currency","destinationCountry","buyer",
 * "lines":[{"gtin","hsCode","originCountry","quantity","value"}],"freight","insurance","grossWeightGrams","salt"}}.
 *
 * @param procedure the authority's code of the procedure, 1 to 17 characters
 * @param currency ISO 4217 code of all amounts
 * @param buyer pseudonym, 1 to 140 characters
 * @param lines 1 to 999
 * @param freight minor units up to the border
 * @param insurance minor units up to the border
 */
public record Declaration(
    String declarationId,
    String orderId,
    String procedure,
    Currency currency,
    String destinationCountry,
    String buyer,
    List<DeclarationLine> lines,
    long freight,
    long insurance,
    long grossWeightGrams) {
  /** The kind of its commitment. */
  public static final String KIND = "declaration";

  /** Heaviest consignment, in grams: a thousand tonnes. */
  public static final long MAX_WEIGHT_GRAMS = 1_000_000_000L;

  /** Copies the lines. */
  public Declaration {
    lines = List.copyOf(lines);
  }

  /** Reads a declaration. */
  public static Declaration fromJson(Fields fields) {
    Declaration declaration =
        new Declaration(
            fields.text("declarationId", Format.QUALIFIED),
            fields.text("orderId", Format.QUALIFIED),
            fields.text("procedure", 17),
            Currency.fromJson(fields, "currency"),
            fields.text("destinationCountry", Country.CODE),
            fields.text("buyer", 140),
            fields.objects("lines", 1, OrderLine.MAX_LINES).stream()
                .map(DeclarationLine::fromJson)
                .toList(),
            fields.amount("freight"),
            fields.amount("insurance"),
            fields.integer("grossWeightGrams", 1, MAX_WEIGHT_GRAMS));
    fields.text(Commitment.SALT, Format.RANDOM);
    fields.end();
    return declaration;
  }
}
