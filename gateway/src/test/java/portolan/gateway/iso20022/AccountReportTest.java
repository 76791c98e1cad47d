package portolan.gateway.iso20022;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.gateway.iso20022.StatementXml.entry;
import static portolan.gateway.iso20022.StatementXml.notification;
import static portolan.gateway.iso20022.StatementXml.payment;
import static portolan.gateway.iso20022.StatementXml.returned;
import static portolan.gateway.iso20022.StatementXml.statement;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.Report;

final class AccountReportTest {
  private static final String UETR = "97ed4827-7b6f-4491-a06f-b548d5a7512d";

  private static AccountReport read(byte[] xml) throws MessageException {
    List<AccountReport> reports = AccountReport.read(xml);
    assertThat(reports).hasSize(1);
    return reports.getFirst();
  }

  private static List<BankEntry> entries(String... entries) throws MessageException {
    return read(statement("08", "S1", entries)).entries();
  }

  @ParameterizedTest
  @ValueSource(strings = {"08", "14"})
  void bothVersionsOfAStatementAreReadAlike(String version) throws Exception {
    byte[] xml =
        statement(
            version,
            "S1",
            entry("E1", "12.30", "EUR", "DBIT", payment("END-TO-END")),
            entry("E2", "7", "EUR", "CRDT", returned(UETR, "AC04")));
    assertThat(Vectors.errors("camt.053.001." + version, xml)).isEmpty();

    AccountReport report = read(xml);

    assertThat(report.account()).isEqualTo(StatementXml.ACCOUNT);
    BankEntry paid = report.entries().get(0);
    assertThat(paid.key())
        .isEqualTo(new BankEntry.Key(Report.STATEMENT, StatementXml.ACCOUNT, "S1", 1, "E1"));
    assertThat(paid.direction()).isEqualTo(Direction.DEBIT);
    assertThat(paid.references().endToEndId()).isEqualTo("END-TO-END");
    assertThat(paid.returned()).isEmpty();
    BankEntry back = report.entries().get(1);
    assertThat(back.direction()).isEqualTo(Direction.CREDIT);
    assertThat(back.references().uetr()).isEqualTo(UETR);
    assertThat(back.returned().orElseThrow().reason().orElseThrow().code()).isEqualTo("AC04");
  }

  @ParameterizedTest
  @ValueSource(strings = {"08", "14"})
  void bothVersionsOfANotificationAreReadAlike(String version) throws Exception {
    AccountReport report =
        read(notification(version, "N1", entry("", "12.30", "EUR", "DBIT", payment("E2E"))));
    assertThat(report.entries().getFirst().key())
        .isEqualTo(new BankEntry.Key(Report.NOTIFICATION, StatementXml.ACCOUNT, "N1", 1, "#1"));
  }

  @Test
  void aReasonThatIsNoCodeIsNone() throws Exception {
    assertThat(entries(entry("E1", "1", "EUR", "CRDT", returned(UETR, "EXCd"))))
        .singleElement()
        .satisfies(e -> assertThat(e.returned().orElseThrow().reason()).isEmpty());
  }

  @Test
  void whatIsOnlyAnnouncedIsCountedAndNotRead() throws Exception {
    AccountReport report =
        read(
            statement(
                "08",
                "S1",
                entry("E1", "1", "EUR", "DBIT", "PDNG", List.of()),
                entry("E2", "1", "EUR", "DBIT", "INFO", List.of()),
                entry("E3", "1", "EUR", "DBIT", "BOOK", List.of())));
    assertThat(report.notBooked()).isEqualTo(2);
    assertThat(report.entries()).extracting(e -> e.key().reference()).containsExactly("E3");
  }

  private static String part(String amount, String currency) {
    return "<TxDtls><Refs><EndToEndId>P%s</EndToEndId></Refs><Amt Ccy=\"%s\">%s</Amt></TxDtls>"
        .formatted(amount, currency, amount);
  }

  @Test
  void anEntryThatStandsForSeveralPaymentsIsReadAsThese() throws Exception {
    List<BankEntry> entries =
        entries(entry("E1", "10", "EUR", "DBIT", part("3.01", "EUR"), part("6.99", "EUR")));
    assertThat(entries).extracting(e -> e.key().reference()).containsExactly("E1/1", "E1/2");
    assertThat(entries).extracting(e -> e.amount().toPlainString()).containsExactly("3.01", "6.99");
    assertThat(entries).allMatch(BankEntry::detailsAgree);
  }

  @ParameterizedTest
  @CsvSource({"6.98, EUR", "7.00, EUR", "6.99, USD"})
  void anEntryWhosePaymentsDoNotAddUpIsReadAsOneInDoubt(String amount, String currency)
      throws Exception {
    assertThat(
            entries(entry("E1", "10", "EUR", "DBIT", part("3.01", "EUR"), part(amount, currency))))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.detailsAgree()).isFalse();
              assertThat(e.amount()).isEqualByComparingTo("10");
            });
  }

  @Test
  void aBatchThatTellsOfOneOfItsPaymentsIsInDoubt() throws Exception {
    assertThat(
            entries(
                entry(
                    "E1",
                    "10",
                    "EUR",
                    "DBIT",
                    "<Btch><NbOfTxs>2</NbOfTxs></Btch>",
                    payment("E2E"))))
        .singleElement()
        .matches(e -> !e.detailsAgree());
  }

  @Test
  void entriesThatShareAReferenceOrHaveNoneAreToldApart() throws Exception {
    String same = entry("E1", "1", "EUR", "DBIT");
    String none = entry("", "1", "EUR", "DBIT");
    assertThat(entries(same, none, same, none))
        .extracting(e -> e.key().reference())
        .containsExactly("E1", "#2", "E1~2", "#4");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          <Id>S1</Id>, <Id></Id>, Stmt[0].Id
          <IBAN>DE89370400440532013000</IBAN>, , Stmt[0].Acct.Id
          <PgNb>1</PgNb>, <PgNb>one</PgNb>, Stmt[0].StmtPgntn
          <Amt Ccy="USD">12.30</Amt>, <Amt Ccy="USD">-12.30</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, <Amt Ccy="USD">1E2</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, <Amt Ccy="USD">1.234567</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, <Amt Ccy="USD">1234567890123456789</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, <Amt>12.30</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, , Stmt[0].Ntry[0].Amt
          DBIT, OUT, Stmt[0].Ntry[0].CdtDbtInd
          """)
  void whatIsMissingOrMalformedIsNamed(String good, String bad, String field) {
    String xml =
        new String(
            statement("08", "S1", entry("E1", "12.30", "USD", "DBIT")), StandardCharsets.UTF_8);
    assertThat(xml).contains(good);
    byte[] changed = xml.replace(good, bad == null ? "" : bad).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> AccountReport.read(changed))
        .isInstanceOfSatisfying(
            MessageException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"07", "13", "15"})
  void anotherVersionIsRefused(String version) {
    assertThatThrownBy(() -> AccountReport.read(statement(version, "S1")))
        .hasMessageContaining("001.08 or 001.14");
  }

  @Test
  void aMessageWithTooManyPaymentsIsRefused() {
    String[] many = new String[AccountReport.MAX_ENTRIES + 1];
    Arrays.fill(many, entry("", "1", "EUR", "DBIT"));
    assertThatThrownBy(() -> AccountReport.read(statement("08", "S1", many)))
        .hasMessageContaining("at most 10000 payments");
  }
}
