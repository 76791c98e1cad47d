// SPDX-License-Identifier: Apache-2.0
package portolan.network.cli;

import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;
import portolan.network.ConsortiumFileException;
import portolan.network.NetworkException;

/**
 * Shows failures that a person can do something about as their message, others with all there is.
 */
public final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    switch (e) {
      case ConsortiumFileException wrong -> {
        command.getErr().println(wrong.getMessage());
        return ExitCode.USAGE;
      }
      case NetworkException failed -> command.getErr().println("failed: " + failed.getMessage());
      default -> e.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return ExitCode.SOFTWARE;
  }
}
