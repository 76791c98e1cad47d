// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessArgumentsTest {
  @TempDir Path folder;
  private List<String> arguments;

  @BeforeEach
  void goodArguments() throws IOException {
    String file = Files.createFile(folder.resolve("file.pem")).toString();
    arguments =
        new ArrayList<>(
            List.of(
                "--msp",
                "SupplierMSP",
                "--tls-key",
                file,
                "--tls-cert",
                file,
                "--client-ca",
                file,
                "settlement=9999=settlement_1:0a=b",
                "customs=10000=customs_1:0b"));
  }

  private ProcessArguments parse() {
    return ProcessArguments.parse(arguments.toArray(String[]::new));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::parse)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void allDefinitionsAreServed() {
    ProcessArguments parsed = parse();
    assertThat(parsed.mspId()).isEqualTo("SupplierMSP");
    assertThat(parsed.host()).isEqualTo("127.0.0.1");
    assertThat(parsed.definitions())
        .containsExactly(
            new ProcessArguments.Definition("settlement", 9999, "settlement_1:0a=b"),
            new ProcessArguments.Definition("customs", 10000, "customs_1:0b"));
  }

  @Test
  void whatIsMissingIsNamed() {
    arguments.removeLast();
    arguments.removeLast();
    assertRefused("NAME=PORT=PACKAGEID");
    arguments.clear();
    arguments.add("settlement=9999=x:y");
    assertRefused("--msp");
  }

  @Test
  void whatIsWrongIsNamed() {
    arguments.add("customs");
    assertRefused("found customs");
    arguments.set(arguments.size() - 1, "naive=70000=x:y");
    assertRefused("port from 1 to 65535 for naive, found 70000");
    arguments.set(arguments.size() - 1, "naive=x=x:y");
    assertRefused("found x");
    arguments.set(arguments.size() - 1, "customs=7=x:y");
    assertRefused("customs is given twice");
    arguments.set(arguments.size() - 1, "naive=9999=x:y");
    assertRefused("9999 is given twice");
    arguments.set(arguments.size() - 1, "--verbose");
    assertRefused("unknown option --verbose");
    arguments.set(arguments.size() - 1, "--host");
    assertRefused("a value after --host");
    arguments.add("h");
    arguments.addAll(List.of("--host", "h"));
    assertRefused("--host is given twice");
  }

  @Test
  void anUnreadableFileIsNamed() {
    arguments.set(3, folder.resolve("absent.pem").toString());
    assertRefused("--tls-key: expected a readable file, found " + folder.resolve("absent.pem"));
  }
}
