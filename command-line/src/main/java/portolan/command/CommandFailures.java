// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;
import portolan.client.PortolanException;
import portolan.command.demo.TradeFileException;
import portolan.network.cli.Failures;

/** Shows what a person can do something about as a sentence, all else with its trace. */
final class CommandFailures implements IExecutionExceptionHandler {
  private final Failures network = new Failures();

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    switch (e) {
      case TradeFileException wrong -> {
        command.getErr().println(wrong.getMessage());
        return ExitCode.USAGE;
      }
      case PortolanException refused -> command.getErr().println("failed: " + refused.getMessage());
      case IOException failed -> command.getErr().println("failed: " + failed.getMessage());
      case IllegalArgumentException wrong -> {
        command.getErr().println(wrong.getMessage());
        return ExitCode.USAGE;
      }
      default -> {
        return network.handleExecutionException(e, command, parsed);
      }
    }
    command.getErr().flush();
    return ExitCode.SOFTWARE;
  }
}
