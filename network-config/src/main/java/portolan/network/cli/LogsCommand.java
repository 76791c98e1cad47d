// SPDX-License-Identifier: Apache-2.0
package portolan.network.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import portolan.network.Network;

/** {@code portolan network logs}. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Show the last lines of the nodes' logs.")
final class LogsCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 1 << 20;

  @ParentCommand private NetworkCommand parent;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NODE",
      arity = "0..*",
      description = "For example orderer0, peer.bank, chaincode.bank; all when none.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on showing what is written, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many lines of each (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Network network = parent.network();
    Map<Path, Long> shown = new HashMap<>();
    List<Path> logs =
        (names.isEmpty() ? network.nodeNames() : names).stream().map(network::log).toList();
    PrintWriter out = spec.commandLine().getOut();
    for (Path log : logs) {
      if (Files.exists(log)) {
        out.println("==> " + log + " <==");
        long from = Math.max(0, Files.size(log) - MOST_BYTES);
        List<String> all = read(log, from, shown).lines().toList();
        all.subList(Math.max(0, all.size() - lines), all.size()).forEach(out::println);
      }
    }
    out.flush();
    while (follow) {
      for (Path log : logs) {
        if (Files.exists(log) && Files.size(log) > shown.getOrDefault(log, 0L)) {
          String name = log.getFileName().toString().replace(".log", "");
          read(log, shown.getOrDefault(log, 0L), shown)
              .lines()
              .forEach(l -> out.println(name + "  " + l));
        }
      }
      out.flush();
      Thread.sleep(200);
    }
    return 0;
  }

  /** What was written since, up to the last whole line. */
  private static String read(Path log, long from, Map<Path, Long> shown) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(MOST_BYTES, file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      shown.put(log, from + end);
      return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
  }
}
