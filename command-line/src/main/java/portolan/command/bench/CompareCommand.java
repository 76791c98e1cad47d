// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code portolan bench compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Show two files of results side by side, with the ratio of each figure.")
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A.json", description = "Written by 'portolan bench'.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B.json", description = "Another one.")
  private Path second;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Comparison.of(ReportFile.read(first), ReportFile.read(second)).forEach(out::println);
    out.flush();
    return ExitCode.OK;
  }
}
