// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import portolan.command.Gateways;
import portolan.command.ledger.FabricNetwork;
import portolan.command.ledger.LedgerNetwork;
import portolan.command.ledger.NetworkSession;
import portolan.command.ledger.TwinNetwork;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Network;
import portolan.network.cli.ConsoleProgress;

/** {@code portolan demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Play one trade, from the factory to the payout, through the gateways of five members: on the ledger twin, which is Fabric's semantics in this process,",
      "or with --fabric on a real Fabric network of this machine, which is brought up if it is not. Afterwards the gateways go on serving until Ctrl-C, unless",
      "--exit is given. The ledger is kept; the next demo goes on with it."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Option(
      names = "--fabric",
      description =
          "Play it on Fabric's own peers and orderers, which are built on first use (that needs Go).")
  private boolean fabric;

  @Option(
      names = "--exit",
      description =
          "Stop gateways and ledger afterwards; nothing is left running but a network that was at work before.")
  private boolean exit;

  @Option(
      names = "--trade",
      paramLabel = "DIR",
      description = "Folder with the input files of the trade (default: examples/trade).")
  private Path trade = Path.of(System.getProperty("portolan.examples", "examples"), "trade");

  @Option(
      names = "--story",
      paramLabel = "NAME",
      description = {
        "How it goes: delivery (default), refund (nothing arrives), dispute (the bank decides), partial (one line arrives, one does not), currencies (the buyer",
        "pays in another one), hold (two officers decide), recall (the maker recalls what is on its way), receivable (the supplier sells its claim)",
        "or milestones (a part is paid on release).",
        "Files: DIR/stories."
      })
  private String story = "delivery";

  @Option(
      names = "--consortium",
      paramLabel = "FILE",
      description =
          "Consortium file (default: the five members of network-config/consortium.yaml).")
  private Path consortiumFile;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "Folder of the ledger, keys and gateways (default: ~/.portolan/NAME-twin, with --fabric ~/.portolan/NAME; PORTOLAN_HOME changes ~/.portolan).")
  private Path directory;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Consortium consortium =
        consortiumFile == null ? ConsortiumFile.byDefault() : ConsortiumFile.read(consortiumFile);
    TradeFiles reader = new TradeFiles(trade, TradeFiles.newRun(), consortium);
    Scene scene = new Scene(reader.read(), reader.story(story));
    LedgerNetwork network = fabric ? onFabric(consortium) : onTwin(consortium);
    out.println(network.description());
    return exit ? playAndEnd(network, scene, out) : playAndServe(network, scene, out);
  }

  private LedgerNetwork onFabric(Consortium consortium) {
    return FabricNetwork.of(
        directory == null ? Network.of(consortium) : Network.of(consortium, directory));
  }

  private LedgerNetwork onTwin(Consortium consortium) {
    return directory == null ? TwinNetwork.of(consortium) : TwinNetwork.of(consortium, directory);
  }

  /** What is played. */
  private record Scene(Trade trade, Story story) {}

  private Integer playAndEnd(LedgerNetwork network, Scene scene, PrintWriter out) throws Exception {
    Integer good;
    boolean left;
    try (network;
        NetworkSession session = NetworkSession.of(network)) {
      left = session.leavesIt();
      session.up(new ConsoleProgress(out));
      try (Gateways gateways = start(network, out)) {
        good = play(gateways, network, scene, out);
      }
    }
    out.println(
        left
            ? "The gateways are down. The network was at work before and stays up until 'portolan network down'."
            : "All is down; the ledger is kept in " + network.folder());
    out.flush();
    return good;
  }

  private Integer playAndServe(LedgerNetwork network, Scene scene, PrintWriter out)
      throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (network) {
      network.up(new ConsoleProgress(out));
      try (Gateways gateways = start(network, out)) {
        Integer good = play(gateways, network, scene, out);
        out.println();
        out.println("The gateways go on serving. Ctrl-C ends them; " + network.afterwards() + ".");
        out.println("Credentials of their clients: " + network.folder().resolve("clients"));
        out.flush();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> askAndAwait(asked, closed)));
        asked.await();
        return good;
      }
    } finally {
      closed.countDown();
    }
  }

  /** After Ctrl-C: the JVM ends when this returns, whatever is still at work. */
  private static void askAndAwait(CountDownLatch asked, CountDownLatch closed) {
    asked.countDown();
    try {
      if (!closed.await(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("the gateways did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Gateways start(LedgerNetwork network, PrintWriter out)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Gateways gateways = Gateways.start(network);
    out.println(
        String.format(
            Locale.ROOT,
            "%-60s %6.2f s",
            network.consortium().members().size() + " gateways started",
            (System.nanoTime() - begin) / 1e9));
    out.flush();
    return gateways;
  }

  private static Integer play(
      Gateways gateways, LedgerNetwork network, Scene scene, PrintWriter out) {
    boolean good =
        new TradeScenario(gateways, scene.trade(), scene.story(), network.consortium(), out).play();
    out.flush();
    return good ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
