// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.journal.Account;
import portolan.domain.settlement.journal.AccountStatement;
import portolan.domain.settlement.journal.JournalEntry;
import portolan.domain.settlement.journal.LedgerPoint;
import portolan.domain.settlement.journal.Origin;
import portolan.domain.settlement.journal.Posting;
import portolan.domain.settlement.reconciliation.BankEntry;

final class IssuedStatementTest {
  private static final String MEMBER = "SupplierMSP";
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123Z");
  private static final Uetr UETR = new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d");

  private static final ReturnAdvice ADVICE =
      new ReturnAdvice(
          new Money(new Currency("EUR"), 95),
          new Money(new Currency("EUR"), 5),
          Optional.of("Account closed"),
          Sha256.hex("salt"));

  private static LedgerPoint at(long block) {
    return new LedgerPoint(block, 3, Sha256.hex("tx" + block), NOON.plusSeconds(block));
  }

  private static Posting posting(Account account, String reference, long amount, long block) {
    return new Posting(new Origin(account, reference), amount, at(block), OptionalLong.empty());
  }

  private static AccountStatement statement(
      String currency, long opening, List<JournalEntry> entries, int page, boolean last) {
    long closing = entries.isEmpty() ? opening : entries.getLast().balance();
    return new AccountStatement(
        MEMBER,
        new Currency(currency),
        new AccountStatement.Range(10, 99, NOON, NOON.plusSeconds(99)),
        opening,
        entries,
        closing,
        page,
        100,
        last);
  }

  private static JournalEntry entry(
      String currency, long number, long block, long balance, Posting... postings) {
    return new JournalEntry(number, new Currency(currency), at(block), List.of(postings), balance);
  }

  private static Redemption returned() {
    return new Redemption(
        "R1",
        MEMBER,
        "BankMSP",
        List.of("M1.1"),
        new Commitment(Sha256.hex("order")),
        UETR,
        NOON,
        Sha256.hex("payload"),
        new RedemptionState.Returned(
            new ReturnReason("AC04"),
            NOON,
            Sha256.hex("return"),
            Optional.empty(),
            Optional.of(ADVICE.commitment())));
  }

  /** Everything that a statement can hold: a batch, late advice, a payment and its return. */
  private static IssuedStatement eventful() {
    List<JournalEntry> entries =
        List.of(
            entry("EUR", 7, 12, 100_000, posting(Account.ISSUE, "M1", 100_000, 12)),
            entry("EUR", 8, 13, 92_000, posting(Account.ESCROW, "E1", -8_000, 13)),
            entry(
                "EUR",
                9,
                20,
                92_450,
                posting(Account.ESCROW, "E".repeat(64), 400, 20),
                posting(Account.ESCROW, "E2", 50, 15)),
            entry("EUR", 10, 30, 82_450, posting(Account.REDEMPTION, "R1", -10_000, 30)),
            entry(
                "EUR",
                11,
                40,
                92_450,
                new Posting(
                    new Origin(Account.REDEMPTION, "R1"), 10_000, at(40), OptionalLong.of(10))));
    return new IssuedStatement(
        statement("EUR", 0, entries, 1, true), Map.of("R1", returned()), Map.of());
  }

  private static void assertValid(IssuedStatement issued) {
    assertThat(Vectors.errors(IssuedStatement.STATEMENT, issued.toStatement())).isEmpty();
    assertThat(Vectors.errors(IssuedStatement.NOTIFICATION, issued.toNotification())).isEmpty();
  }

  @Test
  void everythingThatAnAccountantLooksForIsInItsPlace() {
    assertThat(new String(eventful().toStatement(), UTF_8))
        .contains(
            "<MsgId>EUR-10-99</MsgId>",
            "<CreDtTm>2026-11-21T12:01:39.123Z</CreDtTm>",
            "<Id>SupplierMSP</Id>",
            "<Cd>OPBD</Cd>",
            "<Amt Ccy=\"EUR\">0.00</Amt>",
            "<Cd>CLBD</Cd>",
            "<Amt Ccy=\"EUR\">924.50</Amt>",
            "<NtryRef>7</NtryRef>",
            "<AcctSvcrRef>12-3</AcctSvcrRef>",
            "<Cd>ISSUE</Cd>",
            "<NbOfTxs>2</NbOfTxs>",
            "<Ustrd>Escrow " + "E".repeat(64) + "</Ustrd>",
            "<AddtlTxInf>Valued in block 15, transaction " + at(15).transactionId(),
            "<EndToEndId>97ed48277b6f4491a06fb548d5a7512d</EndToEndId>",
            "<UETR>97ed4827-7b6f-4491-a06f-b548d5a7512d</UETR>",
            "<Ref>10</Ref>",
            "<Cd>AC04</Cd>",
            "<AddtlNtryInf>Transaction " + at(12).transactionId());
  }

  @Test
  void statementsAndNotificationsAreValid() {
    assertValid(eventful());
  }

  @Test
  void aNotificationHasTheEntriesAndNoBalances() {
    assertThat(new String(eventful().toNotification(), UTF_8))
        .contains("<NtryRef>11</NtryRef>")
        .doesNotContain("<Bal>");
  }

  @Test
  void onlyTheEntryThatBringsTheMoneyBackSaysWhy() {
    String xml = new String(eventful().toStatement(), UTF_8);
    assertThat(xml.split("<RtrInf>", -1)).hasSize(2);
    assertThat(xml.indexOf("<RtrInf>")).isGreaterThan(xml.indexOf("<NtryRef>11</NtryRef>"));
  }

  @Test
  void aReturnLessChargesTellsTheOwnerOfTheChargeAndTheRailsOwnReason() throws Exception {
    IssuedStatement issued =
        new IssuedStatement(
            statement(
                "EUR",
                0,
                List.of(entry("EUR", 1, 10, 95, posting(Account.REDEMPTION, "R1", 95, 10))),
                1,
                true),
            Map.of("R1", returned()),
            Map.of("R1", ADVICE));
    assertValid(issued);
    BankEntry back = AccountReport.read(issued.toStatement()).getFirst().entries().getFirst();
    assertThat(back.amount()).isEqualByComparingTo("0.95");
    assertThat(back.payments()).singleElement().asString().isEqualTo("1");
    assertThat(back.charges())
        .singleElement()
        .satisfies(c -> assertThat(c.amount().value()).isEqualByComparingTo("0.05"));
    assertThat(new String(issued.toStatement(), UTF_8)).contains("<AddtlInf>Account closed<");
  }

  @Test
  void aMonthWithoutEntriesIsAStatementToo() {
    IssuedStatement empty =
        new IssuedStatement(statement("EUR", 5, List.of(), 1, true), Map.of(), Map.of());
    assertValid(empty);
    assertThat(new String(empty.toStatement(), UTF_8)).doesNotContain("<Ntry>");
  }

  @Test
  void pagesBeginAndEndWithInterimBalances() {
    IssuedStatement middle =
        new IssuedStatement(
            statement(
                "EUR",
                10,
                List.of(entry("EUR", 200, 50, 30, posting(Account.ISSUE, "M2", 20, 50))),
                2,
                false),
            Map.of(),
            Map.of());
    assertValid(middle);
    assertThat(new String(middle.toStatement(), UTF_8))
        .contains("<MsgId>EUR-10-99-P2S100</MsgId>", "<PgNb>2</PgNb>", "<Cd>ITBD</Cd>")
        .doesNotContain("OPBD", "CLBD");
  }

  @ParameterizedTest
  @CsvSource({
    "EUR, 999999999999999999, 9999999999999999.99",
    "JPY, 1230, 1230",
    "KWD, 1230, 1.230",
    "CLF, 12345, 1.2345"
  })
  void anAmountHasTheDecimalsOfItsCurrency(String currency, long minorUnits, String amount) {
    IssuedStatement issued =
        new IssuedStatement(
            statement(
                currency,
                0,
                List.of(
                    entry(
                        currency, 1, 10, minorUnits, posting(Account.ISSUE, "M1", minorUnits, 10))),
                1,
                true),
            Map.of(),
            Map.of());
    assertThat(new String(issued.toStatement(), UTF_8)).contains(">" + amount + "</Amt>");
    assertValid(issued);
  }

  @Test
  void aSumThatIsTooLongIsLeftOut() {
    long most = 999_999_999_999_999_999L;
    IssuedStatement issued =
        new IssuedStatement(
            statement(
                "EUR",
                0,
                List.of(
                    entry("EUR", 1, 10, most, posting(Account.ISSUE, "M1", most, 10)),
                    entry("EUR", 2, 11, 0, posting(Account.ESCROW, "E1", -most, 11))),
                1,
                true),
            Map.of(),
            Map.of());
    assertValid(issued);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ourOwnReaderOfStatementsFindsTheSamePayments(boolean statement) throws Exception {
    byte[] xml = statement ? eventful().toStatement() : eventful().toNotification();
    AccountReport report = AccountReport.read(xml).getFirst();
    assertThat(report.account()).isEqualTo(AccountReport.account(MEMBER));
    assertThat(report.announced()).isEmpty();
    assertThat(report.malformed()).isEmpty();
    List<String> amounts = new ArrayList<>();
    for (BankEntry entry : report.entries()) {
      amounts.add(entry.direction() + " " + entry.amount().toPlainString());
    }
    assertThat(amounts)
        .containsExactly(
            "CREDIT 1000", "DEBIT 80", "CREDIT 4", "CREDIT 0.5", "DEBIT 100", "CREDIT 100");
  }
}
