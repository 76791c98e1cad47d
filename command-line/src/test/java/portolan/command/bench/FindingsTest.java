// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingsTest {
  @Test
  void theAnchorsOfTheSameRunGiveTheRatios() {
    Report report =
        Reports.of(
            Reports.result(Findings.SINGLE, 20, 3_200),
            Reports.result(Findings.SATURATION, 20, 80_000));

    assertThat(Findings.of(report))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("ratio, grouped to one per transaction ")
                    .contains(" 25.0 "));
  }

  @Test
  void whatWasNotMeasuredIsNotMentioned() {
    assertThat(Findings.of(Reports.of())).isEmpty();
  }

  @Test
  void anAnchorThatSettledNothingGivesNoRatio() {
    Report report =
        Reports.of(
            Reports.result(Findings.NAIVE, 4, 0), Reports.result(Findings.SATURATION, 4, 16_000));

    assertThat(Findings.of(report))
        .contains("ratio, grouped to naive balances: the latter settled nothing");
  }
}
