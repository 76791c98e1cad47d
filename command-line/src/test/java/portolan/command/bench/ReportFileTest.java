// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
  @TempDir private Path folder;

  @Test
  void aReportIsReadAsItWasWritten() throws IOException {
    Report report =
        Reports.of(
            Reports.result(Findings.NAIVE, 20, 40),
            Reports.result(Findings.SATURATION, 20, 80_000));
    Path file = folder.resolve("made").resolve("report.json");

    ReportFile.write(report, file);

    assertThat(ReportFile.read(file)).isEqualTo(report);
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    Path file = folder.resolve("none.json");

    assertThatThrownBy(() -> ReportFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": the file is missing");
  }

  @Test
  void aFileOfSomethingElseIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), "{\"format\":1}");

    assertThatThrownBy(() -> ReportFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": not a file of results of this program: ");
  }

  @Test
  void aFileOfAnotherFormatIsRefused() throws IOException {
    Path file = folder.resolve("report.json");
    ReportFile.write(Reports.of(), file);
    Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 2"));

    assertThatThrownBy(() -> ReportFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": format: expected 1, found 2");
  }
}
