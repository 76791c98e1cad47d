package portolan.command.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.client.PortolanClient;
import portolan.command.Gateways;
import portolan.command.demo.Trade;
import portolan.command.demo.TradeFiles;
import portolan.command.demo.TradeScenario;
import portolan.command.ledger.FabricNetwork;
import portolan.domain.encoding.Json;
import portolan.gateway.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.fabric.PeerConnection;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Ledger;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Submission;
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
      "Measure delivery confirmations, one per transaction, on a real network of five members, through the public API of the carrier's gateway; and, for",
      "comparison in the same run, payments that read and write three balances which all trades share."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int GROUP = 100;

  @Spec private CommandSpec spec;

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
          "Escrows that are made ready for each second (default: ${DEFAULT-VALUE}); the measurement is void when they run out.")
  private int mostPerSecond;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Path.of(System.getProperty("portolan.examples", "examples"));
    Consortium consortium = ConsortiumFile.read(folder.resolve("bench/consortium.yaml"));
    Network network = Network.of(consortium);
    try {
      network.up(new ConsoleProgress(out));
      try (Gateways gateways = Gateways.start(FabricNetwork.of(network))) {
        Trade trade =
            new TradeFiles(folder.resolve("trade"), TradeFiles.newRun(), consortium).read();
        out.println("playing the demo's trade; its released declaration serves all escrows");
        out.flush();
        StringWriter story = new StringWriter();
        if (!new TradeScenario(gateways, trade, consortium, new PrintWriter(story)).play()) {
          out.println(story);
          return ExitCode.SOFTWARE;
        }
        measure(network, gateways, trade, out);
        return ExitCode.OK;
      }
    } finally {
      network.down();
    }
  }

  private void measure(Network network, Gateways gateways, Trade trade, PrintWriter out)
      throws Exception {
    String run = TradeFiles.newRun();
    String carrierMsp = trade.declaration().getCarrier();
    int stock = (warmUp + seconds) * mostPerSecond / GROUP * GROUP;
    try (FabricLedger bank = ledger(network, trade.settlement().bank());
        FabricLedger platform = ledger(network, "PlatformMSP");
        EscrowStock escrows =
            new EscrowStock(bank, platform, network.folder().resolve("bench").resolve(run), run)) {
      List<String> payees = List.of(trade.order().getSupplier(), carrierMsp, platform.mspId());
      for (int i = 0; i < stock; i += GROUP) {
        escrows.fund(i, trade.order().getOrderId(), trade.declaration().getDeclarationId(), payees);
        if (i % 1_000 == 0) {
          out.println("funded " + (i + GROUP) + " of " + stock + " escrows");
          out.flush();
        }
      }
    }
    out.println();
    out.println(machine(network));
    out.println(
        String.format(
            Locale.ROOT,
            "%d clients, %d s after %d s of warm-up; every row on the same network, one after the other",
            clients,
            seconds,
            warmUp));
    out.println(Load.Result.header());
    PortolanClient carrier = gateways.of(carrierMsp);
    Load.Result deliveries =
        Load.run(
            clients,
            warmUp,
            seconds,
            n -> {
              if (n >= stock) {
                return "no escrow left";
              }
              carrier
                  .settlement()
                  .confirmDelivery(
                      ConfirmDeliveryRequest.newBuilder()
                          .setEscrowId(EscrowStock.escrowId(run, n))
                          .setSecret(EscrowStock.secret(run, n))
                          .build());
              return Load.OK;
            });
    out.println(deliveries.row("delivery confirmed, one per transaction"));
    out.flush();
    Load.Result naive = naive(network, carrierMsp, run);
    out.println(naive.row("naive: three shared balances"));
    out.println(
        String.format(
            Locale.ROOT,
            "ratio %.0f; memory of the network %d MB",
            deliveries.perSecond() / Math.max(naive.perSecond(), 1.0 / seconds),
            network.status().residentBytes() >> 20));
    out.flush();
  }

  private Load.Result naive(Network network, String member, String run) throws Exception {
    int trades = (warmUp + seconds) * mostPerSecond;
    try (FabricLedger ledger = ledger(network, member)) {
      AtomicInteger made = new AtomicInteger();
      while (made.get() < trades) {
        List<String> ids =
            IntStream.range(0, GROUP)
                .mapToObj(i -> "N" + run + "-" + made.getAndIncrement())
                .toList();
        String outcome =
            submit(ledger, "create", Json.object().putTexts("ids", ids).build().canonical());
        if (!outcome.equals(Load.OK)) {
          throw new IllegalStateException("create: " + outcome);
        }
      }
      return Load.run(
          clients,
          warmUp,
          seconds,
          n ->
              n >= trades
                  ? "no trade left"
                  : submit(
                      ledger,
                      "pay",
                      Json.object().put("id", "N" + run + "-" + n).build().canonical()));
    }
  }

  private static String submit(FabricLedger ledger, String function, String argument)
      throws LedgerRefusedException, LedgerUnavailableException {
    Submission submission =
        new Submission(
            function,
            "",
            "naive",
            function,
            argument,
            Optional.empty(),
            Endorsers.exactly(List.of(ledger.mspId(), "BankMSP")),
            Optional.empty());
    Ledger.Endorsement endorsement;
    try {
      endorsement = ledger.endorse(submission, submission.endorsers().choice(0));
    } catch (LedgerUnavailableException e) {
      return "endorsements differ";
    }
    ledger.submit(endorsement.envelope());
    return ledger
        .awaitCommit(endorsement.transactionId(), Duration.ofSeconds(30))
        .map(c -> c.code().name().equals("VALID") ? Load.OK : c.code().name())
        .orElse("not committed within 30 s");
  }

  private static FabricLedger ledger(Network network, String mspId) throws Exception {
    return new FabricLedger(
        GatewayConfiguration.read(
            network.gatewayConfiguration(network.consortium().member(mspId).name())),
        PeerConnection.overTls());
  }

  private static String machine(Network network) throws IOException {
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
        network.consortium().members().size(),
        network.consortium().ordering().orderers());
  }
}
