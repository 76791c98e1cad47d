// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void helpTellsWhatIsMeasuredAndHowToCompare() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "--quick", "--events", "--json", "--twin", "--window", "compare", "naive", "random");
  }

  @Test
  void helpOfTheComparisonNamesItsFiles() {
    assertThat(run("compare", "--help")).isZero();
    assertThat(out.toString()).contains("A.json", "B.json");
  }

  @Test
  void aComparisonNeedsTwoFiles() {
    assertThat(run("compare", "one.json")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("B.json");
  }

  @ParameterizedTest
  @CsvSource({"--seconds", "--clients", "--window", "--most-per-second"})
  void aMeasurementOfNothingIsRefusedBeforeAnythingIsStarted(String option) {
    assertThat(run(option, "0")).isNotZero();
    assertThat(err.toString()).contains(option + ": expected 1 or more, found 0");
  }
}
