// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.BANK;
import static portolan.acceptance.RealNetwork.CUSTOMS;
import static portolan.acceptance.RealNetwork.LOGISTICS;
import static portolan.acceptance.RealNetwork.SUPPLIER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;
import portolan.acceptance.dishonest.GrantingRoles;
import portolan.acceptance.dishonest.PayingWithoutSecret;
import portolan.acceptance.dishonest.ReleasingWithoutAuthority;
import portolan.api.v1.AssessRequest;
import portolan.api.v1.DeclarationStatus;
import portolan.api.v1.EscrowState;
import portolan.api.v1.GetDeclarationRequest;
import portolan.api.v1.Payout;
import portolan.api.v1.ReleaseRequest;
import portolan.client.PortolanException;
import portolan.contracts.transaction.Contract;
import portolan.domain.encoding.Json;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Ledger;
import portolan.gateway.outbox.LedgerUnavailableException;

/** Members that run a changed build of a contract, and what the others let become of it. */
@OnRealNetwork
class DishonestMemberTest {
  /** What a contract answers about one item that takes effect. */
  private static final String ACCEPTED = "{\"results\":[{}]}";

  private static final long A_DAY = 86_400;
  private static final String MADE_UP = "a-secret-that-nobody-was-given";

  private final RealNetwork network;
  private final Trades trades;

  DishonestMemberTest(RealNetwork network) {
    this.network = network;
    this.trades = new Trades(network);
  }

  @Test
  void aDishonestCarrierCannotPayItselfAlone() throws Exception {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), A_DAY);

    whileRunning(
        "settlement",
        PayingWithoutSecret.class,
        List.of(LOGISTICS),
        () -> {
          assertThat(commit(LOGISTICS, confirm(escrow), List.of(LOGISTICS)))
              .isEqualTo(TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
          assertNobodyIsPaid(escrow);
        });

    assertTheRightSecretPays(escrow);
  }

  @Test
  void theHonestBankDoesNotVouchForADeliveryWithoutItsSecret() throws Exception {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), A_DAY);

    whileRunning(
        "settlement",
        PayingWithoutSecret.class,
        List.of(LOGISTICS),
        () -> {
          try (FabricLedger carrier = network.ledger(LOGISTICS)) {
            // The carrier's own build pays, so it is the bank's that differs.
            assertThat(confirm(escrow).endorse(carrier, List.of(LOGISTICS)).result())
                .isEqualTo(ACCEPTED);

            assertThatThrownBy(() -> confirm(escrow).endorse(carrier, List.of(LOGISTICS, BANK)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("ProposalResponsePayloads do not match");
          }
          assertNobodyIsPaid(escrow);
        });

    assertTheRightSecretPays(escrow);
  }

  @Test
  void twoDishonestMembersCannotPayThemselvesWithoutTheBank() throws Exception {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), A_DAY);

    whileRunning(
        "settlement",
        PayingWithoutSecret.class,
        List.of(LOGISTICS, SUPPLIER),
        () -> {
          assertThat(commit(LOGISTICS, confirm(escrow), List.of(LOGISTICS, SUPPLIER)))
              .isEqualTo(TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
          assertNobodyIsPaid(escrow);
        });

    assertTheRightSecretPays(escrow);
  }

  @Test
  void twoDishonestMembersCannotReleaseGoodsWithoutTheAuthority() throws Exception {
    String declaration = trades.attestedDeclaration(19_470).getDeclarationId();
    var customs = network.client(CUSTOMS).customs();
    customs.assess(AssessRequest.newBuilder().setDeclarationId(declaration).build());
    Trades.Funded escrow = trades.funded(declaration, A_DAY);
    ContractCall release =
        ContractCall.of(
            "customs", "release", Json.object().put("declarationId", declaration).build());

    whileRunning(
        "customs",
        ReleasingWithoutAuthority.class,
        List.of(LOGISTICS, SUPPLIER),
        () -> {
          assertThat(commit(LOGISTICS, release, List.of(LOGISTICS, SUPPLIER)))
              .isEqualTo(TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
          assertThat(status(declaration)).isEqualTo(DeclarationStatus.DECLARATION_STATUS_ASSESSED);
          assertThatThrownBy(() -> trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret()))
              .isInstanceOfSatisfying(
                  PortolanException.class, e -> assertThat(e.reason()).isEqualTo("NOT_RELEASED"));
          assertNobodyIsPaid(escrow);
        });

    customs.release(ReleaseRequest.newBuilder().setDeclarationId(declaration).build());
    assertThat(status(declaration)).isEqualTo(DeclarationStatus.DECLARATION_STATUS_RELEASED);
    assertTheRightSecretPays(escrow);
  }

  @Test
  void dishonestMembersAreNotEnoughToChangeTheRegistryUnlessTheyAreMoreThanHalf() throws Exception {
    ContractCall grant =
        ContractCall.of("provenance", "becomeBank", Json.object().put("for", LOGISTICS).build());
    String registered = roles(BANK, LOGISTICS);

    whileRunning(
        "provenance",
        GrantingRoles.class,
        List.of(LOGISTICS, SUPPLIER),
        () ->
            assertThat(commit(LOGISTICS, grant, List.of(LOGISTICS, SUPPLIER)))
                .isEqualTo(TxValidationCode.ENDORSEMENT_POLICY_FAILURE));

    for (String member : network.members()) {
      assertThat(roles(member, LOGISTICS)).as(member).isEqualTo(registered);
    }
  }

  private String roles(String asked, String mspId) throws Exception {
    try (FabricLedger ledger = network.ledger(asked)) {
      return ledger.evaluate(
          "provenance", "roles", Json.object().put("mspId", mspId).build().canonical());
    }
  }

  private DeclarationStatus status(String declarationId) {
    return network
        .client(CUSTOMS)
        .customs()
        .getDeclaration(GetDeclarationRequest.newBuilder().setDeclarationId(declarationId).build())
        .getStatus();
  }

  private static ContractCall confirm(Trades.Funded escrow) {
    return ContractCall.of(
        "settlement",
        "confirm",
        Json.object().put("escrowId", escrow.escrowId()).put("secret", MADE_UP).build());
  }

  /** Sends a call with these endorsements only, and says what the members' peers make of it. */
  private TxValidationCode commit(String caller, ContractCall call, List<String> endorsers)
      throws Exception {
    try (FabricLedger ledger = network.ledger(caller)) {
      Ledger.Endorsement endorsement = call.endorse(ledger, endorsers);
      assertThat(endorsement.endorsers()).containsExactlyInAnyOrderElementsOf(endorsers);
      assertThat(endorsement.result()).isEqualTo(ACCEPTED);
      ledger.submit(endorsement.envelope());
      Optional<Ledger.Commit> commit =
          ledger.awaitCommit(endorsement.transactionId(), Duration.ofSeconds(60));
      return commit.orElseThrow().code();
    }
  }

  private void assertNobodyIsPaid(Trades.Funded escrow) {
    for (String member : network.members()) {
      assertThat(trades.state(member, escrow.escrowId()))
          .as(member)
          .isEqualTo(EscrowState.ESCROW_STATE_FUNDED);
    }
    for (Payout payout : escrow.payouts()) {
      assertThat(trades.spendable(payout.getPayee(), escrow.escrowId()))
          .as(payout.getPayee())
          .isZero();
    }
    trades.assertMoneyAddsUp();
  }

  private void assertTheRightSecretPays(Trades.Funded escrow) {
    trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret());
    for (Payout payout : escrow.payouts()) {
      await()
          .atMost(60, SECONDS)
          .untilAsserted(
              () ->
                  assertThat(trades.spendable(payout.getPayee(), escrow.escrowId()))
                      .as(payout.getPayee())
                      .isEqualTo(payout.getMinorUnits()));
    }
    trades.assertMoneyAddsUp();
  }

  /** What is done while members run a changed build. */
  @FunctionalInterface
  private interface Attempt {
    void run() throws Exception;
  }

  private void whileRunning(
      String definition, Class<? extends Contract> build, List<String> members, Attempt attempt)
      throws Exception {
    try {
      for (String member : members) {
        network.nodes().stop(network.chaincode(member));
        network
            .nodes()
            .startChaincode(
                member,
                List.of("-Dportolan.contract." + definition + "=" + build.getName()),
                List.of(Path.of(System.getProperty("portolan.test.classes"))));
        network.awaitReachable(member);
      }
      attempt.run();
    } finally {
      members.forEach(m -> network.nodes().stop(network.chaincode(m)));
      network.heal();
    }
  }
}
