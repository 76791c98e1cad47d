// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.BANK;
import static portolan.acceptance.RealNetwork.LOGISTICS;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.EscrowState;
import portolan.api.v1.Receipt;
import portolan.client.DeliveryConfirmations;
import portolan.client.PortolanClient;

/**
 * Five members' gateways group the confirmations of the same trades at the same time, and something
 * is killed while their groups are under way. Every caller learns the truth, and each trade is paid
 * exactly once. One round for each kind of fault; {@code -Dportolan.faults.minutes=60} goes on with
 * random ones, {@code -Dportolan.faults.seed=7} with others.
 */
@DisabledIfSystemProperty(
    named = "portolan.test.network",
    matches = "skip",
    disabledReason = "left out by --without-network")
class GroupFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TRADES = 60;
  private static final long SEED = Long.getLong("portolan.faults.seed", 1);
  private static final Duration LENGTH =
      Duration.ofMinutes(Integer.getInteger("portolan.faults.minutes", 0));

  /** What is killed. */
  private enum Fault {
    GATEWAY,
    OWN_PEER,
    BANKS_PEER,
    LEADER,
    CHAINCODE,
    NOTHING
  }

  private final SplittableRandom random = new SplittableRandom(SEED);
  private RealNetwork network;
  private Trades trades;

  /** A network whose members may all confirm deliveries. */
  @BeforeEach
  void start() throws Exception {
    network =
        new RealNetwork(
            Path.of(GroupFaultsTest.class.getResource("/consortium-carriers.yaml").toURI()),
            "carriers");
    trades = new Trades(network);
  }

  @AfterEach
  void stop() {
    network.close();
  }

  @Test
  void whateverIsKilledWhileGroupsAreUnderWayEachTradeIsPaidOnceAndEveryCallerIsTold()
      throws Exception {
    String declaration = trades.releasedDeclaration();
    long end = System.nanoTime() + LENGTH.toNanos();
    List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
    int rounds = 0;
    try (GatewayProcess gateway = new GatewayProcess(network, LOGISTICS);
        Chain chain = new Chain(network.configuration(BANK))) {
      gateway.start();
      while (!faults.isEmpty()) {
        Collections.shuffle(faults, new Random(random.nextLong()));
        for (Fault fault : faults) {
          play(fault, random.nextInt(TRADES), gateway, chain, declaration);
          rounds++;
        }
        if (System.nanoTime() - end > 0) {
          faults.clear();
        }
      }
    }
    trades.assertMoneyAddsUp();
    System.out.printf(
        "seed %d: %d faults, %d trades confirmed at five gateways each, none lost, none paid"
            + " twice%n",
        SEED, rounds, rounds * TRADES);
  }

  private void play(
      Fault fault, int afterAnswers, GatewayProcess gateway, Chain chain, String declaration)
      throws Exception {
    List<Trades.Funded> escrows = trades.funded(TRADES, declaration);
    long from = chain.height();
    AtomicInteger answers = new AtomicInteger();
    List<PortolanClient> clients = new ArrayList<>();
    clients.add(gateway.client(PATIENCE));
    for (String member : network.members()) {
      if (!member.equals(LOGISTICS)) {
        clients.add(network.newClient(member, PATIENCE));
      }
    }
    List<DeliveryConfirmations> callers =
        clients.stream().map(client -> client.escrows().confirmDeliveries()).toList();
    List<Map<String, CompletableFuture<Receipt>>> receipts = new ArrayList<>();
    callers.forEach(caller -> receipts.add(new HashMap<>()));
    try {
      for (Trades.Funded escrow : escrows) {
        for (int i = 0; i < callers.size(); i++) {
          receipts.get(i).put(escrow.escrowId(), confirm(callers.get(i), escrow, answers));
        }
      }
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(PATIENCE)
          .until(() -> answers.get() >= afterAnswers);
      try {
        strike(fault, gateway);
      } finally {
        network.heal();
      }
      for (Map<String, CompletableFuture<Receipt>> told : receipts) {
        for (CompletableFuture<Receipt> receipt : told.values()) {
          told(fault, receipt);
        }
      }
      callers.forEach(DeliveryConfirmations::close);
    } finally {
      clients.forEach(PortolanClient::close);
    }
    assertPaidOnceAndTold(fault, chain, from, escrows, receipts);
  }

  private static CompletableFuture<Receipt> confirm(
      DeliveryConfirmations confirmations, Trades.Funded escrow, AtomicInteger answers)
      throws InterruptedException {
    return confirmations
        .confirm(
            ConfirmDeliveryRequest.newBuilder()
                .setEscrowId(escrow.escrowId())
                .setSecret(escrow.secret())
                .build())
        .whenComplete((receipt, failure) -> answers.incrementAndGet());
  }

  private void strike(Fault fault, GatewayProcess gateway) throws Exception {
    switch (fault) {
      case GATEWAY -> {
        gateway.kill();
        gateway.start();
      }
      case OWN_PEER -> network.nodes().kill(network.peer(LOGISTICS));
      case BANKS_PEER -> network.nodes().kill(network.peer(BANK));
      case LEADER -> network.nodes().kill(network.nodes().leader().orElseThrow());
      case CHAINCODE -> network.nodes().kill(network.chaincode(LOGISTICS));
      case NOTHING -> {}
    }
  }

  private static Receipt told(Fault fault, CompletableFuture<Receipt> receipt) throws Exception {
    try {
      return receipt.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new AssertionError("a caller was not told; seed %d, %s".formatted(SEED, fault), e);
    }
  }

  private void assertPaidOnceAndTold(
      Fault fault,
      Chain chain,
      long from,
      List<Trades.Funded> escrows,
      List<Map<String, CompletableFuture<Receipt>>> receipts)
      throws Exception {
    for (Trades.Funded escrow : escrows) {
      await()
          .pollDelay(Duration.ZERO)
          .atMost(PATIENCE)
          .until(() -> trades.state(BANK, escrow.escrowId()) == EscrowState.ESCROW_STATE_DELIVERED);
    }
    Map<String, List<String>> writes = chain.validWrites("settlement", from);
    for (Trades.Funded escrow : escrows) {
      String id = escrow.escrowId();
      String what = "%s, seed %d, %s".formatted(id, SEED, fault);
      assertThat(writes.get("gate/" + id)).as("%s is paid once", what).hasSize(1);
      for (Map<String, CompletableFuture<Receipt>> told : receipts) {
        Receipt receipt = told.get(id).get();
        if (!receipt.getExisting()) {
          assertThat(receipt.getTransactionId())
              .as("%s: the transaction that the caller was told", what)
              .isEqualTo(writes.get("gate/" + id).getFirst());
        }
      }
    }
  }
}
