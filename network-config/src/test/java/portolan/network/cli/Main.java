// SPDX-License-Identifier: Apache-2.0
package portolan.network.cli;

import picocli.CommandLine;

/** Runs {@code portolan network} by itself. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new NetworkCommand())
            .setExecutionExceptionHandler(new Failures())
            .execute(arguments));
  }
}
