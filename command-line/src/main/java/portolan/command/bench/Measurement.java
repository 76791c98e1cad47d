// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.client.DeliveryConfirmations;
import portolan.command.Gateways;
import portolan.command.demo.Trade;
import portolan.command.demo.TradeFiles;
import portolan.command.demo.TradeScenario;
import portolan.command.ledger.LedgerNetwork;
import portolan.domain.encoding.Json;
import portolan.domain.group.Group;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Ledger;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Submission;
import portolan.network.Role;

/** Measures one ledger that is up, through its members' gateways or past them. */
final class Measurement implements AutoCloseable {
  private static final int GROUP = 500;
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(30);
  private static final Duration LEVEL_LIMIT = Duration.ofSeconds(60);

  private final Gateways gateways;
  private final Trade trade;
  private final PrintWriter out;
  private final String run = TradeFiles.newRun();
  private final FabricLedger carrier;
  private final FabricLedger bank;
  private final FabricLedger platform;
  private final EscrowStock stock;
  private final List<String> payees;

  /** Starts the gateways and plays a trade, whose released declaration serves all escrows. */
  Measurement(LedgerNetwork network, Trade trade, PrintWriter out)
      throws IOException, InterruptedException, GeneralSecurityException, SQLException {
    this.trade = trade;
    this.out = out;
    // A bank that keeps an escrow may be paid its fee only.
    payees =
        network.consortium().members().stream()
            .filter(m -> !m.roles().contains(Role.BANK))
            .map(m -> m.mspId())
            .toList();
    gateways = Gateways.start(network);
    StringWriter story = new StringWriter();
    if (!new TradeScenario(gateways, trade, network.consortium(), new PrintWriter(story)).play()) {
      gateways.close();
      throw new IllegalStateException("the trade failed:\n" + story);
    }
    carrier = ledger(network, trade.declaration().getCarrier());
    carrier.follow(OptionalLong.empty());
    bank = ledger(network, trade.settlement().bank());
    platform = ledger(network, "PlatformMSP");
    stock =
        new EscrowStock(
            bank,
            platform,
            network.folder().resolve("bench").resolve(run),
            run,
            new EscrowStock.Goods(
                trade.order().getOrderId(),
                trade.declaration().getDeclarationId(),
                trade.declaration().getAuthority()),
            out);
  }

  private static FabricLedger ledger(LedgerNetwork network, String mspId)
      throws IOException, GeneralSecurityException {
    Path configuration = network.gatewayConfiguration(network.consortium().member(mspId).name());
    return new FabricLedger(GatewayConfiguration.read(configuration).peerAccess(), network.peers());
  }

  /** An empty shelf for trades that pay different members. */
  EscrowStock.Shelf differentPayees() {
    return EscrowStock.shelf(Payees.inTurn(payees));
  }

  /** An empty shelf for trades that all pay the supplier, the carrier and the platform. */
  EscrowStock.Shelf samePayees() {
    return EscrowStock.shelf(
        Payees.always(List.of(trade.order().getSupplier(), carrier.mspId(), platform.mspId())));
  }

  /**
   * Puts as many escrows on the shelf as are missing to have so many, if the time is enough, and
   * waits until the gateways have done what funding them makes them do: it is not to be counted
   * among what comes next.
   */
  void fill(EscrowStock.Shelf shelf, int count, Duration atMost) throws InterruptedException {
    stock.fill(shelf, count, atMost);
    if (!gateways.awaitLevel(LEVEL_LIMIT)) {
      out.println("the gateways are still behind the ledger: what they catch up counts too");
    }
  }

  /** Deliveries that the carrier's gateway gathers, by a stream of its public API. */
  Result grouped(Trial trial, EscrowStock.Shelf shelf, Gauge gauge)
      throws InterruptedException, IOException {
    try (DeliveryConfirmations confirmations =
        gateways.of(carrier.mspId()).escrows().confirmDeliveries()) {
      return trial.run(
          () -> {
            Optional<ConfirmDeliveryRequest> next = shelf.next();
            return next.isEmpty()
                ? Optional.empty()
                : Optional.of(confirmations.confirm(next.get()));
          },
          shelf.size(),
          gauge,
          out);
    }
  }

  /** Deliveries, each in a transaction of its own, past the gateways' outbox and API. */
  Result onePerTransaction(Trial trial, EscrowStock.Shelf shelf, Gauge gauge)
      throws InterruptedException, IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return trial.run(
          () ->
              shelf
                  .next()
                  .map(
                      d ->
                          onThread(
                              threads,
                              SettlementFunction.CONFIRM.chaincode(),
                              SettlementFunction.CONFIRM.functionName(),
                              Group.of(
                                      List.of(
                                          new ConfirmDelivery(d.getEscrowId(), d.getSecret())
                                              .toJson()))
                                  .canonical())),
          shelf.size(),
          gauge,
          out);
    }
  }

  /** Payments that read and write three balances which all trades share. */
  Result naive(Trial trial, int trades, Gauge gauge) throws InterruptedException, IOException {
    for (int i = 0; i < trades; i += GROUP) {
      List<String> ids = IntStream.range(i, i + GROUP).mapToObj(n -> "N" + run + "-" + n).toList();
      submit("naive", "create", Json.object().putTexts("ids", ids).build().canonical());
    }
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return trial.run(
          () -> {
            int n = next.getAndIncrement();
            return n >= trades
                ? Optional.empty()
                : Optional.of(
                    onThread(
                        threads,
                        "naive",
                        "pay",
                        Json.object().put("id", "N" + run + "-" + n).build().canonical()));
          },
          trades,
          gauge,
          out);
    }
  }

  /** Makes requests that are no deliveries. */
  interface Making {
    Requests make(MoneyRequests money, int count) throws Exception;
  }

  /** Such requests, as many as are wanted at this rate. */
  Result money(Trial trial, int perSecond, Making making, Gauge gauge) throws Exception {
    int count = trial.wants(perSecond);
    try (MoneyRequests money =
        new MoneyRequests(gateways, trade, platform.mspId(), stock, run + trial.id())) {
      return trial.run(making.make(money, count), count, gauge, out);
    }
  }

  private CompletableFuture<?> onThread(
      ExecutorService threads, String chaincode, String function, String argument) {
    return CompletableFuture.runAsync(() -> submit(chaincode, function, argument), threads);
  }

  /** One transaction of the carrier, endorsed by the bank and itself. */
  private void submit(String chaincode, String function, String argument) {
    Submission submission =
        new Submission(
            function,
            "",
            chaincode,
            function,
            argument,
            Optional.empty(),
            Endorsers.exactly(List.of(carrier.mspId(), bank.mspId())),
            Optional.empty());
    try {
      Ledger.Endorsement endorsement =
          carrier.endorse(submission, submission.endorsers().choice(0));
      if (chaincode.equals(SettlementFunction.CHAINCODE)) {
        Optional<String> refusal = GroupAnswer.refusal(endorsement.result());
        if (refusal.isPresent()) {
          throw new NotCommitted("refused by the contract: " + refusal.get());
        }
      }
      carrier.submit(endorsement.envelope());
      Ledger.Commit commit =
          carrier
              .awaitCommit(endorsement.transactionId(), COMMIT_LIMIT)
              .orElseThrow(() -> new NotCommitted("no commit in time"));
      if (commit.code() != TxValidationCode.VALID) {
        throw new NotCommitted(commit.code().name());
      }
    } catch (LedgerUnavailableException e) {
      // The endorsers' states differ while a block is under way.
      throw new NotCommitted(
          String.valueOf(e.getMessage()).contains("ABORTED")
              ? "endorsements differ"
              : e.getMessage());
    } catch (LedgerRefusedException e) {
      throw new NotCommitted(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private static final class NotCommitted extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotCommitted(String why) {
      super(why, null, false, false);
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(List.of(stock, carrier, bank, platform, gateways));
    for (AutoCloseable each : all) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
