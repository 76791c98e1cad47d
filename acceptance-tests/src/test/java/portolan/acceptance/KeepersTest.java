// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.BANK;
import static portolan.acceptance.RealNetwork.CUSTOMS;
import static portolan.acceptance.RealNetwork.LOGISTICS;
import static portolan.acceptance.RealNetwork.MERCHANT;
import static portolan.acceptance.RealNetwork.PLATFORM;
import static portolan.acceptance.RealNetwork.SUPPLIER;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.acceptance.dishonest.SettlementAnHourBehind;
import portolan.api.v1.ClaimDefectRequest;
import portolan.api.v1.EscrowState;
import portolan.api.v1.Rulebook;
import portolan.api.v1.Verdict;
import portolan.client.PortolanException;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.gateway.fabric.FabricLedger;

/** Every escrow ends although no party lifts a finger. */
@OnRealNetwork
class KeepersTest {
  private static final long A_DAY = 86_400;
  private static final long SECONDS_TO_DELIVER = 15;
  private static final int ESCROWS = 6;

  private final RealNetwork network;
  private final Trades trades;

  KeepersTest(RealNetwork network) {
    this.network = network;
    this.trades = new Trades(network);
  }

  private static Optional<Rulebook> rules(long inspectionSeconds, long negotiationSeconds) {
    return Optional.of(
        Rulebook.newBuilder()
            .setSeller(SUPPLIER)
            .setInspectionSeconds(inspectionSeconds)
            .setNegotiationSeconds(negotiationSeconds)
            .setArbitrationSeconds(3)
            .setFallback(Verdict.VERDICT_REFUNDED)
            .build());
  }

  @Test
  void everyEscrowEndsWithTwoOfThreeKeepersDeadAndTheClockOfOneMembersPeerWrong() throws Exception {
    String declaration = trades.releasedDeclaration();
    Map<String, EscrowState> expected = new LinkedHashMap<>();
    List<GatewayProcess> keepers = new ArrayList<>();
    long before = height();
    try {
      for (String member : List.of(MERCHANT, SUPPLIER, CUSTOMS)) {
        keepers.add(GatewayProcess.keeper(network, member));
        keepers.getLast().start();
      }
      // The one that will be left has a peer that refuses whatever it is asked to endorse.
      putBack(MERCHANT);

      for (int i = 0; i < ESCROWS; i++) {
        expected.put(
            trades.funded(declaration, SECONDS_TO_DELIVER).escrowId(),
            EscrowState.ESCROW_STATE_REFUNDED);
      }
      Trades.Funded inspected = delivered(declaration, rules(5, 3));
      expected.put(inspected.escrowId(), EscrowState.ESCROW_STATE_DELIVERED);
      Trades.Funded claimed = delivered(declaration, rules(A_DAY, 3));
      claim(claimed.escrowId());
      expected.put(claimed.escrowId(), EscrowState.ESCROW_STATE_REFUNDED);

      keepers.get(1).kill();
      keepers.get(2).kill();

      expected.forEach(
          (escrow, state) ->
              await()
                  .atMost(120, SECONDS)
                  .untilAsserted(() -> assertThat(trades.state(BANK, escrow)).isEqualTo(state)));
      assertMovedOnce(before, expected, claimed.escrowId());
    } finally {
      keepers.forEach(GatewayProcess::close);
      network.nodes().stop(network.chaincode(MERCHANT));
      network.heal();
    }
    trades.assertMoneyAddsUp();
  }

  /** A keeper that comes back finds out what ended, and what is due, while it was away. */
  @Test
  void aKeeperThatWasKilledGoesOnWhereItWas() throws Exception {
    try (GatewayProcess keeper = GatewayProcess.keeper(network, LOGISTICS)) {
      keeper.start();
      Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), 12);
      await().atMost(90, SECONDS).until(() -> keeper.status().getKeeper().getTimers() >= 1);
      long read = keeper.status().getKeeper().getNextBlock();
      keeper.kill();

      keeper.start();

      await()
          .atMost(60, SECONDS)
          .untilAsserted(
              () ->
                  assertThat(trades.state(escrow.escrowId()))
                      .isEqualTo(EscrowState.ESCROW_STATE_REFUNDED));
      assertThat(keeper.status().getKeeper().getNextBlock()).isGreaterThanOrEqualTo(read);
    }
  }

  private Trades.Funded delivered(String declaration, Optional<Rulebook> rules) {
    trades.mint(PLATFORM, 10_000);
    Trades.Funded escrow = trades.fund(declaration, A_DAY, rules);
    trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret());
    await()
        .atMost(90, SECONDS)
        .ignoreException(PortolanException.class)
        .untilAsserted(
            () ->
                assertThat(trades.state(BANK, escrow.escrowId()))
                    .isIn(EscrowState.ESCROW_STATE_INSPECTION, EscrowState.ESCROW_STATE_DELIVERED));
    return escrow;
  }

  private void claim(String escrowId) {
    network
        .client(PLATFORM)
        .disputes()
        .claimDefect(
            ClaimDefectRequest.newBuilder()
                .setEscrowId(escrowId)
                .setReason("two of ten are broken")
                .setSalt(Sha256.hex(escrowId))
                .build());
  }

  private long height() throws Exception {
    try (Chain chain = new Chain(network.configuration(BANK))) {
      return chain.height();
    }
  }

  /** However many keepers there were, every gate was written once for each step that it took. */
  private void assertMovedOnce(long before, Map<String, EscrowState> all, String claimed)
      throws Exception {
    try (Chain chain = new Chain(network.configuration(BANK))) {
      Map<String, List<String>> writes = chain.validWrites("settlement", before);
      all.forEach(
          (escrow, state) -> {
            int steps =
                escrow.equals(claimed) ? 5 : state == EscrowState.ESCROW_STATE_DELIVERED ? 3 : 2;
            assertThat(writes.get("gate/" + escrow)).as(escrow + " " + state).hasSize(steps);
          });
    }
  }

  private void putBack(String member) throws Exception {
    network.nodes().stop(network.chaincode(member));
    network
        .nodes()
        .startChaincode(
            member,
            List.of("-Dportolan.contract.settlement=" + SettlementAnHourBehind.class.getName()),
            List.of(Path.of(System.getProperty("portolan.test.classes"))));
    network.awaitReachable(member);
    ContractCall refund =
        ContractCall.of("settlement", "refund", new RefundEscrow("no-such-escrow").toJson());
    try (FabricLedger ledger = network.ledger(member)) {
      assertThatThrownBy(() -> refund.endorse(ledger, List.of(member)))
          .hasMessageContaining("expected the transaction's timestamp");
    }
  }
}
