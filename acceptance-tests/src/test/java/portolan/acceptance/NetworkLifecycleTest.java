package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.gateway.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.fabric.PeerConnection;
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

    Process down = command("down");
    String said = new String(down.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(down.waitFor()).as(said).isZero();
    assertThat(NetworkProcesses.of(folder)).isEmpty();

    network.up(Progress.silent());

    assertThat(members()).contains("TraderMSP", "AuthorityMSP");
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
      try (FabricLedger ledger = new FabricLedger(configuration, PeerConnection.overTls())) {
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
