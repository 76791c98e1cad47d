// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.BANK;
import static portolan.acceptance.RealNetwork.CUSTOMS;
import static portolan.acceptance.RealNetwork.LOGISTICS;
import static portolan.acceptance.RealNetwork.PLATFORM;
import static portolan.acceptance.RealNetwork.SUPPLIER;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.api.v1.Declaration;
import portolan.api.v1.EscrowState;
import portolan.api.v1.GetDeclarationRequest;
import portolan.api.v1.HoldReason;
import portolan.api.v1.ReleaseRequest;
import portolan.api.v1.ReportIncidentRequest;
import portolan.api.v1.Rulebook;
import portolan.api.v1.Verdict;
import portolan.api.v1.WithholdTaxRequest;
import portolan.api.v1.WithholdTaxResponse;
import portolan.domain.encoding.Sha256;

/** What customs has a say in: the tax it assessed, and goods that something happened to. */
@OnRealNetwork
class TaxAndIncidentTest {
  private static final long A_DAY = 86_400;

  private final RealNetwork network;
  private final Trades trades;

  TaxAndIncidentTest(RealNetwork network) {
    this.network = network;
    this.trades = new Trades(network);
  }

  private Declaration declaration(String id) {
    return network
        .client(CUSTOMS)
        .customs()
        .getDeclaration(GetDeclarationRequest.newBuilder().setDeclarationId(id).build());
  }

  private WithholdTaxResponse withhold(String escrowId, String declaration, long seconds) {
    trades.mint(PLATFORM, 10_000);
    return Trades.onceMinted(
        () ->
            network
                .client(PLATFORM)
                .escrows()
                .withholdTax(
                    WithholdTaxRequest.newBuilder()
                        .setEscrowId(escrowId)
                        .setDeclarationId(declaration)
                        .setBank(BANK)
                        .setExpiresAfterSeconds(seconds)
                        .build()));
  }

  private void release(String declaration, String escrowId) {
    network
        .client(CUSTOMS)
        .customs()
        .release(
            ReleaseRequest.newBuilder()
                .setDeclarationId(declaration)
                .setWithheldBy(escrowId)
                .build());
  }

  /** Customs lets the goods go and forgets to ask for its money: a keeper does, at the deadline. */
  @Test
  void theTaxThatGoodsWereReleasedAgainstIsPaidThoughNobodyAsksForIt() throws Exception {
    String declaration = trades.assessedDeclaration();
    String escrowId = Trades.newId(RealNetwork.PLATFORM, "TAX");
    long assessed = declaration(declaration).getAssessment().getTotalMinorUnits();
    assertThat(assessed).isPositive();
    try (GatewayProcess keeper = GatewayProcess.keeper(network, LOGISTICS)) {
      keeper.start();

      WithholdTaxResponse withheld = withhold(escrowId, declaration, 20);
      release(declaration, escrowId);

      assertThat(withheld.getWithheld().getMinorUnits()).isEqualTo(assessed);
      assertThat(declaration(declaration).getWithheldBy()).isEqualTo(escrowId);
      await()
          .atMost(90, SECONDS)
          .untilAsserted(
              () ->
                  assertThat(trades.state(CUSTOMS, escrowId))
                      .isEqualTo(EscrowState.ESCROW_STATE_DELIVERED));
    }
    await()
        .atMost(90, SECONDS)
        .untilAsserted(() -> assertThat(trades.spendable(CUSTOMS, escrowId)).isEqualTo(assessed));
    trades.assertMoneyAddsUp();
  }

  @Test
  void theTaxIsWithheldOnceAndAnotherEscrowReleasesNothing() {
    String declaration = trades.assessedDeclaration();
    String escrowId = Trades.newId(RealNetwork.PLATFORM, "TAX");
    WithholdTaxResponse first = withhold(escrowId, declaration, A_DAY);

    assertThatThrownBy(
            () -> withhold(Trades.newId(RealNetwork.PLATFORM, "TAX"), declaration, A_DAY))
        .hasMessageContaining("TAX_WITHHELD");
    assertThatThrownBy(() -> release(declaration, Trades.newId(RealNetwork.PLATFORM, "TAX")))
        .hasMessageContaining("TAX_NOT_WITHHELD");
    release(declaration, escrowId);
    assertThat(withhold(escrowId, declaration, A_DAY).getReceipt().getTransactionId())
        .as("the first receipt")
        .isEqualTo(first.getReceipt().getTransactionId());
  }

  @Test
  void aMakersRecallStopsThePaymentOfItsOwnGoods() {
    trades.mint(PLATFORM, 10_000);
    Rulebook rules =
        Rulebook.newBuilder()
            .setSeller(SUPPLIER)
            .setInspectionSeconds(A_DAY)
            .setNegotiationSeconds(A_DAY)
            .setArbitrationSeconds(A_DAY)
            .setFallback(Verdict.VERDICT_REFUNDED)
            .build();
    Trades.Funded escrow = trades.fund(trades.releasedDeclaration(), A_DAY, Optional.of(rules));
    ReportIncidentRequest report =
        ReportIncidentRequest.newBuilder()
            .setEscrowId(escrow.escrowId())
            .setReason(HoldReason.HOLD_REASON_RECALL)
            .setEvidence("lot 7 of the paint has lead in it")
            .setSalt(Sha256.hex(escrow.escrowId()))
            .build();

    assertThatThrownBy(() -> network.client(LOGISTICS).holds().reportIncident(report))
        .hasMessageContaining("PERMISSION_DENIED");
    trades.awaitState(SUPPLIER, escrow.escrowId(), EscrowState.ESCROW_STATE_FUNDED);
    assertThat(network.client(SUPPLIER).holds().reportIncident(report).getEvidenceCommitment())
        .hasSize(64);
    trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret());

    trades.awaitState(escrow.escrowId(), EscrowState.ESCROW_STATE_HELD);
    assertThat(trades.spendable(SUPPLIER, escrow.escrowId())).isZero();
  }
}
