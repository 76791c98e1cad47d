package portolan.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.Path;
import portolan.client.PortolanClient;
import portolan.command.Gateways;
import portolan.gateway.GatewayConfiguration;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Network;
import portolan.network.cli.ConsoleProgress;

/**
 * One real Fabric network for all tests: six members, two of them suppliers who compete, three
 * orderers, and a gateway for each member.
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

  RealNetwork() throws Exception {
    Consortium consortium = ConsortiumFile.read(Path.of(System.getProperty("portolan.consortium")));
    network =
        Network.of(
            consortium,
            Path.of(System.getProperty("portolan.test.directory"), "network").toAbsolutePath());
    network.reset();
    network.up(new ConsoleProgress(new PrintWriter(System.out, true, UTF_8)));
    try {
      gateways = Gateways.start(network);
    } catch (Exception e) {
      network.down();
      throw e;
    }
  }

  /** The nodes. */
  Network nodes() {
    return network;
  }

  /** Everything that a node has on disk about the ledger. */
  Path ledgerFolder(String node) {
    return network.folder().resolve("ledger").resolve(node);
  }

  /** A client of a member's own gateway. */
  PortolanClient client(String mspId) {
    return gateways.of(mspId);
  }

  /** How a member's gateway is set up. */
  GatewayConfiguration configuration(String mspId) {
    return GatewayConfiguration.read(
        network.gatewayConfiguration(network.consortium().member(mspId).name()));
  }

  @Override
  public void close() {
    gateways.close();
    network.down();
  }
}
