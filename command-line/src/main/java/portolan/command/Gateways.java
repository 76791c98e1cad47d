// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.ProjectionStatus;
import portolan.client.PortolanClient;
import portolan.command.ledger.LedgerNetwork;
import portolan.gateway.MemberGateway;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.PeerConnection;
import portolan.network.Consortium;

/**
 * The gateways of all members in this JVM, each with its own keys, port and folder, and a client of
 * each.
 */
public final class Gateways implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Map<String, MemberGateway> gateways = new LinkedHashMap<>();
  private final Map<String, PortolanClient> clients = new LinkedHashMap<>();

  /** Starts a gateway for every member of a network that is up, all at the same time. */
  public static Gateways start(LedgerNetwork network) throws IOException, InterruptedException {
    Map<Consortium.Member, GatewayConfiguration> configurations = new LinkedHashMap<>();
    for (Consortium.Member member : network.consortium().members()) {
      configurations.put(
          member, GatewayConfiguration.read(network.gatewayConfiguration(member.name())));
    }
    Gateways all = new Gateways();
    boolean started = false;
    try {
      all.startAll(configurations, network.peers());
      for (Map.Entry<Consortium.Member, GatewayConfiguration> member : configurations.entrySet()) {
        all.clients.put(
            member.getKey().mspId(), client(network, member.getKey().name(), member.getValue()));
      }
      started = true;
      return all;
    } finally {
      if (!started) {
        all.close();
      }
    }
  }

  private void startAll(
      Map<Consortium.Member, GatewayConfiguration> configurations, PeerConnection peers)
      throws IOException, InterruptedException {
    Map<String, Future<MemberGateway>> starting = new LinkedHashMap<>();
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      configurations.forEach(
          (member, configuration) ->
              starting.put(
                  member.mspId(), threads.submit(() -> MemberGateway.start(configuration, peers))));
    }
    Throwable failure = null;
    for (Map.Entry<String, Future<MemberGateway>> gateway : starting.entrySet()) {
      try {
        gateways.put(gateway.getKey(), gateway.getValue().get());
      } catch (ExecutionException e) {
        failure = e.getCause();
      }
    }
    if (failure instanceof IOException failed) {
      throw failed;
    } else if (failure != null) {
      throw new IllegalStateException("a gateway did not start", failure);
    }
  }

  /** A client of one member's gateway, with the credentials that the network made for it. */
  public static PortolanClient client(
      LedgerNetwork network, String member, GatewayConfiguration configuration) throws IOException {
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

  /**
   * Waits until all gateways have made of the ledger what they make of it, up to the same block.
   *
   * @return false if they have not in this time
   */
  public boolean awaitLevel(Duration atMost) throws InterruptedException {
    long giveUp = System.nanoTime() + atMost.toNanos();
    while (!areLevel()) {
      if (System.nanoTime() - giveUp > 0) {
        return false;
      }
      Thread.sleep(PAUSE);
    }
    return true;
  }

  private boolean areLevel() {
    Set<Long> reached = new HashSet<>();
    boolean behind = false;
    for (PortolanClient client : clients.values()) {
      for (ProjectionStatus projection :
          client
              .registry()
              .getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance())
              .getProjectionsList()) {
        reached.add(projection.getNextBlock());
        behind |= !projection.hasLag() || projection.getLag() > 0;
      }
    }
    return !behind && reached.size() <= 1;
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
