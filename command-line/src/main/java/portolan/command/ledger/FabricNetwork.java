// SPDX-License-Identifier: Apache-2.0
package portolan.command.ledger;

import java.nio.file.Path;
import portolan.gateway.fabric.PeerConnection;
import portolan.network.Consortium;
import portolan.network.Network;
import portolan.network.Progress;

/** Fabric's own nodes, as processes that outlive this program. */
public final class FabricNetwork implements LedgerNetwork {
  private final Network network;

  private FabricNetwork(Network network) {
    this.network = network;
  }

  /** A network as it is. */
  public static FabricNetwork of(Network network) {
    return new FabricNetwork(network);
  }

  @Override
  public String description() {
    return "Network " + consortium().name() + " in " + folder();
  }

  @Override
  public Consortium consortium() {
    return network.consortium();
  }

  @Override
  public Path folder() {
    return network.folder();
  }

  @Override
  public void up(Progress progress) {
    network.up(progress);
  }

  @Override
  public boolean isOfOthers() {
    return network.isRunning();
  }

  @Override
  public Path gatewayConfiguration(String member) {
    return network.gatewayConfiguration(member);
  }

  @Override
  public Path clientCredentials(String member) {
    return network.clientCredentials(member);
  }

  @Override
  public PeerConnection peers() {
    return PeerConnection.overTls();
  }

  @Override
  public void down() {
    network.down();
  }

  @Override
  public String afterwards() {
    return "the network stays up until 'portolan network down'";
  }

  /** The nodes go on. */
  @Override
  public void close() {}
}
