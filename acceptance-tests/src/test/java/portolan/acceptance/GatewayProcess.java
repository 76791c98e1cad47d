// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import portolan.api.v1.GatewayStatus;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.RegistryServiceGrpc;
import portolan.client.PortolanClient;
import portolan.gateway.configuration.GatewayConfiguration;

/**
 * A second gateway of a member, in a process of its own that can be killed, with its own port and
 * outbox.
 */
final class GatewayProcess implements AutoCloseable {
  /** From a gateway's port to one that is free, within the member's own range. */
  static final int FREE_PORT = 14;

  private final RealNetwork network;
  private final String mspId;
  private final Path folder;
  private final GatewayConfiguration configuration;
  private Process process;

  GatewayProcess(RealNetwork network, String mspId) throws IOException {
    this(network, mspId, false);
  }

  private GatewayProcess(RealNetwork network, String mspId, boolean keeper) throws IOException {
    this.network = network;
    this.mspId = mspId;
    folder =
        Files.createDirectories(
            network.nodes().folder().resolve("second-gateways").resolve(Trades.newId(mspId)));
    String member = network.nodes().consortium().member(mspId).name();
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json =
        (ObjectNode) mapper.readTree(network.nodes().gatewayConfiguration(member).toFile());
    ObjectNode listen = (ObjectNode) json.get("listen");
    listen.put("port", listen.get("port").asInt() + FREE_PORT);
    json.put("dataDirectory", folder.resolve("data").toString());
    json.put("keeper", keeper);
    mapper.writeValue(file().toFile(), json);
    configuration = GatewayConfiguration.read(file());
  }

  /** One that is a keeper. */
  static GatewayProcess keeper(RealNetwork network, String mspId) throws IOException {
    return new GatewayProcess(network, mspId, true);
  }

  private Path file() {
    return folder.resolve("gateway.json");
  }

  /** Starts it and waits until it serves. */
  void start() throws IOException {
    Path log = folder.resolve("log");
    Files.deleteIfExists(log);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("portolan.program.lib") + File.separator + "*",
                "portolan.command.Portolan",
                "gateway",
                "--configuration",
                file().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await()
        .atMost(Duration.ofMinutes(1))
        .failFast("the gateway ended", () -> !process.isAlive())
        .until(() -> Files.readString(log).contains("READY " + mspId));
  }

  /** Ends it at once, as a crash would. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** A new connection of one of the member's clients. */
  GrpcConnection connect() throws IOException {
    return GrpcConnection.to(configuration.listen(), network.clientOf(mspId));
  }

  /** A new client of the member. */
  PortolanClient client(Duration deadline) throws IOException {
    return network.newClient(mspId, configuration.listen(), deadline);
  }

  GatewayStatus status() throws IOException {
    try (GrpcConnection connection = connect()) {
      return RegistryServiceGrpc.newBlockingStub(connection.channel())
          .withDeadline(GrpcConnection.deadline())
          .getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance());
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
