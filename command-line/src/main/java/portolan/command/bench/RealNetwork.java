// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import portolan.command.demo.Trade;
import portolan.command.ledger.FabricNetwork;
import portolan.command.ledger.LedgerNetwork;
import portolan.command.ledger.NetworkSession;
import portolan.network.Consortium;
import portolan.network.Network;
import portolan.network.NetworkException;
import portolan.network.cli.ConsoleProgress;

/** The measurements on Fabric's own nodes, in one run. */
final class RealNetwork {
  /** Of the chaincode processes: has them send every read and write by itself. */
  private static final String WITHOUT_BRIDGE = "-Dportolan.chaincode.batching=off";

  /** So much time shows little of 2,000/s, and the escrows for it take longer to fund. */
  private static final Duration SHORT = Duration.ofSeconds(3);

  private static final Duration LEVEL_LIMIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final Network nodes;
  private final Plan plan;
  private final PrintWriter out;

  /** What they are known not to exceed, a second. */
  private static final int MOST_FUNDINGS = 60;

  private static final int MOST_SPENDINGS = 20;
  private static final int MOST_EXCHANGES = 30;

  private final Path blocks;
  private final List<Result> results = new ArrayList<>();
  private Gauge gauge;

  private RealNetwork(Network nodes, Path blocks, Plan plan, PrintWriter out) {
    this.nodes = nodes;
    this.blocks = blocks;
    this.plan = plan;
    this.out = out;
  }

  /** Something that is measured on a network that is up. */
  private interface Work {
    List<Result> measure(Network nodes, LedgerNetwork network) throws Exception;
  }

  /** Deliveries and other payments. */
  static List<Result> measure(Consortium consortium, Trade trade, Plan plan, PrintWriter out)
      throws Exception {
    return measure(
        consortium,
        out,
        (nodes, network) -> {
          Path blocks = nodes.blocks(consortium.member(trade.declaration().getCarrier()).name());
          RealNetwork real = new RealNetwork(nodes, blocks, plan, out);
          try (Measurement measurement = new Measurement(network, trade, out)) {
            real.measure(measurement);
          }
          return real.results;
        });
  }

  /** Captures of events. */
  static List<Result> measureEvents(Consortium consortium, Plan plan, PrintWriter out)
      throws Exception {
    return measure(
        consortium,
        out,
        (nodes, network) ->
            EventMeasurement.measure(
                network,
                plan,
                Gauge.of(nodes, nodes.blocks(consortium.members().getFirst().name())),
                out));
  }

  /** A new network is brought up, and ended afterwards, whatever happens. */
  private static List<Result> measure(Consortium consortium, PrintWriter out, Work work)
      throws Exception {
    Network nodes = Network.of(consortium);
    LedgerNetwork network = FabricNetwork.of(nodes);
    if (network.isOfOthers()) {
      throw new NetworkException(
          "network %s in %s is at work, and a bench begins by deleting its ledger; end it first ('portolan network down'), or give the bench another consortium file"
              .formatted(consortium.name(), nodes.folder()));
    }
    try (NetworkSession session = NetworkSession.of(network)) {
      // A long ledger is slower than a new one.
      nodes.reset();
      session.up(new ConsoleProgress(out));
      return work.measure(nodes, network);
    }
  }

  private void measure(Measurement measurement) throws Exception {
    gauge = Gauge.of(nodes, blocks);
    EscrowStock.Shelf shelf = measurement.differentPayees();
    Trial naive = plan.naive();
    results.add(measurement.naive(naive, naive.wants(plan.mostSingle()), gauge));
    if (plan.counted().compareTo(SHORT) > 0) {
      money(measurement);
    }
    Trial single = plan.onePerTransaction(Findings.SINGLE, "");
    fill(measurement, shelf, single.wants(plan.mostSingle()), plan.funding());
    results.add(measurement.onePerTransaction(single, shelf, gauge));
    if (plan.counted().compareTo(SHORT) > 0) {
      random(measurement, shelf, Findings.AT_2000, "grouped, 2,000/s", 2_000);
    }
    random(measurement, shelf, Findings.AT_100, "grouped, 100/s", 100);

    Trial saturation =
        plan.saturation(Findings.SATURATION, "grouped, saturation, different payees");
    fill(measurement, shelf, saturation.wants(plan.mostPerSecond()), plan.funding());
    Result most = measurement.grouped(saturation, shelf, gauge);
    results.add(most);
    Trial same = plan.saturation(Findings.SAME_PAYEES, "grouped, saturation, the same 3 payees");
    EscrowStock.Shelf samePayees = measurement.samePayees();
    fill(
        measurement,
        samePayees,
        same.wants(Math.min(plan.mostPerSecond(), 1.2 * most.perSecond() + 1)),
        plan.funding());
    results.add(measurement.grouped(same, samePayees, gauge));
    random(measurement, shelf, Findings.HALF, "grouped, half load", most.perSecond() / 2 + 1);
    withoutBridge(measurement, shelf);
  }

  /** Before the platform has thousands of notes, which its gateway would list each time. */
  private void money(Measurement measurement) throws Exception {
    results.add(
        measurement.money(
            plan.money(Findings.FUNDING, "funding escrows of three payees"),
            MOST_FUNDINGS,
            MoneyRequests::fundings,
            gauge));
    results.add(
        measurement.money(
            plan.money(Findings.SPENDING, "redeeming a hundred small notes each"),
            MOST_SPENDINGS,
            MoneyRequests::spendings,
            gauge));
    results.add(
        measurement.money(
            plan.money(Findings.EXCHANGE, "currency trades: quote, lock, execute"),
            MOST_EXCHANGES,
            MoneyRequests::trades,
            gauge));
  }

  private void random(
      Measurement measurement, EscrowStock.Shelf shelf, String id, String title, double perSecond)
      throws Exception {
    Trial trial = plan.random(id, title, perSecond);
    fill(measurement, shelf, trial.wants(perSecond * 1.1), plan.funding());
    results.add(measurement.grouped(trial, shelf, gauge));
  }

  /** Afterwards every peer has all of it: what one is late with would count as work of the row. */
  private void fill(Measurement measurement, EscrowStock.Shelf shelf, int count, Duration atMost)
      throws InterruptedException {
    measurement.fill(shelf, count, atMost);
    long end = System.nanoTime() + LEVEL_LIMIT.toNanos();
    while (heights() > 1 && System.nanoTime() - end < 0) {
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /** How many different heights the peers' ledgers have. */
  private long heights() {
    return nodes.nodes().stream().flatMapToLong(node -> node.height().stream()).distinct().count();
  }

  /** On the same network: only the chaincode's processes are others. */
  private void withoutBridge(Measurement measurement, EscrowStock.Shelf shelf) throws Exception {
    Trial trial = plan.saturation(Findings.WITHOUT_BRIDGE, "grouped, saturation, without bridge");
    fill(measurement, shelf, trial.wants(plan.mostWithoutBridge()), plan.funding());
    out.println("restarting the chaincode processes without the bridge");
    out.flush();
    for (Consortium.Member member : nodes.consortium().members()) {
      nodes.stop("chaincode." + member.key());
      nodes.startChaincode(member.name(), List.of(WITHOUT_BRIDGE), List.of());
    }
    gauge = Gauge.of(nodes, blocks);
    results.add(measurement.grouped(trial, shelf, gauge));
  }
}
