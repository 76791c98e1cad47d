// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.BANK;
import static portolan.acceptance.RealNetwork.LOGISTICS;

import com.google.common.collect.Iterables;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmDeliveryResponse;
import portolan.api.v1.EscrowServiceGrpc;
import portolan.api.v1.EscrowState;
import portolan.api.v1.Receipt;
import portolan.gateway.api.PublicApi;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.members.EscrowBanks;
import portolan.gateway.members.Members;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.Grouping;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.projection.journal.Journal;
import portolan.gateway.projection.provenance.EventIndex;
import portolan.gateway.statements.StatementStore;

/** Gateways that are killed with work in hand: what was accepted is done, and done once. */
@OnRealNetwork
class GatewayCrashTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Trades.Funded NOBODYS =
      new Trades.Funded("PlatformMSP/NOBODYS", "a secret of nothing", List.of());

  private final RealNetwork network;
  private final Trades trades;

  GatewayCrashTest(RealNetwork network) {
    this.network = network;
    this.trades = new Trades(network);
  }

  @Test
  void aGatewayKilledBetweenSubmitAndCommitFinishesWhatItAccepted() throws Exception {
    List<Trades.Funded> escrows = trades.funded(20, trades.releasedDeclaration());
    try (GatewayProcess gateway = new GatewayProcess(network, LOGISTICS);
        Chain chain = new Chain(network.configuration(BANK))) {
      gateway.start();
      long from = chain.height();
      long submitted = submitted();
      long endorsed = endorsed();
      network.freezeOrderers();
      try {
        killWithAllInHand(
            gateway,
            escrows,
            () ->
                submitted() > submitted
                    && submitted() - submitted >= endorsed() - endorsed
                    && saysThatCommitsAreStalled(gateway));
        assertNoneIsPaid(escrows);
      } finally {
        network.thawOrderers();
      }

      gateway.start();

      await().atMost(PATIENCE).until(() -> gateway.status().getUnfinished() == 0);
      await().atMost(PATIENCE).until(() -> servesWrites(gateway));
      assertPaidExactlyOnce(chain, from, escrows);
      assertKnowsItsReceipts(gateway, chain, from, escrows);
    }
  }

  @Test
  void aGatewayKilledWhileNoOrdererTookItsTransactionsSubmitsThemWhenItIsBack() throws Exception {
    List<Trades.Funded> escrows = trades.funded(20, trades.releasedDeclaration());
    try (GatewayProcess gateway = new GatewayProcess(network, LOGISTICS);
        Chain chain = new Chain(network.configuration(BANK))) {
      gateway.start();
      long from = chain.height();
      try {
        network.orderers().forEach(network.nodes()::kill);
        killWithAllInHand(gateway, escrows, () -> saysThatCommitsAreStalled(gateway));
      } finally {
        network.heal();
      }
      // Nobody but the gateway has the transactions.
      await().atMost(PATIENCE).until(() -> network.nodes().leader().isPresent());
      assertNoneIsPaid(escrows);

      gateway.start();

      await().atMost(PATIENCE).until(() -> gateway.status().getUnfinished() == 0);
      await().atMost(PATIENCE).until(() -> servesWrites(gateway));
      assertPaidExactlyOnce(chain, from, escrows);
      assertKnowsItsReceipts(gateway, chain, from, escrows);
    }
  }

  /** Something that becomes true. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  /** Sends all confirmations, and kills the gateway when it has accepted them. */
  private void killWithAllInHand(
      GatewayProcess gateway, List<Trades.Funded> escrows, Condition ready) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        GrpcConnection connection = gateway.connect()) {
      // A gateway that has just begun takes the first calls so slowly that each has a group of its
      // own, and what comes after as many groups as may be under way waits in memory.
      assertThatThrownBy(() -> confirm(connection, NOBODYS))
          .isInstanceOf(StatusRuntimeException.class);
      List<Future<ConfirmDeliveryResponse>> calls = new ArrayList<>();
      try {
        for (Trades.Funded escrow : escrows) {
          calls.add(threads.submit(() -> confirm(connection, escrow)));
        }
        await()
            .atMost(PATIENCE)
            .failFast(() -> assertThat(calls).as("calls, none answered").noneMatch(Future::isDone))
            .until(() -> gateway.status().getUnfinished() == escrows.size() && ready.holds());
      } finally {
        gateway.kill();
      }
      for (Future<ConfirmDeliveryResponse> call : calls) {
        assertThatThrownBy(call::get)
            .isInstanceOf(ExecutionException.class)
            .cause()
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
      }
    }
  }

  /** To those who route writes, and to the operator; reading goes on. */
  private static boolean saysThatCommitsAreStalled(GatewayProcess gateway) throws IOException {
    try (GrpcConnection connection = gateway.connect()) {
      return connection.health("portolan.v1.writes") == ServingStatus.NOT_SERVING
          && connection.health("") == ServingStatus.SERVING
          && gateway.status().getTroublesList().stream()
              .anyMatch(trouble -> trouble.startsWith("commits stalled for "));
    }
  }

  private static boolean servesWrites(GatewayProcess gateway) throws IOException {
    try (GrpcConnection connection = gateway.connect()) {
      return connection.health("portolan.v1.writes") == ServingStatus.SERVING
          && gateway.status().getTroublesList().isEmpty();
    }
  }

  /** How often the carrier's peer has endorsed, as it says. */
  private long endorsed() throws IOException {
    return calls("grpc.method=Endorse ", "grpc.code=OK");
  }

  /** How often the carrier's peer has been asked to submit a transaction, and has answered. */
  private long submitted() throws IOException {
    return calls("grpc.method=Submit ", "");
  }

  private long calls(String method, String code) throws IOException {
    try (Stream<String> lines = Files.lines(network.nodes().log(network.peer(LOGISTICS)))) {
      return lines
          .filter(l -> l.contains("gateway.Gateway") && l.contains(method) && l.contains(code))
          .count();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10})
  void aGatewayKilledUnderLoadPaysEachDeliveryOnce(int answersBeforeTheKill) throws Exception {
    List<Trades.Funded> escrows = trades.funded(20, trades.releasedDeclaration());
    Map<String, Receipt> receipts = new LinkedHashMap<>();
    try (GatewayProcess gateway = new GatewayProcess(network, LOGISTICS);
        Chain chain = new Chain(network.configuration(BANK))) {
      gateway.start();
      long from = chain.height();
      List<Trades.Funded> unanswered = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(6);
          GrpcConnection connection = gateway.connect()) {
        AtomicInteger answers = new AtomicInteger();
        CountDownLatch killed = new CountDownLatch(1);
        List<Future<ConfirmDeliveryResponse>> calls = new ArrayList<>();
        try {
          for (int i = 0; i < escrows.size(); i++) {
            Trades.Funded escrow = escrows.get(i);
            // However fast it is, the last ones come too late.
            boolean isLate = i >= escrows.size() - 3;
            calls.add(
                threads.submit(
                    () -> {
                      if (isLate) {
                        killed.await();
                      }
                      ConfirmDeliveryResponse answer = confirm(connection, escrow);
                      answers.incrementAndGet();
                      return answer;
                    }));
          }
          await()
              .pollInterval(Duration.ofMillis(2))
              .atMost(PATIENCE)
              .until(() -> answers.get() >= answersBeforeTheKill);
        } finally {
          gateway.kill();
          killed.countDown();
        }
        for (int i = 0; i < calls.size(); i++) {
          try {
            receipts.put(escrows.get(i).escrowId(), calls.get(i).get().getReceipt());
          } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(StatusRuntimeException.class);
            unanswered.add(escrows.get(i));
          }
        }
      }
      assertThat(unanswered).as("killed too late").isNotEmpty();

      gateway.start();
      await().atMost(PATIENCE).until(() -> gateway.status().getUnfinished() == 0);
      // Whoever got no answer asks again; whether the first request had arrived does not matter.
      try (GrpcConnection connection = gateway.connect()) {
        for (Trades.Funded escrow : unanswered) {
          receipts.put(escrow.escrowId(), confirm(connection, escrow).getReceipt());
        }
      }

      assertPaidExactlyOnce(chain, from, escrows);
      Map<String, List<String>> writes = chain.validWrites("settlement", from);
      assertThat(receipts).hasSize(escrows.size());
      receipts.forEach(
          (id, receipt) ->
              assertThat(writes.get("gate/" + id)).containsExactly(receipt.getTransactionId()));
    }
  }

  @Test
  void aFullOutboxTakesNothingMoreUntilItHasRoom(@TempDir Path folder) throws Exception {
    int capacity = 3;
    List<Trades.Funded> escrows = trades.funded(capacity + 1, trades.releasedDeclaration());
    Trades.Funded surplus = escrows.getLast();
    GatewayConfiguration.Listen usual = network.configuration(LOGISTICS).listen();
    GatewayConfiguration.Listen listen =
        new GatewayConfiguration.Listen(
            usual.host(),
            usual.port() + GatewayProcess.FREE_PORT,
            usual.certFile(),
            usual.keyFile(),
            usual.clientCaFile());
    try (FabricLedger ledger = network.ledger(LOGISTICS);
        Outbox outbox = new Outbox(ledger, folder, Outbox.DEFAULT_CAPACITY);
        GroupCommit groups =
            new GroupCommit(
                outbox, new Grouping(capacity, 1_000_000, 4, Duration.ofMillis(10), capacity));
        StatementStore statements = new StatementStore(folder);
        Journal journal = new Journal(folder, LOGISTICS);
        EventIndex index = new EventIndex(folder);
        PublicApi api =
            PublicApi.start(
                listen,
                ledger,
                membership(ledger),
                outbox,
                groups,
                statements,
                journal,
                index,
                List::of,
                Optional::empty);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        GrpcConnection connection = GrpcConnection.to(listen, network.clientOf(LOGISTICS))) {
      assertThat(api).isNotNull();
      List<Future<ConfirmDeliveryResponse>> calls = new ArrayList<>();
      network.freezeOrderers();
      try {
        for (Trades.Funded escrow : escrows.subList(0, capacity)) {
          calls.add(threads.submit(() -> confirm(connection, escrow)));
        }
        await().atMost(PATIENCE).until(() -> groups.unfinished() == capacity);

        assertThatThrownBy(() -> confirm(connection, surplus))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                e -> {
                  assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                  assertThat(ErrorDetails.of(e).getReason()).isEqualTo("QUEUE_FULL");
                });
        assertThat(groups.unfinished()).isEqualTo(capacity);
      } finally {
        network.thawOrderers();
      }
      for (Future<ConfirmDeliveryResponse> call : calls) {
        assertThat(call.get().getReceipt().getTransactionId()).isNotEmpty();
      }
      assertThat(trades.state(surplus.escrowId())).isEqualTo(EscrowState.ESCROW_STATE_FUNDED);

      confirm(connection, surplus);
    }
    trades.awaitState(LOGISTICS, surplus.escrowId(), EscrowState.ESCROW_STATE_DELIVERED);
    trades.assertMoneyAddsUp();
  }

  private static Membership membership(FabricLedger ledger) {
    Members members =
        new Members(
            ledger.mspId(), () -> ledger.evaluate("provenance", "members", "{}"), System::nanoTime);
    return new Membership(
        members,
        new EscrowBanks(
            members,
            (function, argument) ->
                ledger.evaluate(function.chaincode(), function.functionName(), argument)));
  }

  /** One call, which is not repeated. */
  private static ConfirmDeliveryResponse confirm(GrpcConnection connection, Trades.Funded escrow) {
    return EscrowServiceGrpc.newBlockingStub(connection.channel())
        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .confirmDelivery(
            ConfirmDeliveryRequest.newBuilder()
                .setEscrowId(escrow.escrowId())
                .setSecret(escrow.secret())
                .build());
  }

  private void assertNoneIsPaid(List<Trades.Funded> escrows) {
    for (Trades.Funded escrow : escrows) {
      assertThat(trades.state(escrow.escrowId())).isEqualTo(EscrowState.ESCROW_STATE_FUNDED);
    }
  }

  private void assertPaidExactlyOnce(Chain chain, long from, List<Trades.Funded> escrows)
      throws Exception {
    for (Trades.Funded escrow : escrows) {
      trades.awaitState(BANK, escrow.escrowId(), EscrowState.ESCROW_STATE_DELIVERED);
    }
    Map<String, List<String>> writes = chain.validWrites("settlement", from);
    assertThat(escrows).allSatisfy(e -> assertThat(writes.get("gate/" + e.escrowId())).hasSize(1));
    trades.assertMoneyAddsUp();
  }

  /**
   * Asked again, the gateway answers with the transaction that it had sent before it was killed.
   */
  private static void assertKnowsItsReceipts(
      GatewayProcess gateway, Chain chain, long from, List<Trades.Funded> escrows)
      throws Exception {
    Map<String, List<String>> writes = chain.validWrites("settlement", from);
    try (GrpcConnection connection = gateway.connect()) {
      for (Trades.Funded escrow : escrows) {
        assertThat(confirm(connection, escrow).getReceipt().getTransactionId())
            .isEqualTo(Iterables.getOnlyElement(writes.get("gate/" + escrow.escrowId())));
      }
    }
  }
}
