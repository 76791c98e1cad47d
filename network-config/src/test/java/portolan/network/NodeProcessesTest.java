// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProcessesTest {
  @TempDir Path root;

  private NetworkFolder folder() {
    return new NetworkFolder(root);
  }

  private NodeProcesses processes() {
    return new NodeProcesses(folder(), "127.0.0.1");
  }

  private Node node(String... command) {
    return new Node(
        "n",
        Node.Kind.PEER,
        List.of(command),
        Map.of("SEEN", "value"),
        new TreeMap<>(),
        List.of(),
        folder().log("n"));
  }

  @AfterEach
  void endAll() {
    processes().end(processes().recorded());
  }

  @Test
  void aStartedNodeIsFoundByItsFileAndEnded() {
    NodeProcesses processes = processes();
    processes.start(node("sleep", "600"));
    processes.await(
        "the file", Duration.ofSeconds(10), List.of(), () -> processes.find("n").isPresent());
    ProcessIdentity running = processes.find("n").orElseThrow();

    assertThat(ProcessHandle.of(running.pid()).orElseThrow().isAlive()).isTrue();
    assertThat(running.residentBytes()).isPositive();

    processes.end(List.of("n"));

    assertThat(processes.find("n")).isEmpty();
    assertThat(running.isAlive()).isFalse();
    assertThat(folder().pid("n")).doesNotExist();
  }

  @Test
  void aNodeThatIgnoresTheSignalIsKilled() throws IOException {
    NodeProcesses processes = processes();
    Path ready = root.resolve("ready");
    processes.start(
        node("sh", "-c", "trap '' TERM; touch " + ready + "; while :; do sleep 1; done"));
    processes.await("the trap", Duration.ofSeconds(10), List.of(), () -> Files.exists(ready));

    processes.kill("n");

    assertThat(processes.find("n")).isEmpty();
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTouched() throws IOException {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      ProcessIdentity now = ProcessIdentity.running(stranger.pid()).orElseThrow();
      new ProcessIdentity(now.pid(), now.start() - 1).write(folder().pid("n"));

      assertThat(processes().find("n")).isEmpty();
      processes().end(List.of("n"));

      assertThat(stranger.isAlive()).isTrue();
      assertThat(folder().pid("n")).doesNotExist();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void aDamagedFileMeansNoProcess() throws IOException {
    Files.createDirectories(folder().pid("n").getParent());
    Files.writeString(folder().pid("n"), "not a number");

    assertThat(ProcessIdentity.read(folder().pid("n"))).isEmpty();
    assertThat(processes().find("n")).isEqualTo(Optional.empty());
  }

  @Test
  void waitingForANodeThatHasEndedShowsTheEndOfItsLog() {
    NodeProcesses processes = processes();
    processes.start(node("sh", "-c", "echo seen: $SEEN; echo cannot open ledger; exit 3"));

    assertThatThrownBy(
            () -> processes.await("it", Duration.ofSeconds(20), List.of("n"), () -> false))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("n has ended")
        .hasMessageContaining(folder().log("n").toString())
        .hasMessageContaining("seen: value")
        .hasMessageContaining("cannot open ledger");
  }

  @Test
  void waitingTooLongSaysForWhat() {
    assertThatThrownBy(
            () -> processes().await("the moon", Duration.ofMillis(50), List.of(), () -> false))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("for the moon");
  }

  @Test
  void aPortInUseIsNamedWithTheNodeAndTheWayOut() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThatThrownBy(() -> processes().requireFree("peer.bank", Map.of(port, "peer")))
          .isInstanceOf(NetworkException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("peer.bank")
          .hasMessageContaining("portBase");
    }
  }

  @Test
  void twoCommandsOnOneNetworkAreRefused() {
    Path lock = folder().lock();

    CommandLock.holding(
        lock,
        Duration.ZERO,
        () ->
            assertThatThrownBy(() -> CommandLock.holding(lock, Duration.ZERO, () -> {}))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("another command is at work"));
  }
}
