// SPDX-License-Identifier: Apache-2.0
package portolan.network.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import portolan.network.NetworkStatus;
import portolan.network.NetworkStatus.NodeStatus;

/** {@code portolan network status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Show every node: process, memory, ports, leader, height of its ledger, and what is wrong. Exit code 1 if anything is.")
final class StatusCommand implements Callable<Integer> {
  @ParentCommand private NetworkCommand parent;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    NetworkStatus status = parent.network().status();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT, "%-24s %-9s %8s %6s  %-8s %s", "node", "state", "pid", "MB", "", "ports"));
    for (NodeStatus node : status.nodes()) {
      boolean leads = status.leader().filter(node.name()::equals).isPresent();
      String more =
          leads ? "leader" : node.height().isPresent() ? "height " + node.height().getAsLong() : "";
      out.println(
          String.format(
              Locale.ROOT,
              "%-24s %-9s %8s %6d  %-11s %s",
              node.name(),
              node.listening() ? "up" : node.running() ? "not ready" : "down",
              node.pid().isPresent() ? Long.toString(node.pid().getAsLong()) : "-",
              node.residentBytes() >> 20,
              more,
              node.ports().entrySet().stream()
                  .map(p -> p.getKey() + " " + p.getValue())
                  .collect(Collectors.joining(", "))));
    }
    out.println(
        String.format(
            Locale.ROOT,
            "network %s is %s; %d MB; %s",
            status.name(),
            status.up() ? "up" : status.down() ? "down" : "not up as a whole",
            status.residentBytes() >> 20,
            status.folder()));
    status.problems().forEach(problem -> out.println("  " + problem));
    out.flush();
    return status.up() ? 0 : 1;
  }
}
