// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process itself, as a network starts it. */
@Timeout(60)
final class ChaincodeProcessTest {
  @TempDir Path folder;
  private final List<String> javaOptions = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private Process process;

  @BeforeEach
  void writeCredentials() throws IOException {
    SelfSigned tls = SelfSigned.create("SupplierMSP");
    Path certificate = Files.writeString(folder.resolve("tls.crt"), tls.certificate());
    Path keyFile = Files.writeString(folder.resolve("tls.key"), tls.key());
    options.addAll(
        List.of(
            "--msp",
            "SupplierMSP",
            "--tls-key",
            keyFile.toString(),
            "--tls-cert",
            certificate.toString(),
            "--client-ca",
            certificate.toString()));
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void start(List<String> definitions) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
    command.addAll(javaOptions);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ChaincodeProcess.class.getName()));
    command.addAll(options);
    command.addAll(definitions);
    process =
        new ProcessBuilder(command).redirectError(folder.resolve("errors.log").toFile()).start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void everyDefinitionIsReadyOnItsPortAndEndsWhenTold() throws Exception {
    int settlement = freePort();
    int provenance = freePort();
    start(
        List.of(
            "settlement=" + settlement + "=settlement_1:0a",
            "provenance=" + provenance + "=provenance_1:0b"));
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).isEqualTo("READY settlement " + settlement);
    assertThat(out.readLine()).isEqualTo("READY provenance " + provenance);
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("errors.log")).content().doesNotContain("INFO", "Exception");
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      start(List.of("settlement=" + taken.getLocalPort() + "=settlement_1:0a"));
      assertThat(process.inputReader().readLine()).isNull();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(Files.readString(folder.resolve("errors.log")))
          .contains("cannot serve settlement on ")
          .contains(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void wrongArgumentsEndWithTheUsage() throws Exception {
    start(List.of());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("errors.log")))
        .startsWith("expected at least one NAME=PORT=PACKAGEID")
        .contains("usage:");
  }

  @Test
  void batchingIsOnOrOff() throws Exception {
    javaOptions.add("-Dportolan.chaincode.batching=sometimes");
    start(List.of("settlement=" + freePort() + "=settlement_1:0a"));
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("errors.log")))
        .startsWith(
            "expected on or off as the system property portolan.chaincode.batching, found"
                + " sometimes");
  }
}
