// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import portolan.command.bench.BenchCommand;
import portolan.command.conformance.ConformanceCommand;
import portolan.command.demo.DemoCommand;
import portolan.network.cli.NetworkCommand;

/** {@code portolan}: the entry to all commands. */
@Command(
    name = "portolan",
    mixinStandardHelpOptions = true,
    version = "portolan 0.1.0",
    description = "Traceability, customs and settlement for cross-border e-commerce.",
    subcommands = {
      DemoCommand.class,
      NetworkCommand.class,
      GatewayCommand.class,
      BenchCommand.class,
      ConformanceCommand.class
    })
public final class Portolan implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }

  /**
   * Runs a command and ends the JVM with its exit code: 0 done, 1 failed, 2 wrong usage or input.
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    String level = System.getenv().getOrDefault("PORTOLAN_LOG", "WARNING");
    Logger.getLogger("").setLevel(Level.parse(level.toUpperCase(Locale.ROOT)));
    System.exit(
        new CommandLine(new Portolan())
            .setExecutionExceptionHandler(new CommandFailures())
            .execute(arguments));
  }
}
