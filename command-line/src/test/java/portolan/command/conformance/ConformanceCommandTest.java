// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConformanceCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new ConformanceCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private void link(String input, boolean accepted, String expected) throws IOException {
    Files.createDirectories(folder.resolve("gs1-digital-link"));
    Files.writeString(
        folder.resolve("gs1-digital-link/cases.json"),
        """
        {"cases":[{"id":"one","op":"parseDigitalLink","input":"%s","accepted":%s,"expect":"%s"}]}
        """
            .formatted(input, accepted, expected));
  }

  /** Those that this repository stands beside, or that a variable names: see CONTRIBUTING.md. */
  @Test
  void nothingOfTheCasesOfOthersGoesWrong() {
    Path vectors = vectors().resolve("traceability");
    if (!Files.isDirectory(vectors)) {
      assertThat(System.getenv("CI")).as("no test vectors in " + vectors).isNotEqualTo("true");
      System.out.println("SKIPPED: no test vectors in " + vectors);
    }
    assumeTrue(Files.isDirectory(vectors));

    int code = run("--vectors", vectors.toString());

    System.out.println(out);
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).contains("gs1-digital-link", "cbv-event-hash", "openepcis", "cases");
    assertThat(out.toString()).doesNotContain("wrongly: ", "another reason: ");
    assertThat(code).isZero();
  }

  private static Path vectors() {
    String named = System.getenv("PORTOLAN_VECTORS");
    return named == null ? Path.of("..", "..", "shared", "vectors") : Path.of(named);
  }

  @Test
  void aCaseThatGoesAsItsSourceSaysIsCounted() throws IOException {
    link("https://id.gs1.org/01/04012345123456", true, "^0104012345123456");

    assertThat(run("--vectors", folder.toString())).isZero();

    assertThat(out.toString())
        .containsPattern("gs1-digital-link +1 +1 +0 +0 +0 +0")
        .contains("not there: " + folder.resolve("openepcis"));
  }

  @Test
  void aRightThingThatIsRefusedEndsWithCodeOneAndIsNamed() throws IOException {
    link("https://id.gs1.org/01/04012345123457", true, "^0104012345123457");

    assertThat(run("--vectors", folder.toString())).isEqualTo(1);

    assertThat(out.toString()).contains("wrongly: gs1-digital-link one: refused: ");
  }

  @Test
  void aWrongThingThatIsTakenEndsWithCodeOne() throws IOException {
    link("https://id.gs1.org/01/04012345123456", false, "");

    assertThat(run("--vectors", folder.toString())).isEqualTo(1);

    assertThat(out.toString()).contains("wrongly: gs1-digital-link one: accepted: ");
  }

  @Test
  void anotherValueThanTheSourceHasEndsWithCodeOne() throws IOException {
    link("https://id.gs1.org/01/04012345123456", true, "^0100000000000000");

    assertThat(run("--vectors", folder.toString())).isEqualTo(1);

    assertThat(out.toString()).contains("expected ^0100000000000000, found ^0104012345123456");
  }

  @Test
  void aFolderWithoutSetsIsRefusedNamingTheOption() {
    assertThat(run("--vectors", folder.toString())).isEqualTo(2);

    assertThat(err.toString()).contains("--vectors: expected a folder with gs1-digital-link");
  }
}
