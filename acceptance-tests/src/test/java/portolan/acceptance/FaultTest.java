// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.BANK;
import static portolan.acceptance.RealNetwork.CUSTOMS;
import static portolan.acceptance.RealNetwork.LOGISTICS;
import static portolan.acceptance.RealNetwork.PLATFORM;
import static portolan.acceptance.RealNetwork.SUPPLIER;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import portolan.api.v1.ConfirmDeliveryResponse;
import portolan.api.v1.EscrowServiceGrpc;
import portolan.api.v1.EscrowState;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.GetOrderRequest;
import portolan.api.v1.Order;
import portolan.api.v1.PlaceOrderRequest;
import portolan.api.v1.PlaceOrderResponse;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;

/** Nodes that die in the middle of the work, as by kill -9. */
@OnRealNetwork
class FaultTest {
  private static final long A_DAY = 86_400;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RealNetwork network;
  private final Trades trades;

  FaultTest(RealNetwork network) {
    this.network = network;
    this.trades = new Trades(network);
  }

  @Test
  void tradesOfOthersGoOnWhileAMembersPeerIsKilledAndComesBack() throws Exception {
    String declaration = trades.releasedDeclaration();
    List<Trades.Funded> paid = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger count = new AtomicInteger();
      AtomicBoolean enough = new AtomicBoolean();
      List<Future<List<Trades.Funded>>> traders = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        traders.add(threads.submit(() -> tradeUntil(enough, declaration, count)));
      }
      try {
        awaitMore(traders, count, 4);
        network.nodes().kill(network.peer(SUPPLIER));
        // Twice as many as there are traders: at least half of them began after the kill.
        awaitMore(traders, count, 8);
        network.nodes().start(network.peer(SUPPLIER));
        network.awaitReachable(SUPPLIER);
        awaitMore(traders, count, 4);
      } finally {
        enough.set(true);
        network.heal();
      }
      for (Future<List<Trades.Funded>> trader : traders) {
        paid.addAll(trader.get());
      }
    }

    // The supplier's own peer has caught up, and has been told of every note.
    for (Trades.Funded escrow : paid) {
      trades.awaitState(SUPPLIER, escrow.escrowId(), EscrowState.ESCROW_STATE_DELIVERED);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, Long> spendable = trades.spendable(SUPPLIER);
              assertThat(paid)
                  .allSatisfy(e -> assertThat(spendable).containsEntry(e.escrowId(), 8_000L));
            });
    awaitNothingUnfinished();
    trades.assertMoneyAddsUp();
  }

  private List<Trades.Funded> tradeUntil(
      AtomicBoolean enough, String declaration, AtomicInteger count) {
    List<Trades.Funded> paid = new ArrayList<>();
    while (!enough.get()) {
      Trades.Funded escrow = trades.funded(declaration, A_DAY);
      trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret());
      paid.add(escrow);
      count.incrementAndGet();
    }
    return paid;
  }

  private static void awaitMore(
      List<Future<List<Trades.Funded>>> traders, AtomicInteger count, int more) {
    int before = count.get();
    await()
        .atMost(PATIENCE)
        .failFast(
            () -> {
              for (Future<?> trader : traders) {
                if (trader.isDone()) {
                  trader.get();
                }
              }
            })
        .until(() -> count.get() >= before + more);
  }

  @Test
  void whatIsSealedToAMemberThatIsDownWaitsInTheOutboxAndIsWrittenWhenItIsBack() throws Exception {
    awaitNothingUnfinished();
    PlaceOrderRequest order = trades.order(SUPPLIER, Trades.terms("buyer-1", 8_950));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      network.nodes().kill(network.peer(SUPPLIER));
      Future<PlaceOrderResponse> placed;
      try {
        placed = threads.submit(() -> network.client(PLATFORM).provenance().placeOrder(order));
        await().atMost(PATIENCE).until(() -> trades.unfinished(PLATFORM) == 1);
        try (PortolanClient impatient = network.newClient(PLATFORM, Duration.ofSeconds(2))) {
          assertThatThrownBy(() -> impatient.provenance().placeOrder(order))
              .isInstanceOfSatisfying(
                  PortolanException.class,
                  e -> assertThat(e.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        }
        assertThat(placed.isDone()).isFalse();
        assertThat(trades.unfinished(PLATFORM)).isEqualTo(1);
      } finally {
        network.heal();
      }
      assertThat(placed.get().getReceipt().getEndorsersList()).containsExactly(PLATFORM, SUPPLIER);
    }
    Order asTheSupplierSeesIt =
        await()
            .atMost(PATIENCE)
            .ignoreException(PortolanException.class)
            .until(
                () ->
                    network
                        .client(SUPPLIER)
                        .provenance()
                        .getOrder(
                            GetOrderRequest.newBuilder().setOrderId(order.getOrderId()).build()),
                shown -> true);
    assertThat(asTheSupplierSeesIt.getTerms()).isEqualTo(order.getTerms());
    awaitNothingUnfinished();
  }

  @Test
  void deliveriesWaitForTheBankThatIsDownAndArePaidOnceItIsBack() throws Exception {
    String declaration = trades.releasedDeclaration();
    List<Trades.Funded> escrows = trades.funded(5, declaration);
    List<ConfirmDeliveryResponse> confirmed = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ConfirmDeliveryResponse>> calls = new ArrayList<>();
      network.nodes().kill(network.peer(BANK));
      try {
        for (Trades.Funded escrow : escrows) {
          calls.add(
              threads.submit(() -> trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret())));
        }
        await().atMost(PATIENCE).until(() -> trades.unfinished(LOGISTICS) == escrows.size());
        assertThat(calls).noneMatch(Future::isDone);
      } finally {
        network.heal();
      }
      for (Future<ConfirmDeliveryResponse> call : calls) {
        confirmed.add(call.get());
      }
    }
    assertThat(confirmed)
        .allSatisfy(c -> assertThat(c.getReceipt().getEndorsersList()).contains(BANK));
    awaitNothingUnfinished();
    trades.assertMoneyAddsUp();
  }

  @Test
  void aDeliveryAcceptedWhileTheGatewaysOwnPeerIsDownIsPaidWhenItIsBack() throws Exception {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), A_DAY);
    // The gateway knows the members from before.
    network.awaitReachable(LOGISTICS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ConfirmDeliveryResponse> call;
      network.nodes().kill(network.peer(LOGISTICS));
      try {
        call = threads.submit(() -> trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret()));
        await().atMost(PATIENCE).until(() -> trades.unfinished(LOGISTICS) == 1);
      } finally {
        network.heal();
      }
      assertThat(call.get().getReceipt().getEndorsersList()).contains(BANK);
    }
    trades.awaitState(LOGISTICS, escrow.escrowId(), EscrowState.ESCROW_STATE_DELIVERED);
    trades.assertMoneyAddsUp();
  }

  @Test
  void ofAHundredDeliveriesBeforeAndAfterTheRaftLeaderIsKilledEachIsPaidExactlyOnce()
      throws Exception {
    String declaration = trades.releasedDeclaration();
    List<Trades.Funded> escrows = trades.funded(100, declaration);
    String leader = network.nodes().leader().orElseThrow();
    try (Chain chain = new Chain(network.configuration(BANK))) {
      long from = chain.height();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        AtomicInteger done = new AtomicInteger();
        List<Future<ConfirmDeliveryResponse>> calls = new ArrayList<>();
        try {
          for (Trades.Funded escrow : escrows.subList(0, escrows.size() / 2)) {
            calls.add(threads.submit(() -> confirmed(escrow, done)));
          }
          await()
              .pollDelay(Duration.ZERO)
              .pollInterval(Duration.ofMillis(1))
              .atMost(PATIENCE)
              .until(() -> done.get() > 0);
          network.nodes().kill(leader);
          // The first half may be in blocks by now; these come while there is no leader.
          for (Trades.Funded escrow : escrows.subList(escrows.size() / 2, escrows.size())) {
            calls.add(threads.submit(() -> confirmed(escrow, done)));
          }
          for (Future<ConfirmDeliveryResponse> call : calls) {
            assertThat(call.get().getReceipt().getEndorsersList()).contains(BANK);
          }
          // The second half was put into blocks by another one.
          await()
              .atMost(PATIENCE)
              .until(() -> network.nodes().leader().filter(l -> !l.equals(leader)).isPresent());
        } finally {
          network.heal();
        }
      }

      assertPaidExactlyOnce(chain, from, escrows);
    }
    trades.assertMoneyAddsUp();
  }

  private ConfirmDeliveryResponse confirmed(Trades.Funded escrow, AtomicInteger done) {
    ConfirmDeliveryResponse answer = trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret());
    done.incrementAndGet();
    return answer;
  }

  private void assertPaidExactlyOnce(Chain chain, long from, List<Trades.Funded> escrows)
      throws Exception {
    // The chain is read from the bank's peer.
    for (Trades.Funded escrow : escrows) {
      trades.awaitState(BANK, escrow.escrowId(), EscrowState.ESCROW_STATE_DELIVERED);
    }
    Map<String, List<String>> writes = chain.validWrites("settlement", from);
    for (Trades.Funded escrow : escrows) {
      assertThat(writes.get("gate/" + escrow.escrowId())).as(escrow.escrowId()).hasSize(1);
    }
    escrows.forEach(escrow -> trades.awaitSpendable(LOGISTICS, escrow.escrowId(), 1_500));
  }

  @Test
  void aGatewayWhoseChaincodeDiesSaysSoAndStillWritesThroughOthers() throws Exception {
    String declaration = trades.releasedDeclaration();
    Trades.Funded escrow = trades.funded(declaration, A_DAY);
    Trades.Funded later = trades.funded(declaration, A_DAY);
    try (GrpcConnection gateway =
        GrpcConnection.to(network, LOGISTICS, network.clientOf(LOGISTICS))) {
      assertThat(gateway.health("")).isEqualTo(ServingStatus.SERVING);
      network.nodes().kill(network.chaincode(LOGISTICS));
      try {
        await().atMost(PATIENCE).until(() -> gateway.health("") == ServingStatus.NOT_SERVING);
        assertThatThrownBy(() -> read(gateway, escrow.escrowId()))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));

        var receipt = trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret()).getReceipt();

        assertThat(receipt.getEndorsersList()).contains(BANK).doesNotContain(LOGISTICS);
        trades.awaitState(CUSTOMS, escrow.escrowId(), EscrowState.ESCROW_STATE_DELIVERED);
      } finally {
        network.heal();
      }
      assertThat(gateway.health("")).isEqualTo(ServingStatus.SERVING);
    }
    assertThat(
            trades
                .confirm(LOGISTICS, later.escrowId(), later.secret())
                .getReceipt()
                .getEndorsersList())
        .contains(BANK)
        .hasSize(2);
    trades.assertMoneyAddsUp();
  }

  private static EscrowState read(GrpcConnection gateway, String escrowId) {
    return EscrowServiceGrpc.newBlockingStub(gateway.channel())
        .withDeadline(GrpcConnection.deadline())
        .getEscrow(GetEscrowRequest.newBuilder().setEscrowId(escrowId).build())
        .getState();
  }

  private void awaitNothingUnfinished() {
    for (String member : network.members()) {
      await().atMost(PATIENCE).until(() -> trades.unfinished(member) == 0);
    }
  }
}
