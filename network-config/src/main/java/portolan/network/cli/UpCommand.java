// SPDX-License-Identifier: Apache-2.0
package portolan.network.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import portolan.network.Network;
import portolan.network.NetworkStatus;

/** {@code portolan network up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Bring the network up: certificates, channel, nodes, chaincode.",
      "Done when every member's gateway can reach every member. An attempt that failed is taken up where it stopped;",
      "a network that is up is left alone. The first time, Fabric's programs are built (or taken from FABRIC_BIN)."
    })
final class UpCommand implements Callable<Integer> {
  @ParentCommand private NetworkCommand parent;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    long begin = System.nanoTime();
    Network network = parent.network();
    network.up(new ConsoleProgress(out));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    NetworkStatus status = network.status();
    if (!status.up()) {
      out.println("network " + status.name() + " is not up as a whole; " + status.folder());
      status.problems().forEach(problem -> out.println("  " + problem));
      out.flush();
      return 1;
    }
    out.println(
        String.format(
            Locale.ROOT,
            "network %s is up: %d nodes, %d MB, %.1f s; leader %s; folder %s",
            status.name(),
            status.nodes().size(),
            status.residentBytes() >> 20,
            took.toMillis() / 1000.0,
            status.leader().orElse("none"),
            status.folder()));
    out.flush();
    return 0;
  }
}
