// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import portolan.network.Consortium.Member;
import portolan.network.NetworkStatus.NodeStatus;

/** What is wrong with a network, for people: which node, and what can be done about it. */
final class Diagnosis {
  /** So many blocks behind the highest peer is more than a moment's work. */
  private static final long LAG = 50;

  private final Consortium consortium;
  private final NetworkFolder folder;

  Diagnosis(Consortium consortium, NetworkFolder folder) {
    this.consortium = consortium;
    this.folder = folder;
  }

  List<String> problems(List<NodeStatus> all, Optional<String> leader) {
    Optional<String> unfinished = unfinished(all);
    if (all.stream().noneMatch(NodeStatus::running)) {
      return List.of(
          unfinished.orElse("no process of it runs; 'portolan network up' brings it up"));
    }
    List<String> problems = new ArrayList<>(unfinished.stream().toList());
    for (NodeStatus node : all) {
      if (!node.running()) {
        problems.add(
            "%s does not run; 'portolan network up' starts it, its log is %s"
                .formatted(node.name(), node.log()));
      } else if (!node.listening()) {
        problems.add(
            "%s does not listen on all of its ports; its log is %s"
                .formatted(node.name(), node.log()));
      }
    }
    Map<String, NodeStatus> byName =
        all.stream().collect(Collectors.toMap(NodeStatus::name, Function.identity()));
    if (Files.exists(folder.ordering().tlsKey("admin"))) {
      ordering(byName, leader, problems);
      members(byName, problems);
    }
    return problems;
  }

  /** What {@code up} has not come to; nothing if all is done and it may be taken down. */
  private Optional<String> unfinished(List<NodeStatus> all) {
    List<String> steps = Startup.steps(consortium);
    Optional<NetworkState> state =
        NetworkState.read(folder.state()).filter(NetworkState::isOfNodes);
    if (state.isEmpty()) {
      return Optional.of("there is no network in it; 'portolan network up' makes one");
    }
    if (!state.get().isFor(consortium)) {
      return Optional.of("it was made for another consortium file, or number of orderers");
    }
    List<String> left = steps.stream().filter(s -> !state.get().isDone(s)).toList();
    if (!left.isEmpty()) {
      return Optional.of(
          "'portolan network up' was interrupted, or is at work, after %d of %d steps, before \"%s\"; run it again, it goes on there"
              .formatted(steps.size() - left.size(), steps.size(), left.getFirst()));
    }
    boolean runs = all.stream().anyMatch(NodeStatus::running);
    return runs && !state.get().isDone(Startup.READY)
        ? Optional.of(
            "'portolan network up' was interrupted, or is at work, before every gateway reached every member; run it again")
        : Optional.empty();
  }

  private void ordering(
      Map<String, NodeStatus> nodes, Optional<String> leader, List<String> problems) {
    int orderers = consortium.ordering().orderers();
    int needed = orderers / 2 + 1;
    int serving = 0;
    try (Operations operations = new Operations(folder.ordering(), consortium.host())) {
      for (int i = 0; i < orderers; i++) {
        NodeStatus node = nodes.get(consortium.ordererName(i));
        if (!node.running() || !node.listening()) {
          continue;
        }
        Optional<String> metrics = operations.metrics(consortium.ordererOperationsPort(i));
        if (metrics.isEmpty()) {
          problems.add(silent(node));
        } else if (Operations.metric(metrics.get(), Network.RAFT_LEADER, consortium.channel())
            .isEmpty()) {
          problems.add(notInChannel(node));
        } else {
          serving++;
        }
      }
    }
    if (serving < needed) {
      problems.add(
          "nothing can be written: %d of %d orderers serve channel %s, and %d are needed"
              .formatted(serving, orderers, consortium.channel(), needed));
    } else if (leader.isEmpty()) {
      problems.add("nothing can be written just now: the orderers have no leader");
    }
  }

  private void members(Map<String, NodeStatus> nodes, List<String> problems) {
    long highest = nodes.values().stream().mapToLong(n -> n.height().orElse(0)).max().orElse(0);
    problems.addAll(
        consortium.members().parallelStream()
            .flatMap(member -> member(member, nodes, highest).stream())
            .toList());
  }

  private Optional<String> member(Member member, Map<String, NodeStatus> all, long highest) {
    NodeStatus peer = all.get(Nodes.peerName(member));
    NodeStatus chaincode = all.get(Nodes.chaincodeName(member));
    if (!peer.running() || !peer.listening()) {
      return Optional.empty();
    }
    if (peer.height().isEmpty()) {
      try (Operations operations = new Operations(folder.member(member), consortium.host())) {
        return Optional.of(
            operations.metrics(member.operationsPort()).isEmpty()
                ? silent(peer)
                : notInChannel(peer));
      }
    }
    if (highest - peer.height().getAsLong() > LAG) {
      return Optional.of(
          "%s is %d blocks behind; its log is %s"
              .formatted(peer.name(), highest - peer.height().getAsLong(), peer.log()));
    }
    if (!chaincode.running() || !chaincode.listening() || !isCommitted()) {
      return Optional.empty();
    }
    return Readiness.ofChaincode(consortium, folder, member)
        .map(
            why ->
                "%s does not answer %s: %s; its log is %s"
                    .formatted(chaincode.name(), peer.name(), oneLine(why), chaincode.log()));
  }

  private boolean isCommitted() {
    return NetworkState.read(folder.state())
        .filter(s -> Startup.steps(consortium).stream().allMatch(s::isDone))
        .isPresent();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }

  private static String silent(NodeStatus node) {
    return "%s does not answer; its log is %s".formatted(node.name(), node.log());
  }

  /** Steps that are done are not done again: whose ledger was deleted stays outside. */
  private String notInChannel(NodeStatus node) {
    return "%s is not in channel %s: it has lost its ledger if 'portolan network up' had come to its end; its log is %s"
        .formatted(node.name(), consortium.channel(), node.log());
  }
}
