// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import portolan.domain.customs.Assessment.Line;
import portolan.domain.customs.Assessment.Step;
import portolan.domain.encoding.Fields;
import portolan.domain.gs1.Gtin;
import portolan.domain.money.Currency;

/** Assessments of any declaration under any rule, against arithmetic on plain long integers. */
class AssessmentPropertyTest {
  private static final Gtin GTIN = new Gtin("10614141123459");

  /** A rate in hundredths of a percent, so that the model needs no decimals. */
  private static TariffRule rule(
      long duty, long vat, ValueBasis basis, long reliefBelow, Rounding rounding) {
    return new TariffRule(
        "r",
        1,
        "*",
        "*",
        "GB",
        new Currency("GBP"),
        BigDecimal.valueOf(duty, 2),
        BigDecimal.valueOf(vat, 2),
        basis,
        reliefBelow,
        rounding,
        0,
        LocalDate.EPOCH,
        LocalDate.EPOCH,
        "test");
  }

  @Provide
  Arbitrary<TariffRule> rules() {
    Arbitrary<Long> rate = Arbitraries.longs().between(0, 100_000);
    return Combinators.combine(
            rate,
            rate,
            Arbitraries.of(ValueBasis.values()),
            Arbitraries.longs().between(0, 5_000_000),
            Arbitraries.of(Rounding.values()))
        .as(AssessmentPropertyTest::rule);
  }

  @Provide
  Arbitrary<Declaration> declarations() {
    Arbitrary<Long> extra = Arbitraries.longs().between(0, 100_000);
    Arbitrary<List<DeclarationLine>> lines =
        Arbitraries.longs()
            .between(1, 1_000_000)
            .map(value -> new DeclarationLine(GTIN, "691110", "CN", 1, value))
            .list()
            .ofMinSize(1)
            .ofMaxSize(12);
    return Combinators.combine(lines, extra, extra)
        .as(
            (goods, freight, insurance) ->
                new Declaration(
                    "PlatformMSP/D",
                    "PlatformMSP/O",
                    "4000",
                    new Currency("GBP"),
                    "GB",
                    "buyer",
                    goods,
                    freight,
                    insurance,
                    1));
  }

  @Property
  void agreesWithArithmeticOnLongs(
      @ForAll("rules") TariffRule rule, @ForAll("declarations") Declaration declaration) {
    Assessment assessment = Assessor.assess(rule, declaration, Papers.SALT);
    long goods = declaration.lines().stream().mapToLong(DeclarationLine::value).sum();
    long extras =
        rule.valueBasis() == ValueBasis.CIF ? declaration.freight() + declaration.insurance() : 0;
    long customsValue = 0;
    long duty = 0;
    long vat = 0;
    for (int i = 0; i < assessment.lines().size(); i++) {
      Line line = assessment.lines().get(i);
      long value = declaration.lines().get(i).value();
      long ownDuty =
          goods < rule.reliefBelow()
              ? 0
              : charge(line.customsValue().longValueExact(), rule.dutyRate(), rule.rounding());
      long ownVat =
          charge(line.customsValue().longValueExact() + ownDuty, rule.vatRate(), rule.rounding());
      assertThat(line.duty()).isEqualTo(ownDuty);
      assertThat(line.vat()).isEqualTo(ownVat);
      // A share is off its exact proportion by at most one unit for each of the two extras: one of
      // the units that are left over can go to a line whose share was exact.
      assertThat(Math.abs((line.customsValue().longValueExact() - value) * goods - extras * value))
          .isLessThanOrEqualTo(2 * goods);
      customsValue += line.customsValue().longValueExact();
      duty += ownDuty;
      vat += ownVat;
    }
    assertThat(customsValue).isEqualTo(goods + extras);
    assertThat(assessment.duty()).isEqualTo(duty);
    assertThat(assessment.vat()).isEqualTo(vat);
    assertThat(assessment.total()).isEqualTo(duty + vat);
  }

  private static long charge(long base, BigDecimal rate, Rounding rounding) {
    long exact = base * rate.movePointRight(2).longValueExact();
    long whole = exact / 10_000;
    long rest = exact % 10_000;
    boolean up = rest > 5000 || (rest == 5000 && whole % 2 == 1);
    return rounding == Rounding.HALF_EVEN && up ? whole + 1 : whole;
  }

  @Property(tries = 300)
  void anOutsiderCanReplayEveryStep(
      @ForAll("rules") TariffRule rule, @ForAll("declarations") Declaration declaration) {
    Assessment assessment = Assessor.assess(rule, declaration, Papers.SALT);
    Assessment received = Assessment.fromJson(Fields.of("", assessment.toJson()));
    assertThat(Replay.contradictions(rule, received)).isEmpty();
  }

  @Property(tries = 300)
  void aStepThatWasChangedIsFound(
      @ForAll("rules") TariffRule rule,
      @ForAll("declarations") Declaration declaration,
      @ForAll @IntRange(max = 1000) int which,
      @ForAll @LongRange(min = 1, max = 1000) long change,
      @ForAll boolean inBasis) {
    Assessment honest = Assessor.assess(rule, declaration, Papers.SALT);
    List<Step> steps = new ArrayList<>(honest.steps());
    Step step = steps.get(which % steps.size());
    BigInteger more = BigInteger.valueOf(change);
    steps.set(
        which % steps.size(),
        new Step(
            step.line(),
            step.kind(),
            inBasis ? step.basis().add(more) : step.basis(),
            step.rate(),
            inBasis ? step.amount() : step.amount().add(more)));
    Assessment forged =
        new Assessment(
            honest.declarationId(),
            honest.ruleId(),
            honest.version(),
            honest.currency(),
            honest.lines(),
            steps,
            honest.duty(),
            honest.vat(),
            honest.salt());
    assertThat(Replay.contradictions(rule, forged)).isNotEmpty();
  }

  @Property(tries = 200)
  void anotherTotalIsFound(
      @ForAll("rules") TariffRule rule, @ForAll("declarations") Declaration declaration) {
    Assessment honest = Assessor.assess(rule, declaration, Papers.SALT);
    Assessment forged =
        new Assessment(
            honest.declarationId(),
            honest.ruleId(),
            honest.version(),
            honest.currency(),
            honest.lines(),
            honest.steps(),
            honest.duty().add(BigInteger.ONE),
            honest.vat(),
            honest.salt());
    assertThat(Replay.contradictions(rule, forged)).isNotEmpty();
    TariffRule later = rule(0, 0, rule.valueBasis(), rule.reliefBelow(), rule.rounding());
    if (rule.dutyRate().signum() > 0) {
      assertThat(Replay.contradictions(later, honest)).isNotEmpty();
    }
  }
}
