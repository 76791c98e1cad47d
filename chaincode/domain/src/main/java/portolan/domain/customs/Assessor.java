// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import portolan.domain.customs.Assessment.Line;
import portolan.domain.customs.Assessment.Step;
import portolan.domain.customs.Assessment.StepKind;
import portolan.domain.encoding.Refusal;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

/** Computes what is due for a declaration under a rule, and writes down every step. */
public final class Assessor {
  private static final BigInteger LARGEST = BigInteger.valueOf(Money.MAX_MINOR_UNITS);

  private final TariffRule rule;
  private final Declaration declaration;
  private final List<Step> steps = new ArrayList<>();

  private Assessor(TariffRule rule, Declaration declaration) {
    this.rule = rule;
    this.declaration = declaration;
  }

  /**
   * Assesses a declaration that the rule applies to.
   *
   * @param salt of the assessment's commitment
   * @throws portolan.domain.encoding.RefusedException {@code AMOUNT_TOO_LARGE} when an amount has
   *     more than 18 digits
   */
  public static Assessment assess(TariffRule rule, Declaration declaration, String salt) {
    return new Assessor(rule, declaration).assess(salt);
  }

  private Assessment assess(String salt) {
    List<BigInteger> values = declaration.lines().stream().map(DeclarationLine::worth).toList();
    List<BigInteger> freight = shares(declaration.freight(), values);
    List<BigInteger> insurance = shares(declaration.insurance(), values);
    boolean relieved = sum(values).compareTo(BigInteger.valueOf(rule.reliefBelow())) < 0;
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      int number = i + 1;
      BigInteger value = customsValue(number, values.get(i), freight.get(i), insurance.get(i));
      BigInteger duty = duty(number, value, relieved);
      BigInteger base = value.add(duty);
      step(number, StepKind.VAT_BASE, value, base);
      BigInteger vat = charge(number, StepKind.VAT, base, rule.vatRate());
      lines.add(new Line(number, declaration.lines().get(i).gtin(), value, duty, vat));
    }
    Assessment assessment =
        new Assessment(
            declaration.declarationId(),
            rule.ruleId(),
            rule.version(),
            rule.currency(),
            lines,
            steps,
            sum(lines.stream().map(Line::duty).toList()),
            sum(lines.stream().map(Line::vat).toList()),
            salt);
    requireInRange(assessment);
    return assessment;
  }

  private BigInteger customsValue(
      int line, BigInteger value, BigInteger freight, BigInteger insurance) {
    BigInteger customsValue =
        switch (rule.valueBasis()) {
          case CIF -> {
            step(line, StepKind.FREIGHT_SHARE, BigInteger.valueOf(declaration.freight()), freight);
            step(
                line,
                StepKind.INSURANCE_SHARE,
                BigInteger.valueOf(declaration.insurance()),
                insurance);
            yield value.add(freight).add(insurance);
          }
          case FOB -> value;
        };
    step(line, StepKind.CUSTOMS_VALUE, value, customsValue);
    return customsValue;
  }

  private BigInteger duty(int line, BigInteger customsValue, boolean relieved) {
    BigInteger duty = charge(line, StepKind.DUTY, customsValue, rule.dutyRate());
    if (!relieved) {
      return duty;
    }
    step(line, StepKind.DUTY_RELIEF, duty, duty);
    return AdValorem.lessRelief(duty, duty);
  }

  private BigInteger charge(int line, StepKind kind, BigInteger base, BigDecimal rate) {
    BigInteger amount = AdValorem.charge(base, rate, rule.rounding());
    steps.add(new Step(line, kind, base, Optional.of(rate), amount));
    return amount;
  }

  private void step(int line, StepKind kind, BigInteger basis, BigInteger amount) {
    steps.add(new Step(line, kind, basis, Optional.empty(), amount));
  }

  private List<BigInteger> shares(long amount, List<BigInteger> values) {
    return switch (rule.valueBasis()) {
      case CIF -> shares(rule, amount, values);
      case FOB -> Collections.nCopies(values.size(), BigInteger.ZERO);
    };
  }

  /** Shares of an amount in proportion to the values, see {@link Money#divide}. */
  static List<BigInteger> shares(TariffRule rule, long amount, List<BigInteger> values) {
    return new Money(rule.currency(), amount)
        .divide(values.stream().map(BigInteger::longValueExact).toList()).stream()
            .map(share -> BigInteger.valueOf(share.minorUnits()))
            .toList();
  }

  private static void requireInRange(Assessment assessment) {
    boolean tooLarge =
        assessment.total().compareTo(LARGEST) > 0
            || assessment.steps().stream().anyMatch(step -> step.amount().compareTo(LARGEST) > 0);
    if (tooLarge) {
      throw new Refusal(
              RefusalCode.AMOUNT_TOO_LARGE,
              "declaration.lines",
              "expected amounts of at most 18 digits")
          .toException();
    }
  }

  private static BigInteger sum(List<BigInteger> amounts) {
    return amounts.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }
}
