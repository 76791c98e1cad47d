// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.customs.Assessment.Line;
import portolan.domain.customs.Assessment.Step;
import portolan.domain.customs.Assessment.StepKind;

/**
 * Checks an assessment against its rule from its steps alone, without the declaration: what
 * somebody outside the channel can do who was given both.
 */
public final class Replay {
  private final TariffRule rule;
  private final Assessment assessment;
  private final List<String> contradictions = new ArrayList<>();

  private Replay(TariffRule rule, Assessment assessment) {
    this.rule = rule;
    this.assessment = assessment;
  }

  /** What does not follow from the rule and the steps, one sentence each; empty if all does. */
  public static List<String> contradictions(TariffRule rule, Assessment assessment) {
    Replay replay = new Replay(rule, assessment);
    replay.run();
    return List.copyOf(replay.contradictions);
  }

  private void run() {
    expect(rule.ruleId(), assessment.ruleId(), "ruleId");
    expect(rule.version(), assessment.version(), "version");
    expect(rule.currency(), assessment.currency(), "currency");
    List<Map<StepKind, Step>> lines = byLine();
    BigInteger goods = BigInteger.ZERO;
    for (Map<StepKind, Step> steps : lines) {
      goods = goods.add(basis(steps, StepKind.CUSTOMS_VALUE));
    }
    boolean relieved = goods.compareTo(BigInteger.valueOf(rule.reliefBelow())) < 0;
    BigInteger duty = BigInteger.ZERO;
    BigInteger vat = BigInteger.ZERO;
    for (int i = 0; i < lines.size(); i++) {
      line(assessment.lines().get(i), i + 1, lines.get(i), relieved);
      duty = duty.add(assessment.lines().get(i).duty());
      vat = vat.add(assessment.lines().get(i).vat());
    }
    if (rule.valueBasis() == ValueBasis.CIF) {
      shares(lines, StepKind.FREIGHT_SHARE);
      shares(lines, StepKind.INSURANCE_SHARE);
    }
    expect(duty, assessment.duty(), "duty");
    expect(vat, assessment.vat(), "vat");
  }

  private void line(Line line, int number, Map<StepKind, Step> steps, boolean relieved) {
    String at = "line " + number + " ";
    expect(number, line.number(), at + "number");
    BigInteger value = basis(steps, StepKind.CUSTOMS_VALUE);
    boolean cif = rule.valueBasis() == ValueBasis.CIF;
    expect(cif, steps.containsKey(StepKind.FREIGHT_SHARE), at + "has FREIGHT_SHARE");
    expect(cif, steps.containsKey(StepKind.INSURANCE_SHARE), at + "has INSURANCE_SHARE");
    expect(relieved, steps.containsKey(StepKind.DUTY_RELIEF), at + "has DUTY_RELIEF");
    BigInteger customsValue =
        value
            .add(amount(steps, StepKind.FREIGHT_SHARE))
            .add(amount(steps, StepKind.INSURANCE_SHARE));
    expect(step(number, StepKind.CUSTOMS_VALUE, value, customsValue), steps, at);
    expect(charge(number, StepKind.DUTY, customsValue, rule.dutyRate()), steps, at);
    BigInteger duty = amount(steps, StepKind.DUTY);
    if (relieved) {
      expect(step(number, StepKind.DUTY_RELIEF, duty, duty), steps, at);
      duty = BigInteger.ZERO;
    }
    BigInteger base = customsValue.add(duty);
    expect(step(number, StepKind.VAT_BASE, customsValue, base), steps, at);
    expect(charge(number, StepKind.VAT, base, rule.vatRate()), steps, at);
    expect(customsValue, line.customsValue(), at + "customsValue");
    expect(duty, line.duty(), at + "duty");
    expect(amount(steps, StepKind.VAT), line.vat(), at + "vat");
  }

  /** Shares are of one amount, add up to it, and follow the values. */
  private void shares(List<Map<StepKind, Step>> lines, StepKind kind) {
    BigInteger whole = basis(lines.getFirst(), kind);
    List<BigInteger> values =
        lines.stream().map(steps -> basis(steps, StepKind.CUSTOMS_VALUE)).toList();
    if (values.stream().anyMatch(value -> value.signum() <= 0)) {
      contradictions.add("CUSTOMS_VALUE: expected a declared value above zero in every line");
      return;
    }
    List<BigInteger> expected = Assessor.shares(rule, whole.longValueExact(), values);
    for (int i = 0; i < lines.size(); i++) {
      expect(step(i + 1, kind, whole, expected.get(i)), lines.get(i), "line " + (i + 1) + " ");
    }
  }

  private List<Map<StepKind, Step>> byLine() {
    List<Map<StepKind, Step>> lines = new ArrayList<>();
    assessment.lines().forEach(line -> lines.add(new EnumMap<>(StepKind.class)));
    for (Step step : assessment.steps()) {
      if (step.line() > lines.size()) {
        contradictions.add("line " + step.line() + ": there is no such line");
      } else if (lines.get(step.line() - 1).put(step.kind(), step) != null) {
        contradictions.add("line " + step.line() + " " + step.kind() + ": more than once");
      }
    }
    return lines;
  }

  private Step charge(int line, StepKind kind, BigInteger base, BigDecimal rate) {
    return new Step(
        line, kind, base, Optional.of(rate), AdValorem.charge(base, rate, rule.rounding()));
  }

  private static Step step(int line, StepKind kind, BigInteger basis, BigInteger amount) {
    return new Step(line, kind, basis, Optional.empty(), amount);
  }

  private void expect(Step expected, Map<StepKind, Step> steps, String at) {
    Step found = steps.get(expected.kind());
    if (found == null) {
      contradictions.add(at + expected.kind() + ": missing");
    } else {
      expect(expected, found, at + expected.kind());
    }
  }

  private void expect(Object expected, Object found, String what) {
    if (!expected.equals(found)) {
      contradictions.add(what + ": expected " + expected + ", found " + found);
    }
  }

  private static BigInteger basis(Map<StepKind, Step> steps, StepKind kind) {
    return steps.containsKey(kind) ? steps.get(kind).basis() : BigInteger.ZERO;
  }

  private static BigInteger amount(Map<StepKind, Step> steps, StepKind kind) {
    return steps.containsKey(kind) ? steps.get(kind).amount() : BigInteger.ZERO;
  }
}
