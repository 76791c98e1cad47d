// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.USD;
import static portolan.contracts.settlement.Scene.accepted;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Json;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.RedeemNotes;

final class AuditTest {
  private final Scene scene = new Scene();

  private void assertLine(String minted, String redeemed, String spendable, String inEscrow) {
    assertLine(scene, minted, redeemed, spendable, inEscrow);
  }

  private static void assertLine(
      Scene scene, String minted, String redeemed, String spendable, String inEscrow) {
    assertThat(scene.audit().canonical())
        .contains(
            "\"balanced\":true,\"currency\":\"USD\",\"inEscrow\":\""
                + inEscrow
                + "\",\"inLocks\":\"0\",\"minted\":\""
                + minted
                + "\",\"redeemed\":\""
                + redeemed
                + "\",\"spendable\":\""
                + spendable
                + "\"")
        .contains("\"balanced\":true,\"bank\":\"BankMSP\"")
        .contains("\"findingCount\":0");
  }

  @Test
  void theMoneyAddsUpAfterEveryStep() {
    SettlementPlan plan = scene.fundE1();
    assertLine("1000", "0", "0", "1000");
    scene.releaseD1();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
    assertLine("1000", "0", "1000", "0");
    RedemptionOrder order =
        new RedemptionOrder(
            new Money(USD, 900), "Factory", new Iban("DE89370400440532013000"), scene.salt());
    accepted(
        scene
            .as(SUPPLIER)
            .sealed(
                RedeemNotes.sealed(
                    List.of(plan.escrows().getFirst().of(Outcome.DELIVERED).getFirst()), order))
            .group(
                CHAINCODE,
                "redeem",
                new RedeemNotes(
                        "SupplierMSP/R1",
                        BANK,
                        List.of("PlatformMSP/E1.DELIVERED.1"),
                        order.commitment(),
                        scene.uetr())
                    .toJson()));
    assertLine("1000", "900", "100", "0");
  }

  @Test
  void aNoteThatNobodyMintedIsFound() {
    scene.endow(1000);
    NoteOpening forged = scene.note(SUPPLIER, 5);
    scene.channel.plant(
        CHAINCODE,
        "note/BankMSP/X1.1",
        new Note(forged.commitment(), BANK, Optional.empty()).toJson());
    assertThat(scene.audit().canonical())
        .contains("{\"finding\":\"the bank has no opening\",\"key\":\"note/BankMSP/X1.1\"}")
        .contains("\"balanced\":false,\"bank\"");
  }

  @Test
  void aChangedCommitmentIsFound() {
    scene.endow(1000);
    scene.channel.plant(
        CHAINCODE,
        "note/BankMSP/M1.1",
        new Note(scene.note(PLATFORM, 1000).commitment(), BANK, Optional.empty()).toJson());
    assertThat(scene.audit().canonical()).contains("does not give the commitment");
  }

  @Test
  void theAuditWalksPastWhereAPeerCutsARangeOff() {
    Scene cutOff = new Scene(Scene.described().queryLimit(7));
    long[] notes = new long[40];
    Arrays.fill(notes, 25);
    cutOff.endow(notes);
    assertLine(cutOff, "1000", "0", "1000", "0");
  }

  @Test
  void onlyABankAtItsOwnPeerAudits() {
    scene.endow(1000);
    assertThatThrownBy(
            () -> scene.channel.as(SUPPLIER).evaluate(CHAINCODE, "audit", Json.object().build()))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
    assertThatThrownBy(
            () ->
                scene
                    .channel
                    .as(BANK)
                    .endorsedBy(SUPPLIER)
                    .evaluate(CHAINCODE, "audit", Json.object().build()))
        .hasMessageStartingWith("PERMISSION_DENIED|caller|");
  }
}
