// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasureTest {

  @ParameterizedTest
  @CsvSource({
    "700000, GRM, 700 KGM",
    "1, TNE, 1000 KGM",
    "1, LBR, 0.45359237 KGM",
    "16, ONZ, 0.45359237 KGM",
    "0.5, KGM, 0.5 KGM",
    "250, MLT, 0.25 LTR",
    "1, MTQ, 1000 LTR",
    "12, INH, 0.3048 MTR",
    "1, FOT, 0.3048 MTR",
    "10000, CMK, 1 MTK",
    "2, DZN, 24 pieces",
    "24, EA, 24 pieces",
    "7, XYZ, 7 XYZ",
  })
  void unitsOfOneDimensionAreOne(String amount, String unit, String expected) {
    assertThat(Measure.of(new BigDecimal(amount), Optional.of(unit))).hasToString(expected);
  }

  @Test
  void withoutUnitItIsPieces() {
    assertThat(Measure.of(new BigDecimal("3.00"), Optional.empty()))
        .isEqualTo(new Measure(new BigDecimal("3"), "H87"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0", "-1", "0.0000000001", "1000000000000000", "1e16"})
  void anAmountIsAboveZeroAndNotTooLong(String amount) {
    assertThatThrownBy(() -> Measure.of(new BigDecimal(amount), Optional.of("KGM")))
        .hasMessageStartingWith("expected a quantity above zero");
  }
}
