// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.gateway.api.bank.BankOnPaper.uetr;
import static portolan.gateway.iso20022.StatementXml.ACCOUNT;
import static portolan.gateway.iso20022.StatementXml.entry;
import static portolan.gateway.iso20022.StatementXml.statement;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.EntryOutcome;
import portolan.api.v1.ImportStatementRequest;
import portolan.api.v1.ImportStatementResponse;
import portolan.api.v1.ImportedEntry;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.ledger.KnownMembers;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.statements.StatementStore;

/**
 * Statements with elements left out, repeated, exchanged and filled with nonsense. Whatever comes
 * of it, a payment is confirmed only if the message still says its amount, and a message that is
 * refused changes nothing.
 */
class StrangeStatementsTest {
  private static final Pattern ELEMENT =
      Pattern.compile("<([A-Za-z]+)[^<>]*>[^<>]*</\\1>|<[A-Z][A-Za-z]+/>");
  private static final List<String> NONSENSE =
      List.of("", "0", "-1", "1E2", "99999999999999999999", "CRDT", "DBIT", "true", "x", "12.30");

  @TempDir Path folder;

  private static byte[] original() {
    String amounts =
        "<Amt Ccy=\"EUR\">12.30</Amt><CdtDbtInd>DBIT</CdtDbtInd><AmtDtls><InstdAmt><Amt"
            + " Ccy=\"EUR\">12.30</Amt></InstdAmt><TxAmt><Amt"
            + " Ccy=\"EUR\">12.30</Amt></TxAmt></AmtDtls>";
    String charges =
        "<Chrgs><Rcrd><Amt"
            + " Ccy=\"EUR\">2.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>";
    return statement(
        "08",
        "S1",
        entry(
            "E1",
            "14.30",
            "EUR",
            "DBIT",
            "<Btch><NbOfTxs>1</NbOfTxs></Btch><TxDtls><Refs><EndToEndId>%s</EndToEndId><UETR>%s</UETR></Refs>%s%s</TxDtls>"
                .formatted(uetr(1).endToEndId(), uetr(1), amounts, charges)),
        entry(
            "E2",
            "24.60",
            "EUR",
            "DBIT",
            "<Btch><NbOfTxs>2</NbOfTxs></Btch>",
            "<TxDtls><Refs><UETR>%s</UETR></Refs>%s</TxDtls>".formatted(uetr(2), amounts),
            "<TxDtls><Refs><UETR>%s</UETR></Refs>%s</TxDtls>".formatted(uetr(3), amounts)),
        entry(
            "E3",
            "10.30",
            "EUR",
            "CRDT",
            "<TxDtls><Refs><UETR>%s</UETR></Refs><Amt Ccy=\"EUR\">12.30</Amt>%s<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>"
                .formatted(uetr(4), charges)));
  }

  private static String strange(Random dice) {
    String xml = new String(original(), StandardCharsets.UTF_8);
    int changes = 1 + dice.nextInt(3);
    for (int i = 0; i < changes; i++) {
      List<int[]> elements = new ArrayList<>();
      Matcher matcher = ELEMENT.matcher(xml);
      while (matcher.find()) {
        elements.add(new int[] {matcher.start(), matcher.end()});
      }
      int[] one = elements.get(dice.nextInt(elements.size()));
      String element = xml.substring(one[0], one[1]);
      int[] other = elements.get(dice.nextInt(elements.size()));
      String changed =
          switch (dice.nextInt(5)) {
            case 0 -> "";
            case 1 -> element + element;
            case 2 -> xml.substring(other[0], other[1]);
            case 3 -> element.replace("EUR", "USD");
            default ->
                element.replaceFirst(
                    ">[^<>]*</", ">" + NONSENSE.get(dice.nextInt(NONSENSE.size())) + "</");
          };
      xml = xml.substring(0, one[0]) + changed + xml.substring(one[1]);
    }
    return xml;
  }

  private ImportStatementResponse read(BankOnPaper bank, StatementStore store, String xml)
      throws Exception {
    Membership members =
        KnownMembers.of(
            "BankMSP",
            () ->
                """
                {"members":[{"mspId":"BankMSP","name":"Bank","roles":["bank"]}]}
                """);
    return new Statements(members, bank, store, InstantSource.fixed(BankOnPaper.NOW))
        .importStatement(
            ImportStatementRequest.newBuilder()
                .setMessage(ByteString.copyFromUtf8(xml))
                .setAccount(ACCOUNT)
                .build(),
            new Call(Duration.ofSeconds(30), this));
  }

  private static BankOnPaper bank() {
    BankOnPaper bank = new BankOnPaper();
    for (int i = 1; i <= 4; i++) {
      bank.owe(i, "EUR", 1230, "Creditor");
    }
    bank.pay("SupplierMSP/R4");
    return bank;
  }

  @Test
  void theMessageItselfIsClear() throws Exception {
    BankOnPaper bank = bank();
    try (StatementStore store = new StatementStore(folder)) {
      read(bank, store, new String(original(), StandardCharsets.UTF_8));
    }
    assertThat(bank.written)
        .containsExactly("confirmed R1", "confirmed R2", "confirmed R3", "returned R4");
    assertThat(bank.advice("SupplierMSP/R4").orElseThrow().amount().minorUnits()).isEqualTo(1030);
  }

  @Test
  void whateverIsChangedNothingFollowsFromWhatIsNotClear() throws Exception {
    Random dice = new Random(20261121);
    int refused = 0;
    int suspended = 0;
    int matched = 0;
    for (int i = 0; i < 300; i++) {
      String xml = strange(dice);
      BankOnPaper bank = bank();
      Path file = Files.createDirectory(folder.resolve("strange" + i));
      try (StatementStore store = new StatementStore(file)) {
        ImportStatementResponse response = read(bank, store, xml);
        for (ImportedEntry entry : response.getEntriesList()) {
          if (entry.getOutcome() == EntryOutcome.ENTRY_OUTCOME_SUSPENDED) {
            assertThat(entry.getSuspicion()).as(xml).isNotEmpty();
            suspended++;
          } else {
            matched++;
            assertThat(entry.getEntry().getCurrency()).as(xml).isEqualTo("EUR");
            assertThat(entry.getEntry().getAmount())
                .as(xml)
                .isIn(entry.getEntry().getDebit() ? List.of("12.3") : List.of("10.3", "12.3"));
          }
        }
        List<String> written = List.copyOf(bank.written);
        assertThat(written).as(xml).doesNotHaveDuplicates();
        assertThat(read(bank, store, xml).getEntriesList())
            .as(xml)
            .allMatch(ImportedEntry::getExisting);
        assertThat(bank.written).as(xml).isEqualTo(written);
      } catch (ApiException e) {
        refused++;
        assertThat(e.code()).as(xml + e).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(bank.written).as(xml).isEmpty();
      }
    }
    System.out.printf(
        "of 300 strange statements %d were refused; %d payments matched, %d waited%n",
        refused, matched, suspended);
    assertThat(refused).isPositive();
    assertThat(suspended).isGreaterThan(100);
    assertThat(matched).isGreaterThan(100);
  }
}
