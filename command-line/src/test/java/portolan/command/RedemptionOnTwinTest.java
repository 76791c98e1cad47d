// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.AuditResponse;
import portolan.api.v1.ConfirmRedemptionRequest;
import portolan.api.v1.EntryOutcome;
import portolan.api.v1.ExportPaymentsRequest;
import portolan.api.v1.ExportPaymentsResponse;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.ImportStatementRequest;
import portolan.api.v1.ImportStatementResponse;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.ListSuspenseRequest;
import portolan.api.v1.MintRequest;
import portolan.api.v1.Money;
import portolan.api.v1.Note;
import portolan.api.v1.NoteState;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.RedeemResponse;
import portolan.api.v1.Redemption;
import portolan.api.v1.RedemptionState;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;
import portolan.command.ledger.TwinNetwork;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** Redemption to bank rails through the members' own gateways, on the ledger twin. */
class RedemptionOnTwinTest {
  private static final String ACCOUNT = "DE89370400440532013000";
  private static final Money AMOUNT =
      Money.newBuilder().setCurrency("EUR").setMinorUnits(1230).build();

  @TempDir private Path folder;

  private PortolanClient bank;
  private PortolanClient supplier;

  private RedeemRequest redeem(String redemptionId, String noteId) {
    return RedeemRequest.newBuilder()
        .setRedemptionId(redemptionId)
        .setBank("BankMSP")
        .addNoteIds(noteId)
        .setCreditorName("Müller & Söhne")
        .setCreditorIban("GB33BUKB20201555555555")
        .build();
  }

  /** A redemption as soon as the member's own peer shows it in this state. */
  private static Redemption redemption(
      PortolanClient member, String redemptionId, RedemptionState expected) {
    return await(redemptionId)
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsMatching(
            e -> e instanceof PortolanException refused && refused.reason().equals("NOT_FOUND"))
        .until(
            () ->
                member
                    .money()
                    .getRedemption(
                        GetRedemptionRequest.newBuilder().setRedemptionId(redemptionId).build()),
            redemption -> redemption.getState() == expected);
  }

  private ImportStatementResponse read(String id, String direction, String uetr, String details) {
    String xml =
        """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
          <GrpHdr><MsgId>%1$s</MsgId><CreDtTm>2026-11-21T12:00:00Z</CreDtTm></GrpHdr>
          <Ntfctn><Id>%1$s</Id><Acct><Id><IBAN>%2$s</IBAN></Id></Acct>
            <Ntry><Amt Ccy="EUR">12.30</Amt><CdtDbtInd>%3$s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd/>
              <NtryDtls><TxDtls><Refs><UETR>%4$s</UETR></Refs>%5$s</TxDtls></NtryDtls></Ntry></Ntfctn>
        </BkToCstmrDbtCdtNtfctn></Document>
        """
            .formatted(id, ACCOUNT, direction, uetr, details);
    return bank.bank()
        .importStatement(
            ImportStatementRequest.newBuilder()
                .setMessage(ByteString.copyFromUtf8(xml))
                .setAccount(ACCOUNT)
                .build());
  }

  private long redeemed() {
    AuditResponse audit = bank.audit().audit(AuditRequest.getDefaultInstance());
    assertThat(audit.getBalanced()).as(audit.toString()).isTrue();
    return audit.getBalances(0).getRedeemedMinorUnits();
  }

  @Test
  void aPaymentIsOrderedPaidReturnedAndOrderedAgain() throws Exception {
    Path file = Path.of("..", "network-config", "consortium-six.yaml");
    Consortium consortium =
        ConsortiumFile.parse(
            file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 21050"));
    try (TwinNetwork twin = TwinNetwork.of(consortium, folder)) {
      twin.up(Progress.silent());
      try (Gateways gateways = Gateways.start(twin)) {
        bank = gateways.of("BankMSP");
        supplier = gateways.of("SupplierMSP");
        play();
      }
    }
  }

  private void play() {
    bank.money()
        .attestReserves(
            AttestReservesRequest.newBuilder()
                .setAttestationId("BankMSP/A1")
                .setAmount(AMOUNT)
                .build());
    bank.money()
        .mint(
            MintRequest.newBuilder()
                .setMintId("BankMSP/M1")
                .setAllowanceId("BankMSP/A1")
                .setOwner("SupplierMSP")
                .setAmount(AMOUNT)
                .build());
    assertThatThrownBy(
            () ->
                supplier
                    .money()
                    .redeem(
                        redeem("SupplierMSP/R1", "BankMSP/M1.1").toBuilder()
                            .setCreditorName("工厂")
                            .build()))
        .isInstanceOf(PortolanException.class)
        .hasMessageContaining("creditorName");

    RedeemResponse redeemed = supplier.money().redeem(redeem("SupplierMSP/R1", "BankMSP/M1.1"));

    assertThat(redeemed.getAmount()).isEqualTo(AMOUNT);
    assertThat(supplier.money().redeem(redeem("SupplierMSP/R1", "BankMSP/M1.1")).getUetr())
        .as("asked again")
        .isEqualTo(redeemed.getUetr());
    redemption(bank, "SupplierMSP/R1", RedemptionState.REDEMPTION_STATE_REQUESTED);
    assertThat(redeemed()).isEqualTo(1230);
    assertThat(ordered("PAY-1").getMessage().toStringUtf8())
        .contains("<UETR>" + redeemed.getUetr() + "</UETR>", "Muller + Sohne");

    assertThat(read("N1", "DBIT", redeemed.getUetr(), "").getEntries(0).getOutcome())
        .isEqualTo(EntryOutcome.ENTRY_OUTCOME_CONFIRMED);
    redemption(supplier, "SupplierMSP/R1", RedemptionState.REDEMPTION_STATE_CONFIRMED);
    assertThat(read("N1", "DBIT", redeemed.getUetr(), "").getEntries(0).getExisting()).isTrue();

    String sentBack = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>";
    assertThat(read("N2", "CRDT", redeemed.getUetr(), sentBack).getEntries(0).getOutcome())
        .isEqualTo(EntryOutcome.ENTRY_OUTCOME_RETURNED);
    RedemptionState isReturned = RedemptionState.REDEMPTION_STATE_RETURNED;
    for (PortolanClient member : List.of(bank, supplier)) {
      assertThat(redemption(member, "SupplierMSP/R1", isReturned).getReturnReason())
          .isEqualTo("AC04");
    }
    assertThat(redeemed()).isZero();
    assertThat(supplier.money().notes(ListNotesRequest.getDefaultInstance()))
        .filteredOn(n -> n.getState() == NoteState.NOTE_STATE_SPENDABLE)
        .extracting(Note::getNoteId)
        .containsExactly("SupplierMSP/R1.RETURNED.1");

    String second =
        supplier.money().redeem(redeem("SupplierMSP/R2", "SupplierMSP/R1.RETURNED.1")).getUetr();
    redemption(bank, "SupplierMSP/R2", RedemptionState.REDEMPTION_STATE_REQUESTED);
    assertThat(ordered("PAY-2").getRedemptionIdsList()).containsExactly("SupplierMSP/R2");
    bank.bank()
        .confirmRedemption(
            ConfirmRedemptionRequest.newBuilder()
                .setRedemptionId("SupplierMSP/R2")
                .setUetr(second)
                .build());
    bank.bank()
        .returnRedemption(
            ReturnRedemptionRequest.newBuilder()
                .setRedemptionId("SupplierMSP/R2")
                .setReason("MS03")
                .build());
    redemption(supplier, "SupplierMSP/R2", isReturned);
    assertThat(redeemed()).isZero();
    assertThat(read("N3", "CRDT", second, sentBack).getEntries(0).getOutcome())
        .as("by hand before")
        .isEqualTo(EntryOutcome.ENTRY_OUTCOME_KNOWN);
    assertThat(read("N4", "CRDT", second, sentBack).getEntries(0).getSuspicion())
        .isEqualTo("RETURNED_TWICE");
    assertThat(bank.bank().listSuspense(ListSuspenseRequest.getDefaultInstance()).getEntriesCount())
        .isEqualTo(1);
  }

  private ExportPaymentsResponse ordered(String messageId) {
    return bank.bank()
        .exportPayments(
            ExportPaymentsRequest.newBuilder()
                .setMessageId(messageId)
                .setDebtorName("Settlement Bank")
                .setDebtorIban(ACCOUNT)
                .setExecutionDate("2026-11-23")
                .build());
  }
}
