// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import portolan.command.demo.Trade;
import portolan.command.demo.TradeFiles;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.ConsortiumFolder;
import portolan.network.FabricPrograms;

/** {@code portolan bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = CompareCommand.class,
    description = {
      "Measure settled deliveries on a real network of five members on this machine, which is brought up anew and ended afterwards, and on the ledger twin.",
      "",
      "Measured one after the other, in the same run: payments by three balances that all trades share (naive); escrows funded, notes redeemed and",
      "currencies traded, where rows are longer than 3 s; deliveries in a transaction each; deliveries in",
      "groups, through the public API of the carrier's gateway: as many as possible, with different and with the same payees, at 100/s, at 2,000/s and at half of",
      "the most, callers coming at random; and without the chaincode's bridge. Times are from when a caller meant to ask until it learned of the commit. The",
      "client and all gateways run in this process.",
      ""
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int QUICK_SECONDS = 3;
  private static final int QUICK_WARM_UP = 1;
  private static final int QUICK_MOST_PER_SECOND = 1_500;
  private static final int QUICK_WINDOW = 1_000;
  private static final int QUICK_FUNDING = 9;

  @Spec private CommandSpec spec;

  @Option(
      names = "--quick",
      description =
          "Short measurements of deliveries, and none at 2,000/s, of other payments and of the twin: less than two minutes in all. Good to see that everything works; the figures vary.")
  private boolean quick;

  @Option(names = "--twin", description = "Measure the ledger twin alone; that needs no Fabric.")
  private boolean twinAlone;

  @Option(
      names = "--events",
      description =
          "Measure captures instead: events a second by kind (beginning, seeing, packing 500 units, beginning 10,000 at once) and size of document (1, 50, 500 events), with the keys that each writes. Latencies are those of documents.")
  private boolean events;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Where to write the results; the picture comes beside it, as .svg (default: ~/.portolan/bench-results/DATE.json).")
  private Path json;

  @Option(
      names = "--seconds",
      description =
          "Counted seconds of each measurement (default: 10; " + QUICK_SECONDS + " with --quick).")
  private Integer seconds;

  @Option(
      names = "--warm-up",
      description =
          "Seconds before that, which do not count (default: 5; "
              + QUICK_WARM_UP
              + " with --quick).")
  private Integer warmUp;

  @Option(
      names = "--clients",
      defaultValue = "64",
      description =
          "Requests under way where each is a transaction of its own (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--window",
      description =
          "Requests under way where they are grouped and as many as possible are to be settled (default: 4000; "
              + QUICK_WINDOW
              + " with --quick).")
  private Integer window;

  @Option(
      names = "--most-per-second",
      description =
          "Escrows are funded for so many deliveries a second (default: 4500; "
              + QUICK_MOST_PER_SECOND
              + " with --quick). A measurement ends early when they run out.")
  private Integer mostPerSecond;

  @Option(
      names = "--funding",
      description =
          "Most seconds spent on funding escrows before each measurement (default: 300; "
              + QUICK_FUNDING
              + " with --quick).")
  private Integer funding;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Path file = json == null ? byDefault(date) : json;
    Plan plan =
        new Plan(
            clients,
            or(window, QUICK_WINDOW, 4_000),
            Duration.ofSeconds(or(warmUp, QUICK_WARM_UP, 5)),
            Duration.ofSeconds(or(seconds, QUICK_SECONDS, 10)),
            or(mostPerSecond, QUICK_MOST_PER_SECOND, 4_500),
            Duration.ofSeconds(or(funding, QUICK_FUNDING, 300)));
    Path examples = Path.of(System.getProperty("portolan.examples", "examples"));
    Consortium consortium = ConsortiumFile.read(examples.resolve("bench/consortium.yaml"));
    Path trade = examples.resolve("trade");
    Machine machine = Machine.thisOne();
    out.println(machine.inWords());
    out.flush();

    List<Result> results = new ArrayList<>();
    if (events) {
      results.addAll(RealNetwork.measureEvents(consortium, plan, out));
    } else if (!twinAlone) {
      results.addAll(RealNetwork.measure(consortium, trade(trade, consortium), plan, out));
    }
    if (!events && (twinAlone || !quick)) {
      results.addAll(TwinLedger.measure(consortium, trade(trade, consortium), plan, out));
    }
    Report report =
        new Report(
            Report.FORMAT,
            date,
            Map.of("portolan", spec.root().version()[0].replace("portolan ", "")),
            machine,
            network(consortium),
            plan.options(),
            results);
    ReportText.of(report).forEach(out::println);
    ReportFile.write(report, file);
    Path picture = picture(file);
    Picture.write(report, picture);
    out.println();
    out.println("results: " + file + ", picture: " + picture);
    out.flush();
    return ExitCode.OK;
  }

  private int or(Integer asked, int whenQuick, int usually) {
    if (asked != null) {
      return asked;
    }
    return quick ? whenQuick : usually;
  }

  private static Path byDefault(String date) {
    return ConsortiumFolder.byDefault("bench-results").resolve(date.replace(':', '-') + ".json");
  }

  private static Path picture(Path file) {
    String name = file.getFileName().toString();
    return file.resolveSibling(
        (name.endsWith(".json") ? name.substring(0, name.length() - 5) : name) + ".svg");
  }

  private static Trade trade(Path files, Consortium consortium) {
    return new TradeFiles(files, TradeFiles.newRun(), consortium).read();
  }

  private static Map<String, String> network(Consortium consortium) {
    Consortium.Ordering ordering = consortium.ordering();
    Map<String, String> network = new LinkedHashMap<>();
    network.put("Fabric", FabricPrograms.RELEASE);
    network.put("members", Integer.toString(consortium.members().size()));
    network.put("orderers", Integer.toString(ordering.orderers()));
    network.put("batchTimeout", ordering.batchTimeout().toMillis() + "ms");
    network.put("maxMessages", Integer.toString(ordering.maxMessages()));
    network.put("preferredBytes", Long.toString(ordering.preferredBytes()));
    return network;
  }
}
