// SPDX-License-Identifier: Apache-2.0
package portolan.network.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Network;

/** {@code portolan network}: what is common to its commands. */
@Command(
    name = "network",
    description = "A Fabric network of all members on this machine, without containers.",
    mixinStandardHelpOptions = true,
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      ResetCommand.class
    },
    footer = {
      "",
      "The network's folder is @|bold ~/.portolan/<name of the consortium>|@ (PORTOLAN_HOME changes ~/.portolan).",
      "Exit codes: 0 done, 1 failed, 2 wrong usage or a wrong consortium file."
    })
public final class NetworkCommand implements Runnable {
  @Option(
      names = "--consortium",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The consortium's YAML file. Without it: five members, three orderers.")
  private Path consortiumFile;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The network's folder, if not the usual one.")
  private Path directory;

  @Option(
      names = "--orderers",
      paramLabel = "N",
      scope = ScopeType.INHERIT,
      description = "Number of orderers, instead of the file's: 1 for a small machine.")
  private Integer orderers;

  @Spec private CommandSpec spec;

  Network network() {
    Consortium consortium =
        consortiumFile == null ? ConsortiumFile.byDefault() : ConsortiumFile.read(consortiumFile);
    if (orderers != null) {
      consortium = consortium.withOrderers(orderers);
    }
    return directory == null ? Network.of(consortium) : Network.of(consortium, directory);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected one of up, down, status, logs, reset");
  }
}
