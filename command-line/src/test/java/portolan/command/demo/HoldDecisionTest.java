// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.api.v1.Escrow;
import portolan.api.v1.HoldReason;
import portolan.api.v1.HoldVerdict;
import portolan.api.v1.OpenReason;
import portolan.client.HoldDecision;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Sha256;

/** The client and the contract say independently what an officer signs. */
class HoldDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final String EVIDENCE = Sha256.hex("lot 7, salted");
  private static final Escrow HELD =
      Escrow.newBuilder()
          .setEscrowId("ESC-1")
          .setHoldNumber(12)
          .addHoldReasons(
              OpenReason.newBuilder()
                  .setReason(HoldReason.HOLD_REASON_SCREENING)
                  .setOpenedBy("CustomsMSP"))
          .addHoldReasons(
              OpenReason.newBuilder()
                  .setReason(HoldReason.HOLD_REASON_RECALL)
                  .setOpenedBy("SupplierMSP")
                  .setEvidenceCommitment(EVIDENCE))
          .build();

  @Test
  void theClientSignsWhatTheContractExpects() {
    for (portolan.domain.settlement.escrow.HoldDecision.Verdict verdict :
        portolan.domain.settlement.escrow.HoldDecision.Verdict.values()) {
      assertThat(
              HoldDecision.signedBytes(
                  HELD, "anna", HoldVerdict.valueOf("HOLD_VERDICT_" + verdict)))
          .isEqualTo(
              new portolan.domain.settlement.escrow.HoldDecision(
                      "ESC-1",
                      List.of(
                          open(
                              portolan.domain.settlement.escrow.HoldReason.RECALL,
                              "SupplierMSP",
                              Optional.of(new Commitment(EVIDENCE))),
                          open(
                              portolan.domain.settlement.escrow.HoldReason.SCREENING,
                              "CustomsMSP",
                              Optional.empty())),
                      12,
                      "anna",
                      verdict)
                  .signedBytes());
    }
  }

  private static portolan.domain.settlement.escrow.OpenReason open(
      portolan.domain.settlement.escrow.HoldReason reason,
      String by,
      Optional<Commitment> evidence) {
    return new portolan.domain.settlement.escrow.OpenReason(reason, by, NOW, evidence);
  }

  @Test
  void nothingIsSignedAboutAPaymentThatIsNotHeldOrWithoutAVerdict() {
    assertThatThrownBy(
            () ->
                HoldDecision.signedBytes(
                    Escrow.newBuilder().setEscrowId("ESC-1").build(),
                    "anna",
                    HoldVerdict.HOLD_VERDICT_RELEASE))
        .hasMessage("expected an escrow that is held");
    assertThatThrownBy(
            () -> HoldDecision.signedBytes(HELD, "anna", HoldVerdict.HOLD_VERDICT_UNSPECIFIED))
        .hasMessage("expected a verdict");
    assertThatThrownBy(
            () -> HoldDecision.signedBytes(HELD, "an\"na", HoldVerdict.HOLD_VERDICT_RELEASE))
        .hasMessageStartingWith("expected an identifier");
  }
}
