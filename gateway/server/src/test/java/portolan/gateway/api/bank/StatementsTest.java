// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.gateway.api.bank.BankOnPaper.uetr;
import static portolan.gateway.iso20022.StatementXml.ACCOUNT;
import static portolan.gateway.iso20022.StatementXml.entry;
import static portolan.gateway.iso20022.StatementXml.notification;
import static portolan.gateway.iso20022.StatementXml.payment;
import static portolan.gateway.iso20022.StatementXml.returned;
import static portolan.gateway.iso20022.StatementXml.statement;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.api.v1.ImportStatementRequest;
import portolan.api.v1.ImportStatementResponse;
import portolan.api.v1.ImportedEntry;
import portolan.api.v1.ListSuspenseRequest;
import portolan.api.v1.ResolveSuspenseRequest;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.SuspendedEntry;
import portolan.domain.settlement.RedemptionState;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.ledger.KnownMembers;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.statements.StatementStore;

class StatementsTest {
  private static final Duration AWHILE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final BankOnPaper bank = new BankOnPaper();
  private StatementStore store;

  @BeforeEach
  void open() throws SQLException {
    store = new StatementStore(folder);
    bank.owe(1, "EUR", 1230, "Factory");
    bank.owe(2, "EUR", 1230, "Factory");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Membership members(String own) {
    return KnownMembers.of(
        own,
        () ->
            """
            {"members":[{"mspId":"BankMSP","name":"Bank","roles":["bank"]},
              {"mspId":"SupplierMSP","name":"Factory","roles":["supplier"]}]}
            """);
  }

  private Statements statements() {
    return new Statements(members("BankMSP"), bank, store, InstantSource.fixed(BankOnPaper.NOW));
  }

  private ImportStatementResponse read(byte[] xml) throws Exception {
    return statements().importStatement(request(xml), new Call(AWHILE, this));
  }

  private static ImportStatementRequest request(byte[] xml) {
    return ImportStatementRequest.newBuilder()
        .setMessage(ByteString.copyFrom(xml))
        .setAccount(ACCOUNT)
        .build();
  }

  /** As {@code E1 CONFIRMED R1}. */
  private static List<String> shown(ImportStatementResponse response) {
    return response.getEntriesList().stream().map(StatementsTest::shown).toList();
  }

  private static String shown(ImportedEntry entry) {
    return (entry.getEntry().getReference()
            + " "
            + entry.getOutcome().name().substring("ENTRY_OUTCOME_".length())
            + " "
            + entry.getRedemptionId().replace("SupplierMSP/", "")
            + entry.getSuspicion()
            + (entry.getExisting() ? " existing" : ""))
        .strip();
  }

  private List<SuspendedEntry> suspense() throws Exception {
    return statements()
        .listSuspense(ListSuspenseRequest.getDefaultInstance(), AWHILE)
        .getEntriesList();
  }

  private static void assertRefused(ThrowingCallable call, Code code, String field) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.field()).isEqualTo(field);
            });
  }

  private static String paid(String reference, int redemption) {
    return entry(reference, "12.30", "EUR", "DBIT", payment(uetr(redemption).endToEndId()));
  }

  @Test
  void whatAStatementShowsAsPaidOrReturnedIsWrittenAndTheRestWaits() throws Exception {
    byte[] xml =
        statement(
            "08",
            "S1",
            entry("E0", "12.30", "EUR", "CRDT", returned(uetr(1).value(), "AC04")),
            paid("E1", 1),
            paid("E2", 2),
            entry("E3", "99.00", "EUR", "CRDT", payment("somebody")),
            entry("E4", "5", "EUR", "DBIT", "PDNG", List.of()));

    ImportStatementResponse response = read(xml);

    assertThat(shown(response))
        .containsExactly(
            "E0 RETURNED R1", "E1 CONFIRMED R1", "E2 CONFIRMED R2", "E3 SUSPENDED UNKNOWN_PAYMENT");
    assertThat(response.getNotBooked()).isEqualTo(1);
    assertThat(bank.written).containsExactly("confirmed R1", "confirmed R2", "returned R1");
    assertThat(bank.state(1)).isInstanceOf(RedemptionState.Returned.class);
    assertThat(suspense())
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.getSuspicion()).isEqualTo("UNKNOWN_PAYMENT");
              assertThat(e.getEntry().getAmount()).isEqualTo("99");
              assertThat(e.getReferencesList()).containsExactly("somebody");
              assertThat(e.getReadAt()).isEqualTo("2026-11-21T09:00:00.000Z");
            });
  }

  @Test
  void readingAStatementAgainChangesNothingAlsoAfterARestart() throws Exception {
    byte[] xml =
        statement("14", "S1", paid("E1", 1), entry("E2", "1.00", "EUR", "DBIT", payment("x")));
    read(xml);
    close();
    store = new StatementStore(folder);

    assertThat(shown(read(xml)))
        .containsExactly("E1 CONFIRMED R1 existing", "E2 SUSPENDED UNKNOWN_PAYMENT existing");
    assertThat(bank.written).containsExactly("confirmed R1");
    assertThat(suspense()).hasSize(1);
  }

  @Test
  void aStatementThatChangedUnderItsIdIsRefusedAsAWhole() throws Exception {
    read(statement("08", "S1", paid("E1", 1)));
    byte[] changed =
        statement("08", "S1", entry("E1", "12.31", "EUR", "DBIT", payment("x")), paid("E2", 2));
    assertRefused(() -> read(changed), Code.ALREADY_EXISTS, "message");
    assertThat(bank.written).containsExactly("confirmed R1");
    assertThat(suspense()).isEmpty();
  }

  private static byte[] dated(byte[] xml, String day) {
    return new String(xml, StandardCharsets.UTF_8)
        .replace("2026-11-21T", day + "T")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void idsOfStatementsThatStartAnewStopNoImport() throws Exception {
    read(dated(statement("08", "1", paid("", 1), fee("9.99")), "2025-01-02"));
    byte[] nextYear = dated(statement("08", "1", paid("", 2), fee("9.99")), "2026-01-02");
    assertThat(shown(read(nextYear)))
        .containsExactly("#1 CONFIRMED R2", "#2 SUSPENDED UNKNOWN_PAYMENT");
    assertThat(suspense()).as("a fee of each year").hasSize(2);
    assertThat(shown(read(nextYear)))
        .containsExactly("#1 CONFIRMED R2 existing", "#2 SUSPENDED UNKNOWN_PAYMENT existing");
  }

  private static String fee(String amount) {
    return entry("", amount, "EUR", "DBIT", payment("fee"));
  }

  @Test
  void aStatementThatIsMadeAnewTheNextDayIsKnownByTheDatesOfItsEntries() throws Exception {
    String booked =
        paid("E1", 1).replace("<BkTxCd/>", "<BookgDt><Dt>2026-11-20</Dt></BookgDt><BkTxCd/>");
    read(dated(statement("08", "S1", booked), "2026-11-21"));
    assertThat(shown(read(dated(statement("08", "S1", booked), "2026-11-22"))))
        .containsExactly("E1 CONFIRMED R1 existing");
  }

  @Test
  void oneMalformedEntryDoesNotStopTheRestAndIsReadOnceItIsMended() throws Exception {
    String bad = entry("E1", "1E2", "EUR", "DBIT", payment(uetr(1).endToEndId()));
    byte[] xml = statement("08", "S1", bad, paid("E2", 2));
    ImportStatementResponse response = read(xml);
    assertThat(shown(response)).containsExactly("E2 CONFIRMED R2", "E1 SUSPENDED MALFORMED");
    assertThat(response.getEntries(1).getProblem())
        .startsWith("Stmt[0].Ntry[0].Amt: expected a currency");
    assertThat(suspense())
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.getSuspicion()).isEqualTo("MALFORMED");
              assertThat(e.getProblem()).startsWith("Stmt[0].Ntry[0].Amt");
              assertThat(e.getEntry().getAmount()).isEmpty();
            });
    assertThat(shown(read(xml)))
        .containsExactly("E2 CONFIRMED R2 existing", "E1 SUSPENDED MALFORMED existing");
    assertThat(suspense()).hasSize(1);

    assertThat(shown(read(statement("08", "S1", paid("E1", 1), paid("E2", 2)))))
        .containsExactly("E1 CONFIRMED R1", "E2 CONFIRMED R2 existing");
  }

  @Test
  void aCopyOfAStatementIsKnownInTheSameMessageAndInAnother() throws Exception {
    String entry = paid("E1", 1).replace("<BkTxCd/>", "<AcctSvcrRef>SV1</AcctSvcrRef><BkTxCd/>");
    byte[] original = statement("08", "S1", entry);
    byte[] copy =
        new String(statement("08", "S1-DUPL", entry), StandardCharsets.UTF_8)
            .replace("<Acct>", "<CpyDplctInd>DUPL</CpyDplctInd><Acct>")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(shown(read(copy))).containsExactly("E1 CONFIRMED R1");
    assertThat(shown(read(original))).containsExactly("E1 KNOWN R1");
    byte[] twice =
        new String(statement("08", "S2", entry.replace("SV1", "SV2")), StandardCharsets.UTF_8)
            .replaceFirst("(?s)(<Stmt>.*</Stmt>)", "$1$1")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(shown(read(twice))).containsExactly("E1 SUSPENDED PAID_TWICE");
  }

  @Test
  void interimReportNotificationAndStatementTellOfOneBookingOnce() throws Exception {
    String message = new String(statement("08", "I1", paid("E1", 1)), StandardCharsets.UTF_8);
    String interim =
        message
            .replace("camt.053", "camt.052")
            .replace("BkToCstmrStmt", "BkToCstmrAcctRpt")
            .replace("<Stmt>", "<Rpt>")
            .replace("</Stmt>", "</Rpt>");
    assertThat(shown(read(interim.getBytes(StandardCharsets.UTF_8))))
        .containsExactly("E1 CONFIRMED R1");
    assertThat(shown(read(interim.replace("I1", "I2").getBytes(StandardCharsets.UTF_8))))
        .as("the next report of the day tells all again")
        .containsExactly("E1 KNOWN R1");
    assertThat(shown(read(notification("08", "N1", paid("E1", 1))))).containsExactly("E1 KNOWN R1");
    assertThat(shown(read(statement("08", "S1", paid("E1", 1))))).containsExactly("E1 KNOWN R1");
    assertThat(bank.written).containsExactly("confirmed R1");
  }

  private static String back(String entry, String amount, String more) {
    return entry(
        "E1",
        entry,
        "EUR",
        "CRDT",
        "<TxDtls><Refs><UETR>%s</UETR></Refs><Amt Ccy=\"EUR\">%s</Amt>%s<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>"
            .formatted(uetr(1), amount, more));
  }

  private static final String CHARGE =
      "<Chrgs><Rcrd><Amt Ccy=\"EUR\">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>";

  @Test
  void aReturnLessChargesGivesBackWhatCameAndShowsTheCharge() throws Exception {
    for (String amount : List.of("7.30", "12.30")) {
      close();
      store = new StatementStore(Files.createTempDirectory(folder, "less"));
      bank.owe(1, "EUR", 1230, "Factory");
      bank.pay("SupplierMSP/R1");
      ImportStatementResponse response = read(statement("08", "S1", back("7.30", amount, CHARGE)));
      assertThat(shown(response)).containsExactly("E1 RETURNED R1");
      assertThat(response.getEntries(0).getEntry().getAmount()).isEqualTo("7.3");
      assertThat(response.getEntries(0).getEntry().getChargesList())
          .singleElement()
          .satisfies(c -> assertThat(c.getAmount()).isEqualTo("5"));
      assertThat(bank.advice("SupplierMSP/R1").orElseThrow().amount().minorUnits()).isEqualTo(730);
      assertThat(bank.advice("SupplierMSP/R1").orElseThrow().charge().minorUnits()).isEqualTo(500);
      assertThat(shown(read(notification("08", "N1", back("7.30", amount, CHARGE)))))
          .containsExactly("E1 KNOWN R1");
      assertThat(shown(read(notification("08", "N2", back("12.30", "12.30", "")))))
          .containsExactly("E1 SUSPENDED RETURNED_TWICE");
    }
  }

  @Test
  void aReturnOfLessWithoutAChargeOrOfMoreWaits() throws Exception {
    bank.pay("SupplierMSP/R1");
    assertThat(shown(read(statement("08", "S1", back("7.30", "7.30", "")))))
        .containsExactly("E1 SUSPENDED AMOUNT_DIFFERS");
    assertThat(shown(read(statement("08", "S2", back("7.30", "7.30", CHARGE.replace("5.", "4."))))))
        .containsExactly("E1 SUSPENDED AMOUNT_DIFFERS");
    assertThat(shown(read(statement("08", "S3", back("13.30", "13.30", "")))))
        .containsExactly("E1 SUSPENDED AMOUNT_DIFFERS");
    assertThat(bank.state(1)).isInstanceOf(RedemptionState.Confirmed.class);
  }

  /** What was done by hand and what the rails say have to be the same. */
  @Test
  void aReturnThatDiffersFromTheOneByHandWaits() throws Exception {
    bank.giveBack(
        ReturnRedemptionRequest.newBuilder()
            .setRedemptionId("SupplierMSP/R1")
            .setReason("AC04")
            .build(),
        AWHILE);
    assertThat(shown(read(statement("08", "S1", back("7.30", "7.30", CHARGE)))))
        .containsExactly("E1 SUSPENDED RETURN_DIFFERS");
    assertThat(shown(read(statement("08", "S2", back("12.30", "12.30", "")))))
        .containsExactly("E1 KNOWN R1");
  }

  @ParameterizedTest
  @CsvSource({
    "99.00, DBIT, AMOUNT_DIFFERS",
    "12.31, DBIT, AMOUNT_DIFFERS",
    "12.30, CRDT, DIRECTION_DIFFERS"
  })
  void aPaymentWhoseOnlyDetailSaysOtherwiseIsNotConfirmed(
      String amount, String direction, String suspicion) throws Exception {
    String entry =
        entry(
            "E1",
            "12.30",
            "EUR",
            "DBIT",
            "<TxDtls><Refs><UETR>%s</UETR></Refs><Amt Ccy=\"EUR\">%s</Amt><CdtDbtInd>%s</CdtDbtInd></TxDtls>"
                .formatted(uetr(1), amount, direction));
    assertThat(shown(read(statement("08", "S1", entry))))
        .containsExactly("E1 SUSPENDED " + suspicion);
    assertThat(bank.written).isEmpty();
  }

  @Test
  void statementsOfOtherAccountsAreLeftOut() throws Exception {
    String own = new String(statement("08", "S1", paid("E1", 1)), StandardCharsets.UTF_8);
    String other =
        new String(statement("08", "S1", paid("E1", 2)), StandardCharsets.UTF_8)
            .replace(ACCOUNT, "GB33BUKB20201555555555");
    String part = other.substring(other.indexOf("<Stmt>"), other.indexOf("</Stmt>") + 7);
    byte[] both = own.replace("<Stmt>", part + "<Stmt>").getBytes(StandardCharsets.UTF_8);
    ImportStatementResponse response = read(both);
    assertThat(shown(response)).containsExactly("E1 CONFIRMED R1");
    assertThat(response.getOtherAccountsList()).containsExactly("GB33BUKB20201555555555");
    assertThat(bank.state(2)).isInstanceOf(RedemptionState.Requested.class);
  }

  @Test
  void theNextPageOfAStatementIsAnother() throws Exception {
    read(statement("08", "S1", 1, paid("", 1)));
    assertThat(shown(read(statement("08", "S1", 2, paid("", 2)))))
        .containsExactly("#1 CONFIRMED R2");
  }

  @Test
  void aNotificationAndThenTheStatementTellTheSameOnce() throws Exception {
    assertThat(shown(read(notification("08", "N1", paid("E1", 1)))))
        .containsExactly("E1 CONFIRMED R1");
    assertThat(shown(read(statement("08", "S1", paid("E7", 1))))).containsExactly("E7 KNOWN R1");
    assertThat(shown(read(statement("08", "S2", paid("E8", 1)))))
        .containsExactly("E8 SUSPENDED PAID_TWICE");
    assertThat(bank.written).containsExactly("confirmed R1");
  }

  @ParameterizedTest
  @CsvSource({
    "12.31, EUR, DBIT, AMOUNT_DIFFERS",
    "12.29, EUR, DBIT, AMOUNT_DIFFERS",
    "12.30, USD, DBIT, CURRENCY_DIFFERS",
    "12.30, EUR, CRDT, DIRECTION_DIFFERS"
  })
  void aMinorUnitOffOrAnotherCurrencyOrDirectionReleasesNothing(
      String amount, String currency, String direction, String suspicion) throws Exception {
    String entry = entry("E1", amount, currency, direction, payment(uetr(1).endToEndId()));
    assertThat(shown(read(statement("08", "S1", entry))))
        .containsExactly("E1 SUSPENDED " + suspicion);
    assertThat(bank.written).isEmpty();
    assertThat(bank.state(1)).isInstanceOf(RedemptionState.Requested.class);
  }

  @Test
  void aRedemptionOfAForeignBankIsUnknownHere() throws Exception {
    assertThat(shown(read(statement("08", "S1", paid("E1", 9)))))
        .containsExactly("E1 SUSPENDED UNKNOWN_PAYMENT");
  }

  @Test
  void whatTheLedgerRefusesWaitsForAPerson() throws Exception {
    bank.refusing = true;
    byte[] xml =
        statement(
            "08",
            "S1",
            paid("E1", 1),
            entry("E2", "12.30", "EUR", "CRDT", returned(uetr(2).value(), "AC04")));
    assertThat(shown(read(xml)))
        .containsExactly("E1 SUSPENDED R1LEDGER_REFUSED", "E2 SUSPENDED R2LEDGER_REFUSED");
    assertThat(suspense()).hasSize(2);
  }

  @Test
  void whileTheLedgerIsDownNothingIsKeptAndTheStatementIsReadLater() throws Exception {
    byte[] xml = statement("08", "S1", paid("E1", 1), paid("E2", 9));
    bank.down = true;
    assertThatThrownBy(() -> read(xml))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
    assertThat(suspense()).isEmpty();
    bank.down = false;
    assertThat(shown(read(xml))).containsExactly("E1 CONFIRMED R1", "E2 SUSPENDED UNKNOWN_PAYMENT");
  }

  @Test
  void aStatementOfAnotherAccountIsRefused() {
    byte[] other =
        new String(statement("08", "S1", paid("E1", 1)), StandardCharsets.UTF_8)
            .replace(ACCOUNT, "GB33BUKB20201555555555")
            .getBytes(StandardCharsets.UTF_8);
    assertRefused(() -> read(other), Code.INVALID_ARGUMENT, "message.account");
    assertRefused(
        () ->
            statements()
                .importStatement(
                    request(other).toBuilder().setAccount("").build(), new Call(AWHILE, this)),
        Code.INVALID_ARGUMENT,
        "account");
    assertThat(bank.written).isEmpty();
  }

  @Test
  void aMessageThatAttacksItsReaderIsRefused() {
    byte[] entity =
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><Document>&x;</Document>"
            .getBytes(StandardCharsets.UTF_8);
    assertRefused(() -> read(entity), Code.INVALID_ARGUMENT, "message");
    assertRefused(() -> read(new byte[(3 << 20) + 1]), Code.INVALID_ARGUMENT, "message");
    assertRefused(
        () -> read("<Document/>".getBytes(StandardCharsets.UTF_8)),
        Code.INVALID_ARGUMENT,
        "message");
  }

  @Test
  void onlyABankHasStatements() {
    Statements suppliers =
        new Statements(members("SupplierMSP"), bank, store, InstantSource.fixed(BankOnPaper.NOW));
    assertRefused(
        () ->
            suppliers.importStatement(
                request(statement("08", "S1", paid("E1", 1))), new Call(AWHILE, this)),
        Code.PERMISSION_DENIED,
        "role");
    assertRefused(
        () -> suppliers.listSuspense(ListSuspenseRequest.getDefaultInstance(), AWHILE),
        Code.PERMISSION_DENIED,
        "role");
  }

  private void resolve(long number, String resolution) throws ApiException {
    statements()
        .resolveSuspense(
            ResolveSuspenseRequest.newBuilder().setNumber(number).setResolution(resolution).build(),
            AWHILE);
  }

  @Test
  void suspenseIsListedInPartsAndResolvedOnce() throws Exception {
    read(statement("08", "S1", paid("E1", 7), paid("E2", 8), paid("E3", 9)));
    List<SuspendedEntry> all = suspense();
    assertThat(all).extracting(e -> e.getEntry().getReference()).containsExactly("E1", "E2", "E3");
    long first = all.getFirst().getNumber();
    assertThat(
            statements()
                .listSuspense(
                    ListSuspenseRequest.newBuilder().setAfter(first).setLimit(1).build(), AWHILE)
                .getEntriesList())
        .extracting(e -> e.getEntry().getReference())
        .containsExactly("E2");

    resolve(first, "fee of October, by A. Teller");

    assertThat(suspense()).hasSize(2);
    resolve(first, "fee of October, by A. Teller");
    assertRefused(() -> resolve(first, "something else"), Code.ALREADY_EXISTS, "resolution");
    assertRefused(() -> resolve(4711, "what?"), Code.NOT_FOUND, "number");
    assertRefused(() -> resolve(first + 1, " "), Code.INVALID_ARGUMENT, "resolution");
    assertThat(shown(read(statement("08", "S1", paid("E1", 7)))))
        .containsExactly("E1 SUSPENDED UNKNOWN_PAYMENT existing");
    assertThat(suspense()).hasSize(2);
  }
}
