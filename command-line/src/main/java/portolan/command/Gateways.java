package portolan.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import portolan.client.PortolanClient;
import portolan.gateway.GatewayConfiguration;
import portolan.gateway.MemberGateway;
import portolan.network.Consortium;
import portolan.network.Network;

/**
 * The gateways of all members in this JVM, each with its own keys, port and folder, and a client of
 * each.
 */
public final class Gateways implements AutoCloseable {
  private final Map<String, MemberGateway> gateways = new LinkedHashMap<>();
  private final Map<String, PortolanClient> clients = new LinkedHashMap<>();

  /** Starts a gateway for every member of a network that is up. */
  public static Gateways start(Network network)
      throws IOException, GeneralSecurityException, SQLException, InterruptedException {
    Gateways all = new Gateways();
    try {
      for (Consortium.Member member : network.consortium().members()) {
        GatewayConfiguration configuration =
            GatewayConfiguration.read(network.gatewayConfiguration(member.name()));
        all.gateways.put(member.mspId(), MemberGateway.start(configuration));
        all.clients.put(member.mspId(), client(network, member.name(), configuration));
      }
      return all;
    } catch (IOException | GeneralSecurityException | SQLException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /** A client of one member's gateway, with the credentials that the network made for it. */
  public static PortolanClient client(
      Network network, String member, GatewayConfiguration configuration) throws IOException {
    Path credentials = network.clientCredentials(member);
    return PortolanClient.newBuilder(configuration.listen().host(), configuration.listen().port())
        .authority(credentials.resolve("ca.crt"))
        .identity(credentials.resolve("client.crt"), credentials.resolve("client.key"))
        .deadline(Duration.ofSeconds(60))
        .build();
  }

  /** The client of a member's gateway. */
  public PortolanClient of(String mspId) {
    PortolanClient client = clients.get(mspId);
    if (client == null) {
      throw new IllegalArgumentException(
          mspId + " is not a member; members are " + String.join(", ", clients.keySet()));
    }
    return client;
  }

  /** MSP ids of all members. */
  public Iterable<String> members() {
    return clients.keySet();
  }

  @Override
  public void close() {
    clients.values().forEach(PortolanClient::close);
    gateways.values().parallelStream().forEach(MemberGateway::close);
  }
}
