// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

class AssessorTest {

  private static TariffRule rule(String name, String value) {
    JsonObject rule = Papers.rule().toBuilder().replace(name, Json.parse(value)).build();
    return TariffRule.fromJson(Fields.of("rule", rule));
  }

  private static Assessment assess(TariffRule rule) {
    return Assessor.assess(rule, Papers.readDeclaration(), Papers.SALT);
  }

  /** Computed by hand: 13.50 of freight and insurance over 100.00 and 45.00. */
  @Test
  void everyStepOfACifAssessmentIsWrittenDown() {
    Assessment assessment = assess(Papers.readRule());
    assertThat(assessment.steps().stream().map(AssessorTest::line))
        .containsExactly(
            "1 FREIGHT_SHARE 1200 -> 828",
            "1 INSURANCE_SHARE 150 -> 104",
            "1 CUSTOMS_VALUE 10000 -> 10932",
            "1 DUTY 10932 x 12 -> 1311",
            "1 VAT_BASE 10932 -> 12243",
            "1 VAT 12243 x 20.0 -> 2448",
            "2 FREIGHT_SHARE 1200 -> 372",
            "2 INSURANCE_SHARE 150 -> 46",
            "2 CUSTOMS_VALUE 4500 -> 4918",
            "2 DUTY 4918 x 12 -> 590",
            "2 VAT_BASE 4918 -> 5508",
            "2 VAT 5508 x 20.0 -> 1101");
    assertThat(assessment.duty()).isEqualTo(1901);
    assertThat(assessment.vat()).isEqualTo(3549);
    assertThat(assessment.total()).isEqualTo(5450);
  }

  private static String line(Assessment.Step step) {
    return step.line()
        + " "
        + step.kind()
        + " "
        + step.basis()
        + step.rate().map(rate -> " x " + rate).orElse("")
        + " -> "
        + step.amount();
  }

  @Test
  void anFobValueLeavesFreightAndInsuranceOut() {
    Assessment assessment = assess(rule("valueBasis", "\"FOB\""));
    assertThat(assessment.steps().stream().map(AssessorTest::line))
        .startsWith("1 CUSTOMS_VALUE 10000 -> 10000", "1 DUTY 10000 x 12 -> 1200")
        .hasSize(8);
    assertThat(assessment.duty()).isEqualTo(1740);
    assertThat(assessment.vat()).isEqualTo(3248);
  }

  @Test
  void reliefBelowAValueTakesTheDutyAndItsTax() {
    // The goods are worth 145.00, freight and insurance do not count.
    assertThat(assess(rule("reliefBelow", "\"14500\"")).duty()).isEqualTo(1901);
    Assessment relieved = assess(rule("reliefBelow", "\"14501\""));
    assertThat(relieved.steps().stream().map(AssessorTest::line))
        .contains("1 DUTY_RELIEF 1311 -> 1311", "1 VAT_BASE 10932 -> 10932");
    assertThat(relieved.duty()).isEqualTo(0);
    assertThat(relieved.vat()).isEqualTo(3169);
  }

  @ParameterizedTest
  @CsvSource({
    "TRUNCATE, 236553, 20, 47310",
    "HALF_EVEN, 236553, 20, 47311",
    "TRUNCATE, 50, 1, 0",
    "HALF_EVEN, 50, 1, 0",
    "HALF_EVEN, 150, 1, 2",
    "HALF_EVEN, 51, 1, 1",
    "TRUNCATE, 199, 1, 1",
    "TRUNCATE, 999999999999999999, 1000, 9999999999999999990",
    "TRUNCATE, 1000000, 0.1234567891, 1234",
    "HALF_EVEN, 0, 20, 0",
  })
  void aChargeIsRoundedOnceAndAsTheRuleSays(
      Rounding rounding, BigInteger base, BigDecimal rate, BigInteger charge) {
    assertThat(AdValorem.charge(base, rate, rounding)).isEqualTo(charge);
  }

  @Test
  void reliefNeverGivesMoneyBack() {
    assertThat(AdValorem.lessRelief(BigInteger.TEN, BigInteger.TWO)).isEqualTo(8);
    assertThat(AdValorem.lessRelief(BigInteger.TWO, BigInteger.TEN)).isEqualTo(0);
  }

  @Test
  void aNegativeBaseIsAMistake() {
    assertThatThrownBy(
            () -> AdValorem.charge(BigInteger.ONE.negate(), BigDecimal.ONE, Rounding.TRUNCATE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void amountsThatNobodyCouldStoreAreRefused() {
    JsonObject huge =
        Papers.declaration().toBuilder()
            .replace("freight", Json.text("999999999999999999"))
            .build();
    Declaration declaration = Declaration.fromJson(Fields.of("declaration", huge));
    TariffRule rule = rule("dutyRate", "\"1000\"");
    assertThatThrownBy(() -> Assessor.assess(rule, declaration, Papers.SALT))
        .hasMessageStartingWith("AMOUNT_TOO_LARGE|declaration.lines|");
  }

  @Test
  void anAssessmentIsWrittenAsItWasRead() {
    Assessment assessment = assess(Papers.readRule());
    assertThat(Assessment.fromJson(Fields.of("", assessment.toJson()))).isEqualTo(assessment);
  }
}
