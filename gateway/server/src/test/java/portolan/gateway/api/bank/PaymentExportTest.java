// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.gateway.api.bank.BankOnPaper.uetr;

import com.google.rpc.Code;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.api.v1.ExportPaymentsRequest;
import portolan.api.v1.ExportPaymentsResponse;
import portolan.domain.settlement.reconciliation.PaymentOrder;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.KnownMembers;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.iso20022.Vectors;
import portolan.gateway.statements.StatementStore;

class PaymentExportTest {
  private static final Duration AWHILE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final BankOnPaper bank = new BankOnPaper();
  private StatementStore store;

  @BeforeEach
  void open() throws SQLException {
    store = new StatementStore(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private PaymentExport export(String own) {
    Membership members =
        KnownMembers.of(
            own,
            () ->
                """
                {"members":[{"mspId":"BankMSP","name":"Bank","roles":["bank"]},
                  {"mspId":"SupplierMSP","name":"Factory","roles":["supplier"]}]}
                """);
    return new PaymentExport(members, bank, store, InstantSource.fixed(BankOnPaper.NOW));
  }

  private static ExportPaymentsRequest request(String messageId) {
    return ExportPaymentsRequest.newBuilder()
        .setMessageId(messageId)
        .setDebtorName("Settlement Bank")
        .setDebtorIban("DE89370400440532013000")
        .setExecutionDate("2026-11-23")
        .build();
  }

  private ExportPaymentsResponse export(ExportPaymentsRequest request) throws Exception {
    return export("BankMSP").export(request, AWHILE);
  }

  @Test
  void openRedemptionsAreOrderedInAMessageThatItsSchemaAccepts() throws Exception {
    bank.owe(1, "EUR", 1230, "Müller & Söhne");
    bank.owe(2, "JPY", 5000, "Factory");

    ExportPaymentsResponse response = export(request("MSG-1"));

    assertThat(response.getRedemptionIdsList()).containsExactly("SupplierMSP/R1", "SupplierMSP/R2");
    assertThat(response.getMessage().toStringUtf8())
        .contains(
            "<UETR>" + uetr(1) + "</UETR>",
            "<InstdAmt Ccy=\"EUR\">12.30</InstdAmt>",
            "<InstdAmt Ccy=\"JPY\">5000</InstdAmt>",
            "<Nm>Muller + Sohne</Nm>");
    assertThat(Vectors.errors("pain.001.001.09", response.getMessage().toByteArray())).isEmpty();
  }

  @Test
  void aRedemptionIsOrderedOnceAlsoAfterARestart() throws Exception {
    bank.owe(1, "EUR", 1230, "Factory");
    ExportPaymentsResponse first = export(request("MSG-1"));
    bank.owe(2, "EUR", 99, "Factory");
    close();
    store = new StatementStore(folder);

    ExportPaymentsResponse again = export(request("MSG-1"));
    ExportPaymentsResponse second = export(request("MSG-2"));

    assertThat(again.getExisting()).isTrue();
    assertThat(again.getMessage()).isEqualTo(first.getMessage());
    assertThat(again.getRedemptionIdsList()).containsExactly("SupplierMSP/R1");
    assertThat(second.getRedemptionIdsList()).containsExactly("SupplierMSP/R2");
    assertThat(export(request("MSG-3")).getMessage()).isEmpty();
  }

  @Test
  void aMessageIdStandsForOneRequest() throws Exception {
    bank.owe(1, "EUR", 1230, "Factory");
    export(request("MSG-1"));
    assertThatThrownBy(
            () -> export(request("MSG-1").toBuilder().setDebtorName("Other Bank").build()))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Code.ALREADY_EXISTS);
              assertThat(e.field()).isEqualTo("messageId");
            });
  }

  @Test
  void aCreditorThatTheRailsCannotNameHoldsUpNobodyElse() throws Exception {
    bank.owe(1, "EUR", 1230, "深圳玩具厂");
    bank.owe(2, "EUR", 99, "Factory");

    ExportPaymentsResponse response = export(request("MSG-1"));

    assertThat(response.getRedemptionIdsList()).containsExactly("SupplierMSP/R2");
    assertThat(response.getUnpayableList())
        .singleElement()
        .satisfies(
            u -> {
              assertThat(u.getRedemptionId()).isEqualTo("SupplierMSP/R1");
              assertThat(u.getField()).isEqualTo("creditorName");
            });
  }

  @Test
  void allPagesOfTheLedgerAreWalkedAndCutIntoMessagesOfTheAskedSize() throws Exception {
    for (int i = 1; i <= 9; i++) {
      bank.owe(i, "EUR", i, "Factory");
    }
    bank.inPagesOf(2);
    List<String> ordered = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      ExportPaymentsResponse response =
          export(request("MSG-" + i).toBuilder().setMaxPayments(4).build());
      assertThat(response.getRedemptionIdsCount()).isEqualTo(i < 3 ? 4 : 1);
      ordered.addAll(response.getRedemptionIdsList());
    }
    assertThat(ordered).doesNotHaveDuplicates().hasSize(9);
  }

  @Test
  void whatIsPaidIsNotOrdered() throws Exception {
    bank.owe(1, "EUR", 1230, "Factory");
    PaymentLedger.Due due = bank.named(List.of(uetr(1)), AWHILE).getFirst();
    assertThat(
            bank.confirm(
                List.of(PaymentOrder.of(due.redemption(), due.order().orElseThrow(), due.advice())),
                this))
        .hasSize(1);
    assertThat(export(request("MSG-1")).getMessage()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "message_id, '', messageId",
    "message_id, A/B, messageId",
    "message_id, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, messageId",
    "debtor_name, 银行, debtorName",
    "debtor_name, '', debtorName",
    "debtor_iban, DE89370400440532013001, debtorIban",
    "debtor_bic, NOTAVALIDBIC, debtorBic",
    "execution_date, 23.11.2026, executionDate"
  })
  void whatCannotStandInAMessageIsRefusedByName(String field, String value, String blamed) {
    ExportPaymentsRequest.Builder request = request("MSG-1").toBuilder();
    request.setField(ExportPaymentsRequest.getDescriptor().findFieldByName(field), value);
    assertThatThrownBy(() -> export(request.build()))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
              assertThat(e.field()).isEqualTo(blamed);
            });
  }

  @Test
  void onlyABankOrdersPayments() {
    assertThatThrownBy(() -> export("SupplierMSP").export(request("MSG-1"), AWHILE))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED));
  }
}
