// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import portolan.command.Gateways;
import portolan.command.ledger.LedgerNetwork;
import portolan.command.ledger.TwinNetwork;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.ConsortiumFolder;
import portolan.network.Progress;

/** {@code portolan conformance}. */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Judge this release by cases that others wrote: GS1 Digital Links and element strings (gs1-digital-link), hashes of events (cbv-event-hash), EPCIS",
      "documents (openepcis), and cases of custody and trace (cases), which are played through the members' gateways on a ledger twin of their own.",
      "Prints a table by set, and each case that went wrong. Exit code 1 if any did."
    })
public final class ConformanceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--vectors",
      paramLabel = "DIR",
      required = true,
      description =
          "Folder with the sets, or with a folder 'traceability' that has them. A set that is not there is left out, with a word.")
  private Path vectors;

  @Option(names = "--all", description = "Show every case with its verdict.")
  private boolean all;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, List<Finding>> findings = judge(out);
    out.print(new FindingsTable(findings, all).text());
    out.flush();
    boolean wrong =
        findings.values().stream()
            .flatMap(List::stream)
            .anyMatch(finding -> finding.verdict() == Verdict.WRONG);
    return wrong ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private Map<String, List<Finding>> judge(PrintWriter out)
      throws IOException, InterruptedException {
    Path folder = folder();
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (VectorSet set :
        List.of(new DigitalLinkSet(), new EventHashSet(), new EventDocumentSet())) {
      if (Files.isDirectory(folder.resolve(set.folder()))) {
        findings.put(set.folder(), set.judge(folder.resolve(set.folder())));
      } else {
        missing.add(set.folder());
      }
    }
    Path cases = folder.resolve("cases");
    if (Files.isDirectory(cases)) {
      findings.put("cases", played(cases));
    } else {
      missing.add("cases");
    }
    if (findings.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--vectors: expected a folder with "
              + String.join(", ", missing)
              + ", or with a folder 'traceability' that has them; found "
              + vectors);
    }
    missing.forEach(name -> out.println("not there: " + folder.resolve(name)));
    return findings;
  }

  private Path folder() {
    Path nested = vectors.resolve("traceability");
    return Files.isDirectory(nested) ? nested : vectors;
  }

  private static List<Finding> played(Path cases) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("portolan-conformance");
    Consortium consortium = ConsortiumFile.byDefault();
    try (LedgerNetwork network = TwinNetwork.of(consortium, folder)) {
      network.up(Progress.silent());
      try (Gateways gateways = Gateways.start(network)) {
        return new CaseSet(gateways, consortium).judge(cases);
      } finally {
        network.down();
      }
    } finally {
      ConsortiumFolder.delete(folder);
    }
  }
}
