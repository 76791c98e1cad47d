package portolan.command.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import portolan.command.demo.Trade;
import portolan.command.demo.TradeFiles;
import portolan.command.ledger.FabricNetwork;
import portolan.command.ledger.LedgerNetwork;
import portolan.command.ledger.TwinNetwork;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Network;
import portolan.network.cli.ConsoleProgress;

/** {@code portolan bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure delivery confirmations, one per transaction, through the public API of the carrier's gateway and straight to the ledger: on a real network of five",
      "members, and on the ledger twin; and, for comparison in the same run, payments that read and write three balances which all trades share, on the real network."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final String DELIVERED = "delivery confirmed, one per transaction";

  private static final String STRAIGHT = DELIVERED + ", straight to the ledger";

  /** The rows that both ledgers have. */
  private record Deliveries(Load.Result throughGateways, Load.Result straight) {}

  @Spec private CommandSpec spec;

  @Option(names = "--twin", description = "Measure the ledger twin alone; that needs no Fabric.")
  private boolean twinAlone;

  @Option(
      names = "--clients",
      defaultValue = "64",
      description = "Clients, each with one request under way (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Counted seconds of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "8",
      description = "Seconds before that (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--most-per-second",
      defaultValue = "400",
      description =
          "Escrows that are made ready for each second on the real network (default: ${DEFAULT-VALUE}); the measurement is void when they run out.")
  private int mostPerSecond;

  @Option(
      names = "--most-per-second-on-twin",
      defaultValue = "2500",
      description = "The same for the twin (default: ${DEFAULT-VALUE}).")
  private int mostPerSecondOnTwin;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Path.of(System.getProperty("portolan.examples", "examples"));
    Consortium consortium = ConsortiumFile.read(folder.resolve("bench/consortium.yaml"));
    out.println(machine(consortium));
    out.println(
        String.format(
            Locale.ROOT,
            "%d clients, %d s after %d s of warm-up; one row after the other",
            clients,
            seconds,
            warmUp));
    Path trade = folder.resolve("trade");
    if (twinAlone) {
      onTwin(consortium, trade, out);
    } else {
      Deliveries real = onFabric(consortium, trade, out);
      Deliveries twin = onTwin(consortium, trade, out);
      out.println(
          String.format(
              Locale.ROOT,
              "deliveries, twin to real network: %.1f through gateways, %.1f straight to the ledger",
              ratio(twin.throughGateways(), real.throughGateways()),
              ratio(twin.straight(), real.straight())));
    }
    out.flush();
    return ExitCode.OK;
  }

  private double ratio(Load.Result fast, Load.Result slow) {
    return fast.perSecond() / Math.max(slow.perSecond(), 1.0 / seconds);
  }

  private Deliveries onFabric(Consortium consortium, Path tradeFiles, PrintWriter out)
      throws Exception {
    Network nodes = Network.of(consortium);
    LedgerNetwork network = FabricNetwork.of(nodes);
    Trade trade = trade(tradeFiles, consortium);
    try {
      network.up(new ConsoleProgress(out));
      try (Measurement measurement = new Measurement(network, conditions(mostPerSecond), out)) {
        measurement.play(trade);
        Load.Result deliveries = measurement.deliveries(trade);
        Load.Result straight = measurement.straightToTheLedger(trade);
        Load.Result naive = measurement.naive(trade);
        out.println(Load.Result.header());
        out.println(deliveries.row(DELIVERED));
        out.println(straight.row(STRAIGHT));
        out.println(naive.row("naive: three shared balances"));
        out.println(
            String.format(
                Locale.ROOT,
                "ratio %.0f; memory of the network %d MB",
                ratio(deliveries, naive),
                nodes.status().residentBytes() >> 20));
        out.flush();
        return new Deliveries(deliveries, straight);
      }
    } finally {
      network.down();
    }
  }

  private Deliveries onTwin(Consortium consortium, Path tradeFiles, PrintWriter out)
      throws Exception {
    Trade trade = trade(tradeFiles, consortium);
    try (TwinNetwork network = TwinNetwork.of(consortium)) {
      // An empty ledger: a long one would have to be read first.
      Network.of(consortium, network.folder()).reset();
      network.up(new ConsoleProgress(out));
      try (Measurement measurement =
          new Measurement(network, conditions(mostPerSecondOnTwin), out)) {
        measurement.play(trade);
        Load.Result deliveries = measurement.deliveries(trade);
        Load.Result straight = measurement.straightToTheLedger(trade);
        out.println(Load.Result.header());
        out.println(deliveries.row("twin: " + DELIVERED));
        out.println(straight.row("twin: " + STRAIGHT));
        out.println(
            String.format(
                Locale.ROOT,
                "CPU of each: %.2f ms with clients, gateways and all peers; %.2f ms with clients and all peers",
                deliveries.cpuMillisEach(),
                straight.cpuMillisEach()));
        out.flush();
        return new Deliveries(deliveries, straight);
      }
    }
  }

  private Measurement.Conditions conditions(int most) {
    return new Measurement.Conditions(clients, warmUp, seconds, most);
  }

  private static Trade trade(Path files, Consortium consortium) {
    return new TradeFiles(files, TradeFiles.newRun(), consortium).read();
  }

  private static String machine(Consortium consortium) throws IOException {
    String cpu =
        Files.exists(Path.of("/proc/cpuinfo"))
            ? Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(l -> l.startsWith("model name"))
                .map(l -> l.substring(l.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown processor")
            : System.getProperty("os.arch");
    return String.format(
        Locale.ROOT,
        "%d x %s, %s, Java %s, %d members, %d orderers",
        Runtime.getRuntime().availableProcessors(),
        cpu,
        System.getProperty("os.name"),
        System.getProperty("java.version"),
        consortium.members().size(),
        consortium.ordering().orderers());
  }
}
