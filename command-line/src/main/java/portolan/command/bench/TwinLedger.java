// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.PrintWriter;
import java.util.List;
import portolan.command.demo.Trade;
import portolan.command.ledger.NetworkSession;
import portolan.command.ledger.TwinNetwork;
import portolan.network.Consortium;
import portolan.network.Network;
import portolan.network.cli.ConsoleProgress;

/** The measurements on the ledger twin. */
final class TwinLedger {
  private static final int MOST_SINGLE = 4_000;

  private TwinLedger() {}

  static List<Result> measure(Consortium consortium, Trade trade, Plan plan, PrintWriter out)
      throws Exception {
    try (TwinNetwork network = TwinNetwork.of(consortium);
        NetworkSession session = NetworkSession.of(network)) {
      // An empty ledger: a long one would have to be read first.
      Network.of(consortium, network.folder()).reset();
      session.up(new ConsoleProgress(out));
      try (Measurement measurement = new Measurement(network, trade, out)) {
        Gauge gauge = Gauge.ofThisProcess(network.folder().resolve("ledger"));
        EscrowStock.Shelf shelf = measurement.differentPayees();
        Trial single = plan.onePerTransaction(Findings.TWIN_SINGLE, "twin: ");
        measurement.fill(
            shelf, single.wants(Math.min(MOST_SINGLE, plan.mostPerSecond())), plan.funding());
        Result singles = measurement.onePerTransaction(single, shelf, gauge);
        Trial grouped = plan.saturation(Findings.TWIN_SATURATION, "twin: grouped, saturation");
        measurement.fill(shelf, grouped.wants(plan.mostPerSecond()), plan.funding());
        return List.of(singles, measurement.grouped(grouped, shelf, gauge));
      }
    }
  }
}
