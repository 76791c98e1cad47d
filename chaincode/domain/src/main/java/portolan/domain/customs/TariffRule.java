// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.math.BigDecimal;
import java.time.LocalDate;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.registry.Country;
import portolan.domain.worldstate.RefusalCode;

/**
 * One version of a rule: which duty and value added tax some goods bear.
 *
 * <p>Duty is charged on the customs value, value added tax on the customs value and the duty that
 * is really due. If all goods of a declaration together are worth less than {@code reliefBelow}, no
 * duty is due.
 *
 * @param version counts from 1
 * @param hsPrefix 2 to 10 digits that a commodity code begins with, or {@code *}
 * @param origin ISO 3166-1 alpha-2, or {@code *}
 * @param destination ISO 3166-1 alpha-2
 * @param currency ISO 4217 code of all amounts
 * @param dutyRate percent, at most {@value #MAX_RATE}
 * @param vatRate percent, at most {@value #MAX_RATE}
 * @param reliefBelow minor units, 0: no relief
 * @param matchTolerance minor units by which amounts of the documents may differ
 * @param validFrom first day on which goods that are declared fall under it
 * @param knownFrom first day on which it may be used in an assessment
 * @param legalBasis 1 to 500 characters
 */
public record TariffRule(
    String ruleId,
    long version,
    String hsPrefix,
    String origin,
    String destination,
    Currency currency,
    BigDecimal dutyRate,
    BigDecimal vatRate,
    ValueBasis valueBasis,
    long reliefBelow,
    Rounding rounding,
    long matchTolerance,
    LocalDate validFrom,
    LocalDate knownFrom,
    String legalBasis) {
  /** Highest rate in percent. */
  public static final int MAX_RATE = 1000;

  /** Stands for every code. */
  public static final String ANY = "*";

  private static final Format PREFIX = Format.of("2 to 10 digits or *", "[0-9]{2,10}|\\*", 10);
  private static final Format ORIGIN =
      Format.of(Country.CODE.expected() + " or *", Country.CODE.pattern().pattern() + "|\\*", 2);

  /** Reads a rule. */
  public static TariffRule fromJson(Fields fields) {
    TariffRule rule =
        new TariffRule(
            fields.text("ruleId", Format.IDENTIFIER),
            fields.integer("version", 1, RuleBook.MAX_VERSIONS),
            fields.text("hsPrefix", PREFIX),
            fields.text("origin", ORIGIN),
            fields.text("destination", Country.CODE),
            Currency.fromJson(fields, "currency"),
            rate(fields, "dutyRate"),
            rate(fields, "vatRate"),
            fields.choice("valueBasis", ValueBasis.class),
            fields.amount("reliefBelow"),
            fields.choice("rounding", Rounding.class),
            fields.amount("matchTolerance"),
            fields.date("validFrom"),
            fields.date("knownFrom"),
            fields.text("legalBasis", 500));
    fields.end();
    return rule;
  }

  private static BigDecimal rate(Fields fields, String name) {
    BigDecimal rate = fields.decimal(name);
    if (rate.compareTo(BigDecimal.valueOf(MAX_RATE)) > 0) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, name, "expected at most " + MAX_RATE + " percent");
    }
    return rate;
  }

  /** Whether a commodity code falls under the rule. */
  public boolean coversCommodity(String hsCode) {
    return hsPrefix.equals(ANY) || hsCode.startsWith(hsPrefix);
  }

  /** Whether goods of this origin fall under the rule. */
  public boolean coversOrigin(String country) {
    return origin.equals(ANY) || origin.equals(country);
  }

  /** The canonical form. */
  public JsonObject toJson() {
    return Json.object()
        .put("ruleId", ruleId)
        .put("version", version)
        .put("hsPrefix", hsPrefix)
        .put("origin", origin)
        .put("destination", destination)
        .put("currency", currency.code())
        .put("dutyRate", dutyRate.toPlainString())
        .put("vatRate", vatRate.toPlainString())
        .put("valueBasis", valueBasis.name())
        .putAmount("reliefBelow", reliefBelow)
        .put("rounding", rounding.name())
        .putAmount("matchTolerance", matchTolerance)
        .put("validFrom", validFrom.toString())
        .put("knownFrom", knownFrom.toString())
        .put("legalBasis", legalBasis)
        .build();
  }
}
