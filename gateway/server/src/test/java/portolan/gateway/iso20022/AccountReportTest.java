// SPDX-License-Identifier: Apache-2.0
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
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.Report;
import portolan.domain.settlement.reconciliation.Reconciliation;
import portolan.domain.settlement.reconciliation.Suspicion;

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
        .isEqualTo(
            new BankEntry.Key(Report.STATEMENT, StatementXml.ACCOUNT, "S1", "2026-11-21", 1, "E1"));
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
        .isEqualTo(
            new BankEntry.Key(
                Report.NOTIFICATION, StatementXml.ACCOUNT, "N1", "2026-11-21", 1, "#1"));
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
    assertThat(report.announced())
        .extracting(AccountReport.Announced::status)
        .containsExactly("PDNG", "INFO");
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
    assertThat(entries).allMatch(e -> e.doubt().isEmpty());
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
              assertThat(e.doubt()).hasValue(Suspicion.DETAILS_DIFFER);
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
        .satisfies(e -> assertThat(e.doubt()).hasValue(Suspicion.DETAILS_DIFFER));
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
          """)
  void whatIsMissingOrMalformedInTheHeadIsNamed(String good, String bad, String field) {
    assertThatThrownBy(() -> AccountReport.read(changed(good, bad)))
        .isInstanceOfSatisfying(
            MessageException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  private static byte[] changed(String good, String bad) {
    String xml =
        new String(
            statement(
                "08", "S1", entry("E1", "12.30", "USD", "DBIT"), entry("E2", "7", "EUR", "DBIT")),
            StandardCharsets.UTF_8);
    assertThat(xml).contains(good);
    return xml.replaceFirst(Pattern.quote(good), bad == null ? "" : bad)
        .getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          <Amt Ccy="USD">12.30</Amt>, <Amt Ccy="USD">-12.30</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, <Amt Ccy="USD">1E2</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, <Amt Ccy="USD">1.234567</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, <Amt Ccy="USD">1234567890123456789</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, <Amt>12.30</Amt>, Stmt[0].Ntry[0].Amt
          <Amt Ccy="USD">12.30</Amt>, , Stmt[0].Ntry[0].Amt
          DBIT, OUT, Stmt[0].Ntry[0].CdtDbtInd
          """)
  void whatIsMissingOrMalformedInAnEntryIsNamedAndTheOthersAreRead(
      String good, String bad, String field) throws Exception {
    AccountReport report = read(changed(good, bad));
    assertThat(report.entries()).extracting(e -> e.key().reference()).containsExactly("E2");
    assertThat(report.malformed())
        .singleElement()
        .satisfies(
            m -> {
              assertThat(m.key().reference()).isEqualTo("E1");
              assertThat(m.place()).isEqualTo(field);
              assertThat(m.problem()).startsWith("expected");
            });
  }

  private static BankEntry only(String... entries) throws MessageException {
    List<BankEntry> read = entries(entries);
    assertThat(read).hasSize(1);
    return read.getFirst();
  }

  private static String booked(String more) {
    return "<Ntry><Amt Ccy=\"EUR\">12.30</Amt><CdtDbtInd>DBIT</CdtDbtInd>%s</Ntry>"
        .formatted(more.contains("<Sts") ? more : "<Sts><Cd>BOOK</Cd></Sts><BkTxCd/>" + more);
  }

  /** Wherever banks put a reference: in capitals, with hyphens, or folded. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<NtryDtls><TxDtls><Refs><UETR>$</UETR></Refs></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><Refs><EndToEndId>$</EndToEndId></Refs></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><Refs><InstrId>$</InstrId></Refs></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><Refs><TxId>$</TxId></Refs></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><Refs><MsgId>$</MsgId></Refs></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><Refs><AcctSvcrRef>$</AcctSvcrRef></Refs></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><Refs><Prtry><Tp>X</Tp><Ref>$</Ref></Prtry></Refs></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><RmtInf><Ustrd>for $</Ustrd></RmtInf></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><RmtInf><Strd><CdtrRefInf><Ref>$</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><RmtInf><Strd><RfrdDocInf><Nb>$</Nb></RfrdDocInf></Strd></RmtInf></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><RmtInf><Strd><AddtlRmtInf>$</AddtlRmtInf></Strd></RmtInf></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><RltdRmtInf><RmtId>$</RmtId></RltdRmtInf></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><AddtlTxInf>Sent $ today</AddtlTxInf></TxDtls></NtryDtls>",
        "<NtryDtls><TxDtls><SplmtryData><Envlp><x:a xmlns:x=\"y\"><x:b>$</x:b></x:a></Envlp></SplmtryData></TxDtls></NtryDtls>",
        "<NtryDtls><Btch><PmtInfId>$</PmtInfId></Btch></NtryDtls>",
        "<NtryDtls/><AddtlNtryInf>Sent money Redemption R1 $</AddtlNtryInf>",
        "<AcctSvcrRef>$</AcctSvcrRef>",
      })
  void aReferenceIsFoundWhereverABankPutsIt(String more) throws Exception {
    String digits = UETR.replace("-", "");
    for (String written :
        List.of(
            UETR,
            digits,
            digits.toUpperCase(Locale.ROOT),
            digits.substring(0, 9) + "\n   " + digits.substring(9),
            digits.substring(0, 16) + " / " + digits.substring(16))) {
      assertThat(Reconciliation.named(only(booked(more.replace("$", written))).references()))
          .contains(new Uetr(UETR));
    }
  }

  @Test
  void whatAPartyIsCalledIsNoReference() throws Exception {
    assertThat(
            Reconciliation.named(
                only(booked(
                        "<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>"
                            + UETR
                            + "</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls>"))
                    .references()))
        .isEmpty();
  }

  @Test
  void severalPaymentsOfOneEntryDoNotShareItsText() throws Exception {
    String text = "<AddtlNtryInf>" + UETR + "</AddtlNtryInf>";
    List<BankEntry> two =
        entries(
            booked("<NtryDtls>" + part("3.30", "EUR") + part("9", "EUR") + "</NtryDtls>" + text));
    assertThat(two).hasSize(2);
    assertThat(two).allMatch(e -> Reconciliation.named(e.references()).isEmpty());
  }

  @Test
  void severalDetailsOfOneEntryCountTogether() throws Exception {
    String first = "<NtryDtls>%s" + part("3.30", "EUR") + "</NtryDtls>";
    String second = "<NtryDtls>%s" + part("9", "EUR") + "</NtryDtls>";
    String one = "<Btch><NbOfTxs>1</NbOfTxs></Btch>";
    String both = "<Btch><NbOfTxs>0002</NbOfTxs><TtlAmt Ccy=\"EUR\">12.30</TtlAmt></Btch>";
    for (String details :
        List.of(
            first.formatted("") + second.formatted(""),
            first.formatted(one) + second.formatted(one),
            first.formatted(both) + second.formatted(""),
            "<NtryDtls>" + both + "</NtryDtls>" + first.formatted("") + second.formatted(""))) {
      assertThat(entries(booked(details)))
          .as(details)
          .hasSize(2)
          .allMatch(e -> e.doubt().isEmpty())
          .extracting(e -> e.key().reference())
          .containsExactly("#1/1", "#1/2");
    }
    for (String count : List.of("3", "two", "-2")) {
      String wrong = "<Btch><NbOfTxs>" + count + "</NbOfTxs></Btch>";
      assertThat(only(booked(first.formatted(wrong) + second.formatted(""))).doubt())
          .as(count)
          .hasValue(Suspicion.DETAILS_DIFFER);
    }
    String total = "<Btch><TtlAmt Ccy=\"%s\">%s</TtlAmt></Btch>";
    for (String bad : List.of(total.formatted("CHF", "12.30"), total.formatted("EUR", "12.31"))) {
      assertThat(only(booked(first.formatted(bad) + second.formatted(""))).doubt())
          .hasValue(Suspicion.DETAILS_DIFFER);
    }
  }

  @Test
  void anEntryInAnotherCurrencyThanItsAccountIsInDoubt() throws Exception {
    String xml = new String(statement("08", "S1", booked("")), StandardCharsets.UTF_8);
    String other = xml.replace("</Id></Acct>", "</Id><Ccy>USD</Ccy></Acct>");
    assertThat(read(other.getBytes(StandardCharsets.UTF_8)).entries().getFirst().doubt())
        .hasValue(Suspicion.CURRENCY_DIFFERS);
    String same = xml.replace("</Id></Acct>", "</Id><Ccy>EUR</Ccy></Acct>");
    assertThat(read(same.getBytes(StandardCharsets.UTF_8)).entries().getFirst().doubt()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "1, true", "TRUE, true", "yes, true", "false, false", "0, false"})
  void onlyAClearNoIsNoReversal(String written, boolean reversal) throws Exception {
    assertThat(
            only(booked("<RvslInd>" + written + "</RvslInd><Sts><Cd>BOOK</Cd></Sts>")).reversal())
        .isEqualTo(reversal);
  }

  @Test
  void aStatusOfTheBanksOwnIsNotBookedWhateverItIsCalled() throws Exception {
    AccountReport report =
        read(
            statement(
                "08",
                "S1",
                booked("<Sts><Prtry>BOOK</Prtry></Sts>"),
                booked("<Sts><Cd>book</Cd></Sts>"),
                booked("<Sts/>"),
                booked("<Sts>BOOK</Sts>")));
    assertThat(report.entries()).isEmpty();
    assertThat(report.malformed()).isEmpty();
    assertThat(report.announced())
        .extracting(a -> a.status() + " " + a.proprietary())
        .containsExactly("BOOK true", "book false", " false", " false");
  }

  @Test
  void aReturnedCreditTransferIsOneByItsTransactionCodeToo() throws Exception {
    String code =
        "<Sts><Cd>BOOK</Cd></Sts><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>%s</SubFmlyCd></Fmly></Domn></BkTxCd>";
    assertThat(only(booked(code.formatted("RRTN"))).returned().orElseThrow().reason()).isEmpty();
    assertThat(only(booked(code.formatted("ESCT"))).returned()).isEmpty();
  }

  @Test
  void whatMakesABookingTheSameIsRead() throws Exception {
    String dated =
        "<Sts><Cd>BOOK</Cd></Sts><BookgDt><%1$s>%2$s</%1$s></BookgDt><AcctSvcrRef>%3$s</AcctSvcrRef>";
    assertThat(only(booked(dated.formatted("Dt", "2026-11-21", "SV1"))).booking())
        .isEqualTo(new BankEntry.Booking("SV1", "2026-11-21", false));
    assertThat(
            only(booked(dated.formatted("DtTm", "2026-11-21T23:59:59+02:00", "NONREF"))).booking())
        .isEqualTo(new BankEntry.Booking("", "2026-11-21", false));
    String xml = new String(statement("08", "S1", booked("")), StandardCharsets.UTF_8);
    for (String copied :
        List.of(
            xml.replace("<Acct>", "<CpyDplctInd>DUPL</CpyDplctInd><Acct>"),
            xml.replace("<Document", "<E><AppHdr><CpyDplct>CODU</CpyDplct></AppHdr><Document")
                .replace("</Document>", "</Document></E>"),
            xml.replace("<Document", "<E><AppHdr><PssblDplct>true</PssblDplct></AppHdr><Document")
                .replace("</Document>", "</Document></E>"))) {
      assertThat(
              AccountReport.read(
                      copied
                          .replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "")
                          .strip()
                          .getBytes(StandardCharsets.UTF_8))
                  .getFirst()
                  .entries())
          .allMatch(e -> e.booking().copy());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"08", "14"})
  void anInterimReportIsReadAsAStatementIs(String version) throws Exception {
    String xml =
        new String(
            statement(version, "S1", entry("E1", "12.30", "EUR", "DBIT", payment("E2E"))),
            StandardCharsets.UTF_8);
    byte[] interim =
        xml.replace("camt.053", "camt.052")
            .replace("BkToCstmrStmt", "BkToCstmrAcctRpt")
            .replace("<Stmt>", "<Rpt>")
            .replace("</Stmt>", "</Rpt>")
            .replace("StmtPgntn", "RptPgntn")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(Vectors.errors("camt.052.001." + version, interim)).isEmpty();
    assertThat(read(interim).entries().getFirst().key().report()).isEqualTo(Report.INTERIM);
  }

  @Test
  void everyDocumentOfAnEnvelopeIsReadAndAForeignOneIsNamed() throws Exception {
    String first = new String(statement("08", "S1", booked("")), StandardCharsets.UTF_8);
    String second = new String(statement("14", "S2", booked("")), StandardCharsets.UTF_8);
    String both =
        "<E>"
            + first.substring(first.indexOf("<Doc"))
            + second.substring(second.indexOf("<Doc"))
            + "</E>";
    assertThat(AccountReport.read(both.getBytes(StandardCharsets.UTF_8)))
        .extracting(AccountReport::statementId)
        .containsExactly("S1", "S2");
    assertThatThrownBy(
            () ->
                AccountReport.read(
                    both.replace("camt.053.001.14", "camt.053.001.02")
                        .getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("found urn:iso:std:iso:20022:tech:xsd:camt.053.001.02");
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
