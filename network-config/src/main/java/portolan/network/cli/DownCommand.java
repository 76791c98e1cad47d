// SPDX-License-Identifier: Apache-2.0
package portolan.network.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import portolan.network.Network;

/** {@code portolan network down}. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description =
        "End every process of the network, also after an up that failed. Ledger and keys stay.")
final class DownCommand implements Callable<Integer> {
  @ParentCommand private NetworkCommand parent;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Network network = parent.network();
    network.down();
    spec.commandLine().getOut().println("network " + network.consortium().name() + " is down");
    return 0;
  }
}
