// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.client.PortolanClient;
import portolan.command.Gateways;
import portolan.command.ledger.FabricNetwork;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.fabric.PeerConnection;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Network;
import portolan.network.Role;
import portolan.network.cli.ConsoleProgress;

/**
 * A real Fabric network with a gateway for each member. One serves nearly all tests: six members,
 * two of them suppliers who compete, three orderers.
 */
public final class RealNetwork implements AutoCloseable {
  static final String SUPPLIER = "SupplierMSP";
  static final String MERCHANT = "MerchantMSP";
  static final String LOGISTICS = "LogisticsMSP";
  static final String PLATFORM = "PlatformMSP";
  static final String CUSTOMS = "CustomsMSP";
  static final String BANK = "BankMSP";

  private final Network network;
  private final Gateways gateways;

  /** The network of nearly all tests. */
  RealNetwork() throws Exception {
    this(Path.of(System.getProperty("portolan.consortium")), "network");
  }

  /**
   * Another network.
   *
   * @param folder under the tests' own
   */
  RealNetwork(Path consortium, String folder) throws Exception {
    network =
        Network.of(
            withoutKeepers(consortium),
            Path.of(System.getProperty("portolan.test.directory"), folder).toAbsolutePath());
    network.reset();
    network.up(new ConsoleProgress(new PrintWriter(System.out, true, UTF_8)));
    try {
      gateways = Gateways.start(FabricNetwork.of(network));
    } catch (Exception e) {
      network.down();
      throw e;
    }
  }

  /** Who calls what is for the tests to say; those of keepers start their own. */
  private static Consortium withoutKeepers(Path consortium) throws IOException {
    String file = Files.readString(consortium);
    return ConsortiumFile.parse(
        consortium.toString(), file.replace("    roles:", "    keeper: false\n    roles:"));
  }

  /** The nodes. */
  Network nodes() {
    return network;
  }

  /** Everything that a node has on disk about the ledger. */
  Path ledgerFolder(String node) {
    return network.folder().resolve("ledger").resolve(node);
  }

  /** All members' gateways. */
  Gateways gateways() {
    return gateways;
  }

  /** A client of a member's own gateway. */
  PortolanClient client(String mspId) {
    return gateways.of(mspId);
  }

  /** Another client of a member's gateway, with so much time for each call. */
  PortolanClient newClient(String mspId, Duration deadline) throws IOException {
    return newClient(mspId, configuration(mspId).listen(), deadline);
  }

  /** As {@link #newClient(String, Duration)}, of a gateway that listens elsewhere. */
  PortolanClient newClient(String mspId, GatewayConfiguration.Listen listen, Duration deadline)
      throws IOException {
    Path own = credentials(mspId);
    return PortolanClient.newBuilder(listen.host(), listen.port())
        .authority(own.resolve("ca.crt"))
        .identity(own.resolve("client.crt"), own.resolve("client.key"))
        .deadline(deadline)
        .build();
  }

  /** The folder with what callers of a member's gateway need. */
  Path credentials(String mspId) {
    return network.clientCredentials(network.consortium().member(mspId).name());
  }

  /** The credentials with which a member's clients call its gateway. */
  ChannelCredentials clientOf(String mspId) throws IOException {
    Path own = credentials(mspId);
    return TlsChannelCredentials.newBuilder()
        .trustManager(own.resolve("ca.crt").toFile())
        .keyManager(own.resolve("client.crt").toFile(), own.resolve("client.key").toFile())
        .build();
  }

  /** How a member's gateway is set up. */
  GatewayConfiguration configuration(String mspId) {
    return GatewayConfiguration.read(
        network.gatewayConfiguration(network.consortium().member(mspId).name()));
  }

  /** The ledger as a member's gateway sees it: at its own peer, under its own identity. */
  FabricLedger ledger(String mspId) throws IOException, GeneralSecurityException {
    return new FabricLedger(configuration(mspId).peerAccess(), PeerConnection.overTls());
  }

  /** The MSP ids of all members. */
  List<String> members() {
    return network.consortium().members().stream().map(Consortium.Member::mspId).toList();
  }

  /** The members that hold at least one of these roles. */
  List<String> holders(Set<Role> roles) {
    return network.consortium().members().stream()
        .filter(m -> m.roles().stream().anyMatch(roles::contains))
        .map(Consortium.Member::mspId)
        .toList();
  }

  List<String> orderers() {
    return network.nodeNames().stream().filter(n -> n.startsWith("orderer")).toList();
  }

  /** Stops the orderers in their tracks, as a stalled machine would: nothing is committed. */
  void freezeOrderers() throws IOException, InterruptedException {
    signalOrderers("STOP");
  }

  /** Lets the orderers go on. */
  void thawOrderers() throws IOException, InterruptedException {
    signalOrderers("CONT");
  }

  private void signalOrderers(String signal) throws IOException, InterruptedException {
    for (String orderer : orderers()) {
      String pid = Long.toString(network.pid(orderer).orElseThrow());
      int exit = new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + signal + " " + orderer + ": " + exit);
      }
    }
  }

  /** The node that runs a member's chaincode. */
  String chaincode(String mspId) {
    return "chaincode." + network.consortium().member(mspId).key();
  }

  /** The node that is a member's peer. */
  String peer(String mspId) {
    return "peer." + network.consortium().member(mspId).key();
  }

  /** Waits until a member's gateway reaches the member's own peer and chaincode. */
  void awaitReachable(String mspId) {
    await()
        .atMost(60, SECONDS)
        .until(
            () ->
                client(mspId)
                    .registry()
                    .getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance())
                    .getLedgerReachable());
  }

  /** Starts whatever does not run, and waits until every gateway reaches its ledger again. */
  void heal() {
    network.nodeNames().forEach(network::start);
    members().forEach(this::awaitReachable);
  }

  @Override
  public void close() {
    gateways.close();
    network.down();
  }
}
