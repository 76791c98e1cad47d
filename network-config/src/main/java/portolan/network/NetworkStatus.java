package portolan.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a network is.
 *
 * @param leader the orderer that leads, if one says so
 */
public record NetworkStatus(
    String name, Path folder, List<NodeStatus> nodes, Optional<String> leader) {

  public NetworkStatus {
    nodes = List.copyOf(nodes);
  }

  /**
   * How a node is.
   *
   * @param pid empty when it does not run
   * @param ports what it listens on, by port
   * @param residentBytes its resident memory; 0 when it does not run
   * @param height blocks of the channel it has, if it says so
   */
  public record NodeStatus(
      String name,
      OptionalLong pid,
      Map<Integer, String> ports,
      boolean listening,
      long residentBytes,
      OptionalLong height,
      Path log) {

    public boolean running() {
      return pid.isPresent();
    }
  }

  /** Whether every node runs and listens. */
  public boolean up() {
    return nodes.stream().allMatch(n -> n.running() && n.listening());
  }

  /** Whether no node runs. */
  public boolean down() {
    return nodes.stream().noneMatch(NodeStatus::running);
  }

  /** Resident memory of all nodes, in bytes. */
  public long residentBytes() {
    return nodes.stream().mapToLong(NodeStatus::residentBytes).sum();
  }
}
