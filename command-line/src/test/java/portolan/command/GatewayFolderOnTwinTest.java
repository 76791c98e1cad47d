// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import portolan.command.ledger.TwinNetwork;
import portolan.gateway.MemberGateway;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.outbox.StoreFile;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** What an operator sees when a gateway's folder is in use, or a file in it is damaged. */
class GatewayFolderOnTwinTest {
  @TempDir private Path folder;

  private final StringWriter told = new StringWriter();

  private int runGateway(Path configuration) {
    return new CommandLine(new Portolan())
        .setExecutionExceptionHandler(new CommandFailures())
        .setErr(new PrintWriter(told, true))
        .setOut(new PrintWriter(told, true))
        .execute("gateway", "--configuration", configuration.toString());
  }

  /** The one line that the command said. */
  private String line() {
    List<String> lines = told.toString().lines().toList();
    assertThat(lines).hasSize(1);
    told.getBuffer().setLength(0);
    return lines.getFirst();
  }

  private static void damage(Path file) throws IOException {
    Files.writeString(file, "x".repeat(10_000));
  }

  @Test
  void oneLineSaysWhoHasTheFolderOrWhatToDoWithADamagedFile() throws Exception {
    Path file = Path.of("..", "network-config", "consortium-six.yaml");
    Consortium consortium =
        ConsortiumFile.parse(
            file.toString(),
            Files.readString(file).replaceFirst("basePort: \\d+", "basePort: 18950"));
    try (TwinNetwork twin = TwinNetwork.of(consortium, folder)) {
      twin.up(Progress.silent());
      Path json = twin.gatewayConfiguration(consortium.members().getFirst().name());
      GatewayConfiguration configuration = GatewayConfiguration.read(json);
      Path data = configuration.dataDirectory();
      Files.createDirectories(data);
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

      try (MemberGateway first = MemberGateway.start(configuration, twin.peers())) {
        assertThat(runGateway(json)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(line())
            .startsWith("failed: " + data + " is in use by another gateway (process ")
            .contains(" " + ProcessHandle.current().pid() + " on ");
        assertThat(first).isNotNull();
        try (var files = Files.walk(data)) {
          assertThat(files)
              .allSatisfy(
                  f ->
                      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(f)))
                          .as(f.toString())
                          .endsWith("------"));
        }
      }

      for (StoreFile damaged : StoreFile.values()) {
        Path its = damaged.in(data);
        byte[] before = Files.exists(its) ? Files.readAllBytes(its) : new byte[0];
        damage(its);
        assertThat(runGateway(json)).as(damaged.name()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(line()).startsWith("failed: " + damaged.title() + " in " + its + " is damaged");
        if (before.length > 0 && damaged == StoreFile.OUTBOX) {
          Files.write(its, before);
        } else {
          Files.delete(its);
        }
        // Its ports and files are free again, and what can be built anew is.
        MemberGateway.start(configuration, twin.peers()).close();
      }
    }
  }
}
