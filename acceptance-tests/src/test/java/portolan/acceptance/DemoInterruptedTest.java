// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.network.ConsortiumFile;
import portolan.network.Network;
import portolan.network.NetworkStatus.NodeStatus;
import portolan.network.Progress;

/** What the program {@code portolan demo --exit} leaves. */
@OnRealNetwork
class DemoInterruptedTest {
  private final Path root =
      Path.of(System.getProperty("portolan.test.directory"), "interrupted").toAbsolutePath();
  private final Path folder = root.resolve("network");
  private final Path file = root.resolve("consortium.yaml");

  @BeforeEach
  void beginWithNothing() throws Exception {
    Files.createDirectories(root);
    String six = Files.readString(Path.of(System.getProperty("portolan.consortium")));
    Files.writeString(
        file,
        six.replaceFirst("(?m)^basePort: .*$", "basePort: 25050")
            .replaceFirst("(?m)^name: .*$", "name: interrupted"));
    network().reset();
  }

  @AfterEach
  void leaveNothing() {
    network().reset();
  }

  @Test
  void aDemoLeavesANetworkThatWasAtWorkBeforeWhetherItEndsWellOrNot() throws Exception {
    network().up(Progress.silent());
    List<OptionalLong> before = pids();

    Process demo = demo();
    String said =
        demo.inputReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining("\n"));
    assertThat(demo.waitFor()).as(said).isZero();
    assertThat(said).contains("stays up until 'portolan network down'");
    assertThat(pids()).isEqualTo(before).allMatch(OptionalLong::isPresent);

    int taken = network().consortium().members().getFirst().gatewayPort();
    try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      Process failing = demo();
      failing.inputReader(StandardCharsets.UTF_8).lines().forEach(line -> {});
      assertThat(failing.waitFor()).isNotZero();
    }
    assertThat(pids()).isEqualTo(before);
  }

  private List<OptionalLong> pids() {
    return network().nodes().stream().map(NodeStatus::pid).toList();
  }

  private Process demo() throws Exception {
    return NetworkProcesses.program(
        "demo",
        "--fabric",
        "--exit",
        "--consortium",
        file.toString(),
        "--directory",
        folder.toString());
  }

  private Network network() {
    return Network.of(ConsortiumFile.read(file), folder);
  }

  @ParameterizedTest(name = "after \"{0}\"")
  @ValueSource(strings = {"certificates", "channel joined"})
  void aDemoThatIsInterruptedWhileTheNetworkComesUpLeavesNothingRunning(String phase)
      throws Exception {
    Process demo = demo();
    NetworkProcesses.awaitLine(demo, phase);
    // SIGTERM, which the JVM takes as it takes Ctrl-C. Not by the Process, which would close its
    // output.
    demo.toHandle().destroy();
    String rest =
        demo.inputReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining("\n"));

    assertThat(demo.waitFor()).as(rest).isNotZero();
    assertThat(rest).doesNotContain("could not be ended");
    assertThat(NetworkProcesses.of(folder)).isEmpty();
  }
}
