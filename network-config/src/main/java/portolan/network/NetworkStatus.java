// SPDX-License-Identifier: Apache-2.0
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
 * @param problems what keeps it from being up, each naming the node and what can be done; all of
 *     them, but only one when nothing of it runs
 */
public record NetworkStatus(
    String name,
    Path folder,
    List<NodeStatus> nodes,
    Optional<String> leader,
    List<String> problems) {

  public NetworkStatus {
    nodes = List.copyOf(nodes);
    problems = List.copyOf(problems);
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

  /**
   * Whether every node runs, is in the channel and answers, every step of {@link Network#up} is
   * done, and the orderers take transactions.
   */
  public boolean up() {
    return problems.isEmpty();
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
