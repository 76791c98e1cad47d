package portolan.command.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.client.PortolanClient;
import portolan.command.Gateways;
import portolan.command.demo.Trade;
import portolan.command.demo.TradeFiles;
import portolan.command.demo.TradeScenario;
import portolan.command.ledger.LedgerNetwork;
import portolan.domain.encoding.Json;
import portolan.domain.group.Group;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.gateway.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Ledger;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Submission;

/** Measures one ledger that is up, through its members' gateways. */
final class Measurement implements AutoCloseable {
  private static final int GROUP = 100;

  /**
   * The load.
   *
   * @param clients each has one request under way
   * @param warmUp seconds that do not count
   * @param seconds that count
   * @param mostPerSecond requests that are made ready for each second
   */
  record Conditions(int clients, int warmUp, int seconds, int mostPerSecond) {
    int stock() {
      return (warmUp + seconds) * mostPerSecond / GROUP * GROUP;
    }

    Load.Result run(Load.Request request) throws InterruptedException {
      return Load.run(clients, warmUp, seconds, request);
    }
  }

  private final LedgerNetwork network;
  private final Conditions conditions;
  private final PrintWriter out;
  private final Gateways gateways;
  private final String run = TradeFiles.newRun();

  /** Starts the gateways. */
  Measurement(LedgerNetwork network, Conditions conditions, PrintWriter out)
      throws IOException, InterruptedException {
    this.network = network;
    this.conditions = conditions;
    this.out = out;
    gateways = Gateways.start(network);
  }

  /** Plays a trade, whose released declaration serves all escrows. */
  void play(Trade trade) {
    StringWriter story = new StringWriter();
    if (!new TradeScenario(gateways, trade, network.consortium(), new PrintWriter(story)).play()) {
      throw new IllegalStateException("the trade failed:\n" + story);
    }
  }

  /** Funds escrows of this run; gives how many. */
  private int fund(Trade trade, String run) throws Exception {
    int stock = conditions.stock();
    try (FabricLedger bank = ledger(trade.settlement().bank());
        FabricLedger platform = ledger("PlatformMSP");
        EscrowStock escrows =
            new EscrowStock(bank, platform, network.folder().resolve("bench").resolve(run), run)) {
      List<String> payees =
          List.of(trade.order().getSupplier(), trade.declaration().getCarrier(), platform.mspId());
      for (int i = 0; i < stock; i += GROUP) {
        escrows.fund(i, trade.order().getOrderId(), trade.declaration().getDeclarationId(), payees);
        if (i % 10_000 == 0) {
          out.println("funded " + (i + GROUP) + " of " + stock + " escrows");
          out.flush();
        }
      }
    }
    return stock;
  }

  /** Deliveries confirmed through the public API of the carrier's gateway. */
  Load.Result deliveries(Trade trade) throws Exception {
    String carrierMsp = trade.declaration().getCarrier();
    int stock = fund(trade, run);
    PortolanClient carrier = gateways.of(carrierMsp);
    return conditions.run(
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
  }

  /** Deliveries confirmed without a gateway of ours: the carrier's client calls its peer. */
  Load.Result straightToTheLedger(Trade trade) throws Exception {
    String direct = run + "D";
    int stock = fund(trade, direct);
    try (FabricLedger ledger = ledger(trade.declaration().getCarrier())) {
      return conditions.run(
          n ->
              n >= stock
                  ? "no escrow left"
                  : submit(
                      ledger,
                      "settlement",
                      "confirm",
                      Group.of(
                              List.of(
                                  new ConfirmDelivery(
                                          EscrowStock.escrowId(direct, n),
                                          EscrowStock.secret(direct, n))
                                      .toJson()))
                          .canonical()));
    }
  }

  /** Payments that read and write three balances which all trades share. */
  Load.Result naive(Trade trade) throws Exception {
    int trades = conditions.stock();
    try (FabricLedger ledger = ledger(trade.declaration().getCarrier())) {
      AtomicInteger made = new AtomicInteger();
      while (made.get() < trades) {
        List<String> ids =
            IntStream.range(0, GROUP)
                .mapToObj(i -> "N" + run + "-" + made.getAndIncrement())
                .toList();
        String outcome =
            submit(
                ledger, "naive", "create", Json.object().putTexts("ids", ids).build().canonical());
        if (!outcome.equals(Load.OK)) {
          throw new IllegalStateException("create: " + outcome);
        }
      }
      return conditions.run(
          n ->
              n >= trades
                  ? "no trade left"
                  : submit(
                      ledger,
                      "naive",
                      "pay",
                      Json.object().put("id", "N" + run + "-" + n).build().canonical()));
    }
  }

  private static String submit(
      FabricLedger ledger, String chaincode, String function, String argument)
      throws LedgerRefusedException, LedgerUnavailableException, InterruptedException {
    Submission submission =
        new Submission(
            function,
            "",
            chaincode,
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
    if (endorsement.result().contains("\"accepted\":false")) {
      return endorsement.result();
    }
    ledger.submit(endorsement.envelope());
    return ledger
        .awaitCommit(endorsement.transactionId(), Duration.ofSeconds(30))
        .map(c -> c.code().name().equals("VALID") ? Load.OK : c.code().name())
        .orElse("not committed within 30 s");
  }

  private FabricLedger ledger(String mspId) throws IOException, GeneralSecurityException {
    Path configuration = network.gatewayConfiguration(network.consortium().member(mspId).name());
    return new FabricLedger(GatewayConfiguration.read(configuration), network.peers());
  }

  @Override
  public void close() {
    gateways.close();
  }
}
