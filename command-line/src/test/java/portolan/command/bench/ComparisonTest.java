// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void rowsOfBothStandSideBySideWithTheRatio() {
    Report first = Reports.of(Reports.result(Findings.SATURATION, 20, 40_000));
    Report second = Reports.of(Reports.result(Findings.SATURATION, 10, 30_000));

    assertThat(Comparison.of(first, second))
        .anySatisfy(
            line ->
                assertThat(line.split("\\s{2,}"))
                    .containsExactly(
                        "the row saturation", "settled per s", "2,000", "3,000", "1.50"));
  }

  @Test
  void rowsThatOnlyOneHasAreNamed() {
    Report first = Reports.of(Reports.result(Findings.NAIVE, 20, 40));
    Report second = Reports.of(Reports.result(Findings.HALF, 20, 40_000));

    assertThat(Comparison.of(first, second))
        .containsAll(List.of("only in A: the row naive", "only in B: the row half"));
  }

  @Test
  void nothingSettledGivesNoRatio() {
    Report first = Reports.of(Reports.result(Findings.NAIVE, 20, 0));
    Report second = Reports.of(Reports.result(Findings.NAIVE, 20, 40));

    assertThat(Comparison.of(first, second))
        .anySatisfy(line -> assertThat(line).contains("settled per s").endsWith(" -"));
  }
}
