// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.fabric.PeerConnection;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Network;
import portolan.network.NetworkException;
import portolan.network.NetworkStatus.NodeStatus;
import portolan.network.Progress;

/** A network of its own, of two members, that is brought up, killed and taken down. */
@OnRealNetwork
class NetworkLifecycleTest {
  private static final String PEER = "peer.trader";
  private static final String CHAINCODE = "chaincode.trader";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path folder =
      Path.of(System.getProperty("portolan.test.directory"), "lifecycle").toAbsolutePath();
  private Path file;
  private Network network;

  @BeforeEach
  void beginWithNothing() throws Exception {
    file = Path.of(NetworkLifecycleTest.class.getResource("/consortium-two.yaml").toURI());
    network = Network.of(ConsortiumFile.read(file), folder);
    network.reset();
  }

  @AfterEach
  void leaveNothing() throws IOException {
    network.reset();
    assertThat(NetworkProcesses.of(folder)).isEmpty();
  }

  @Test
  void aNetworkThatIsUpIsLeftAloneAndWhatWasWrittenSurvivesItsEnd() throws Exception {
    network.up(Progress.silent());
    List<OptionalLong> pids = each(NodeStatus::pid);
    Phases second = new Phases();
    network.up(second);

    assertThat(second.begun).isEmpty();
    assertThat(each(NodeStatus::pid)).isEqualTo(pids).allMatch(OptionalLong::isPresent);

    String members = members();
    List<OptionalLong> heights = each(NodeStatus::height);
    network.down();

    assertThat(network.status().down()).isTrue();
    assertThat(NetworkProcesses.of(folder)).isEmpty();

    network.up(Progress.silent());

    assertThat(network.status().up()).isTrue();
    assertThat(members()).isEqualTo(members).contains("TraderMSP", "AuthorityMSP");
    assertThat(each(NodeStatus::height)).isEqualTo(heights).anyMatch(OptionalLong::isPresent);

    network.reset();

    assertThat(folder).doesNotExist();
    assertThat(NetworkProcesses.of(folder)).isEmpty();
  }

  @ParameterizedTest(name = "after \"{0}\"")
  @ValueSource(
      strings = {"certificates", "1 orderers, 2 peers, 2 chaincode processes", "chaincode serves"})
  void anUpThatIsKilledLeavesNothingThatDownDoesNotEndAndCanBeResumed(String phase)
      throws Exception {
    Process up = command("up");
    NetworkProcesses.awaitLine(up, phase);
    up.destroyForcibly().onExit().join();

    Process status = command("status");
    String shown = new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(status.waitFor()).as(shown).isEqualTo(1);
    assertThat(shown).contains("was interrupted", "run it again").doesNotContain(" is up;");

    Process down = command("down");
    String said = new String(down.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(down.waitFor()).as(said).isZero();
    assertThat(NetworkProcesses.of(folder)).isEmpty();

    network.up(Progress.silent());

    assertThat(members()).contains("TraderMSP", "AuthorityMSP");
  }

  @Test
  void statusNamesWhatIsDeadHungOrOutsideTheChannelAndWhetherAnythingCanBeWritten()
      throws Exception {
    network.up(Progress.silent());
    assertThat(network.status().problems()).isEmpty();
    assertThat(statusCode()).isZero();

    network.kill(CHAINCODE);
    assertProblem(CHAINCODE + " does not run");
    network.up(Progress.silent());
    await().atMost(LIMIT).until(() -> network.status().problems().isEmpty());

    signal("STOP", CHAINCODE);
    assertProblem(CHAINCODE + " does not answer " + PEER);
    signal("CONT", CHAINCODE);
    await().atMost(LIMIT).until(() -> network.status().problems().isEmpty());

    network.kill("orderer0");
    assertProblem("nothing can be written: 0 of 1 orderers");
    network.start("orderer0");
    await().atMost(LIMIT).until(() -> network.status().problems().isEmpty());

    network.stop(PEER);
    delete(folder.resolve("ledger").resolve(PEER));
    network.start(PEER);
    await().atMost(LIMIT).untilAsserted(() -> assertProblem(PEER + " is not in channel"));
    assertThat(statusCode()).isEqualTo(1);
  }

  private void assertProblem(String words) {
    List<String> problems = network.status().problems();
    System.out.println(String.join("\n", problems));
    assertThat(problems).anyMatch(problem -> problem.contains(words));
  }

  private int statusCode() throws Exception {
    Process status = command("status");
    status.getInputStream().transferTo(OutputStream.nullOutputStream());
    return status.waitFor();
  }

  private void signal(String signal, String node) throws Exception {
    String pid = Long.toString(network.pid(node).orElseThrow());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A peer that allows what it is asked, and is not given up while it answers. */
  @Test
  void aGatewayFindsItsPeerAgainWhenThePathFallsSilentAndKeepsItWhileItDoesNot() throws Exception {
    network.up(Progress.silent());
    GatewayConfiguration usual =
        GatewayConfiguration.read(
            network.gatewayConfiguration(network.consortium().members().getFirst().name()));
    try (SilentProxy path = new SilentProxy(usual.peer().port());
        FabricLedger ledger =
            new FabricLedger(by(path, usual).peerAccess(), PeerConnection.overTls())) {
      ledger.follow(OptionalLong.empty());
      ledger.evaluate("provenance", "members", "{}", LIMIT);
      // With Fabric's own minute between questions the peer would end the connection in this time.
      await().during(Duration.ofSeconds(45)).atMost(LIMIT).until(() -> path.connections() == 1);

      path.fallSilent();
      long begin = System.nanoTime();
      await()
          .atMost(LIMIT)
          .ignoreException(LedgerUnavailableException.class)
          .until(() -> ledger.evaluate("provenance", "members", "{}").contains("TraderMSP"));

      System.out.printf(
          "the gateway had its peer again after %d ms of silence%n",
          Duration.ofNanos(System.nanoTime() - begin).toMillis());
      assertThat(path.connections()).isGreaterThanOrEqualTo(2);
    }
  }

  private static GatewayConfiguration by(SilentProxy path, GatewayConfiguration usual) {
    return new GatewayConfiguration(
        usual.mspId(),
        usual.name(),
        usual.channel(),
        new GatewayConfiguration.Peer(usual.peer().host(), path.port(), usual.peer().tlsCaFile()),
        usual.identity(),
        usual.peerTls(),
        usual.listen(),
        usual.dataDirectory(),
        usual.keeper());
  }

  @Test
  void aPortInUseIsRefusedWithItsNumberAndWhatToDo() throws Exception {
    int port = network.nodes().getFirst().ports().keySet().iterator().next();
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));

      assertThatThrownBy(() -> network.up(Progress.silent()))
          .isInstanceOf(NetworkException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("orderer0")
          .hasMessageContaining("change basePort");
    }
    assertThat(NetworkProcesses.of(folder)).isEmpty();
  }

  @Test
  void aNodeThatDiesAtStartIsNamedWithItsLogFile() throws Exception {
    Path ledger = folder.resolve("ledger").resolve(PEER);
    Files.createDirectories(ledger.getParent());
    Files.writeString(ledger, "not a folder");

    assertThatThrownBy(() -> network.up(Progress.silent()))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining(PEER + " has ended")
        .hasMessageContaining(network.log(PEER).toString())
        .hasMessageContaining("not a directory");

    network.down();
    assertThat(NetworkProcesses.of(folder)).isEmpty();
  }

  private Process command(String what) throws IOException {
    return NetworkProcesses.program(
        "network", what, "--consortium", file.toString(), "--directory", folder.toString());
  }

  private <T> List<T> each(Function<NodeStatus, T> what) {
    return network.nodes().stream().map(what).toList();
  }

  /** What the ledger of every member's peer holds of the registry. */
  private String members() throws Exception {
    String all = "";
    for (Consortium.Member member : network.consortium().members()) {
      GatewayConfiguration configuration =
          GatewayConfiguration.read(network.gatewayConfiguration(member.name()));
      try (FabricLedger ledger =
          new FabricLedger(configuration.peerAccess(), PeerConnection.overTls())) {
        all += ledger.evaluate("provenance", "members", "{}", Duration.ofSeconds(20));
      }
    }
    return all;
  }

  /** Remembers what began. */
  private static final class Phases implements Progress {
    private final List<String> begun = new ArrayList<>();

    @Override
    public void started(String phase) {
      begun.add(phase);
    }

    @Override
    public void finished(String phase, Duration took) {}

    @Override
    public void note(String text) {}
  }
}
