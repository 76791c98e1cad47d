// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.client.PortolanClient;
import portolan.command.Gateways;
import portolan.command.ledger.TwinNetwork;
import portolan.gateway.MemberGateway;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** A gateway that cannot start leaves nothing behind. */
@Timeout(120)
class GatewayStartTest {
  @TempDir private Path folder;

  private TwinNetwork twin() throws Exception {
    Path file = Path.of(System.getProperty("portolan.consortium"));
    Consortium consortium =
        ConsortiumFile.parse(
            file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 18850"));
    TwinNetwork twin = TwinNetwork.of(consortium, folder);
    twin.up(Progress.silent());
    return twin;
  }

  @Test
  void aStartThatFailsReleasesAllThatItOpenedSoThatTheNextOneSucceeds() throws Exception {
    try (TwinNetwork twin = twin()) {
      GatewayConfiguration configuration =
          GatewayConfiguration.read(twin.gatewayConfiguration("Supplier"));
      long threads = ownThreads();
      try (ServerSocket taken =
          new ServerSocket(
              configuration.listen().port(),
              1,
              InetAddress.getByName(configuration.listen().host()))) {
        assertThat(taken.isBound()).isTrue();
        assertThatThrownBy(() -> MemberGateway.start(configuration, twin.peers()))
            .isInstanceOf(BindException.class);
      }
      await().atMost(90, SECONDS).until(() -> ownThreads() <= threads);
      // Its stores are locked by nobody.
      try (MemberGateway second = MemberGateway.start(configuration, twin.peers());
          PortolanClient client = Gateways.client(twin, "Supplier", configuration)) {
        assertThat(second).isNotNull();
        assertThat(
                client
                    .registry()
                    .getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance())
                    .getTroublesList())
            .isEmpty();
      }
    }
  }

  /** Of servers and stores. */
  private static long ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("vert.x-")
                    || name.equals("outbox")
                    || name.equals("statements")
                    || name.equals("journal"))
        .count();
  }
}
