package portolan.command.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import portolan.command.Gateways;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Network;
import portolan.network.NetworkException;
import portolan.network.cli.ConsoleProgress;

/** {@code portolan demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Play one trade, from the factory to the payout, through the gateways of five members on a real Fabric network of this machine.",
      "Brings the network up if it is not. Afterwards the gateways go on serving until Ctrl-C, unless --exit is given."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Option(
      names = "--exit",
      description = "Stop gateways and network afterwards; nothing is left running.")
  private boolean exit;

  @Option(
      names = "--trade",
      paramLabel = "DIR",
      description = "Folder with the input files of the trade (default: examples/trade).")
  private Path trade = Path.of(System.getProperty("portolan.examples", "examples"), "trade");

  @Option(
      names = "--consortium",
      paramLabel = "FILE",
      description =
          "Consortium file (default: the five members of network-config/consortium.yaml).")
  private Path consortiumFile;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Folder of the network (default: ~/.portolan/NAME).")
  private Path directory;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Consortium consortium =
        consortiumFile == null ? ConsortiumFile.byDefault() : ConsortiumFile.read(consortiumFile);
    Trade files = new TradeFiles(trade, TradeFiles.newRun(), consortium).read();
    Network network =
        directory == null ? Network.of(consortium) : Network.of(consortium, directory);
    out.println("Network " + consortium.name() + " in " + network.folder());
    long begin = System.nanoTime();
    Thread playing = Thread.currentThread();
    AtomicBoolean over = new AtomicBoolean();
    if (exit) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    if (over.compareAndSet(false, true)) {
                      end(network, playing);
                    }
                  }));
    }
    try {
      network.up(new ConsoleProgress(out));
      out.println("Network is up" + took(begin) + ", starting the members' gateways");
      out.flush();
      try (Gateways gateways = Gateways.start(network)) {
        boolean good = new TradeScenario(gateways, files, consortium, out).play();
        out.flush();
        if (!exit) {
          serve(network, out);
        }
        return good ? ExitCode.OK : ExitCode.SOFTWARE;
      }
    } finally {
      if (exit && over.compareAndSet(false, true)) {
        network.down();
        out.println("Network is down; its ledger is kept in " + network.folder());
        out.flush();
      }
    }
  }

  /** After Ctrl-C, at whatever moment: has the network's coming up stop, then ends it. */
  private static void end(Network network, Thread playing) {
    playing.interrupt();
    long end = System.nanoTime() + END_LIMIT.toNanos();
    while (true) {
      try {
        network.down();
        return;
      } catch (NetworkException e) {
        // It is held until the coming up has noticed.
        if (System.nanoTime() > end) {
          System.err.println(
              "the network could not be ended; do so with 'portolan network down': "
                  + e.getMessage());
          return;
        }
      }
    }
  }

  private static String took(long beginNanos) {
    return String.format(
        Locale.ROOT, " after %.1f s", (System.nanoTime() - beginNanos) / 1_000_000_000.0);
  }

  private static void serve(Network network, PrintWriter out) throws InterruptedException {
    out.println();
    out.println(
        "The gateways go on serving. Ctrl-C ends them; the network stays up until 'portolan network down'.");
    out.println("Credentials of their clients: " + network.folder().resolve("clients"));
    out.flush();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
    ended.await();
  }
}
