// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Gtin;
import portolan.domain.money.Currency;
import portolan.domain.order.OrderLine;
import portolan.domain.worldstate.RefusalCode;

/**
 * What is due for a declaration and how it came about: {@code
 * {"declarationId","ruleId","version","currency","lines":[..],"steps":[..],"duty","vat","total","salt"}}.
 *
 * @param version of the rule that was used
 * @param lines one for each line of the declaration, in its order
 * @param steps all arithmetic, line by line
 * @param duty minor units of all lines
 * @param vat minor units of all lines
 */
public record Assessment(
    String declarationId,
    String ruleId,
    long version,
    Currency currency,
    List<Line> lines,
    List<Step> steps,
    BigInteger duty,
    BigInteger vat,
    String salt) {
  /** The kind of its commitment. */
  public static final String KIND = "assessment";

  static final int MAX_STEPS = OrderLine.MAX_LINES * StepKind.values().length;

  /** What is due for one line of the declaration; {@code number} counts from 1. */
  public record Line(
      int number, Gtin gtin, BigInteger customsValue, BigInteger duty, BigInteger vat) {

    private static Line fromJson(Fields fields) {
      return new Line(
          (int) fields.integer("line", 1, OrderLine.MAX_LINES),
          OrderLine.readGtin(fields),
          BigInteger.valueOf(fields.amount("customsValue")),
          BigInteger.valueOf(fields.amount("duty")),
          BigInteger.valueOf(fields.amount("vat")));
    }

    private JsonObject toJson() {
      return Json.object()
          .put("line", number)
          .put("gtin", gtin.digits())
          .put("customsValue", customsValue.toString())
          .put("duty", duty.toString())
          .put("vat", vat.toString())
          .build();
    }
  }

  /** The kinds of steps, in their order within a line. */
  public enum StepKind {
    /** Basis: freight of the declaration. Amount: this line's share by value. CIF only. */
    FREIGHT_SHARE,
    /** Basis: insurance of the declaration. Amount: this line's share by value. CIF only. */
    INSURANCE_SHARE,
    /** Basis: declared value of the line. Amount: the same with the shares. */
    CUSTOMS_VALUE,
    /** Basis: customs value. Amount: basis x rate / 100, rounded as the rule says. */
    DUTY,
    /** Basis: duty. Amount: what of it is not due. Only where relief is given. */
    DUTY_RELIEF,
    /** Basis: customs value. Amount: basis with the duty that is due. */
    VAT_BASE,
    /** Basis: VAT base. Amount: basis x rate / 100, rounded as the rule says. */
    VAT
  }

  /**
   * A step: {@code {"line","step","basis","rate","amount"}}.
   *
   * @param line the line of the declaration, from 1
   * @param basis minor units that the step starts from
   * @param rate percent, for charges
   * @param amount minor units that it leads to
   */
  public record Step(
      int line, StepKind kind, BigInteger basis, Optional<BigDecimal> rate, BigInteger amount) {

    private static Step fromJson(Fields fields) {
      return new Step(
          (int) fields.integer("line", 1, OrderLine.MAX_LINES),
          fields.choice("step", StepKind.class),
          BigInteger.valueOf(fields.amount("basis")),
          fields.has("rate") ? Optional.of(fields.decimal("rate")) : Optional.empty(),
          BigInteger.valueOf(fields.amount("amount")));
    }

    private JsonObject toJson() {
      JsonObject.Builder json =
          Json.object()
              .put("line", line)
              .put("step", kind.name())
              .put("basis", basis.toString())
              .put("amount", amount.toString());
      rate.ifPresent(percent -> json.put("rate", percent.toPlainString()));
      return json.build();
    }
  }

  /** Copies the lists. */
  public Assessment {
    lines = List.copyOf(lines);
    steps = List.copyOf(steps);
  }

  /** Duty and value added tax together, minor units. */
  public BigInteger total() {
    return duty.add(vat);
  }

  /** Reads an assessment. */
  public static Assessment fromJson(Fields fields) {
    Assessment assessment =
        new Assessment(
            fields.text("declarationId", Format.QUALIFIED),
            fields.text("ruleId", Format.IDENTIFIER),
            fields.integer("version", 1, RuleBook.MAX_VERSIONS),
            Currency.fromJson(fields, "currency"),
            fields.objects("lines", 1, OrderLine.MAX_LINES).stream().map(Line::fromJson).toList(),
            fields.objects("steps", 1, MAX_STEPS).stream().map(Step::fromJson).toList(),
            BigInteger.valueOf(fields.amount("duty")),
            BigInteger.valueOf(fields.amount("vat")),
            fields.text(Commitment.SALT, Format.RANDOM));
    if (!assessment.total().equals(BigInteger.valueOf(fields.amount("total")))) {
      throw fields.refuse(RefusalCode.TOTAL_DIFFERS, "total", "expected the sum of duty and vat");
    }
    fields.end();
    return assessment;
  }

  /** The canonical form. */
  public JsonObject toJson() {
    return Json.object()
        .put("declarationId", declarationId)
        .put("ruleId", ruleId)
        .put("version", version)
        .put("currency", currency.code())
        .putAll("lines", lines.stream().map(Line::toJson).toList())
        .putAll("steps", steps.stream().map(Step::toJson).toList())
        .put("duty", duty.toString())
        .put("vat", vat.toString())
        .put("total", total().toString())
        .put(Commitment.SALT, salt)
        .build();
  }
}
