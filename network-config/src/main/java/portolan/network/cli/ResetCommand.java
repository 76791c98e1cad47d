// SPDX-License-Identifier: Apache-2.0
package portolan.network.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import portolan.network.Network;

/** {@code portolan network reset}. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    description = "End every process and delete the network's ledger, keys and logs.")
final class ResetCommand implements Callable<Integer> {
  @ParentCommand private NetworkCommand parent;
  @Spec private CommandSpec spec;

  @Option(names = "--yes", description = "Needed: there is no way back.")
  private boolean yes;

  @Override
  public Integer call() {
    Network network = parent.network();
    if (!yes) {
      throw new ParameterException(
          spec.commandLine(),
          "this deletes "
              + network.folder()
              + " with its ledger and keys; say --yes if you mean it");
    }
    network.reset();
    spec.commandLine()
        .getOut()
        .println("network " + network.consortium().name() + " is down and deleted");
    return 0;
  }
}
