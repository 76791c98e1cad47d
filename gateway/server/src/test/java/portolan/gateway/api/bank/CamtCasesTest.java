// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.BankCharge;
import portolan.api.v1.ImportStatementRequest;
import portolan.api.v1.ImportStatementResponse;
import portolan.api.v1.ImportedEntry;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.Uetr;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.ledger.KnownMembers;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.iso20022.StatementXml;
import portolan.gateway.iso20022.Vectors;
import portolan.gateway.statements.StatementStore;

/**
 * Statements as banks send them, with the outcome that is right: A (100.00), B (250.00) and C
 * (1500.00 EUR) are open, and paid already where something comes back.
 */
class CamtCasesTest {
  /** What becomes of the entries, and how many are announced only. */
  private static final Map<String, String> RIGHT =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("01-batch-two-payments.xml", "CONFIRMED A, CONFIRMED B"),
              Map.entry("02-charges-in-entry.xml", "CONFIRMED C charge 26"),
              Map.entry("03-batch-amounts-in-AmtDtls.xml", "CONFIRMED A, CONFIRMED B"),
              Map.entry("05-reversal-marked-debit.xml", "SUSPENDED REVERSAL"),
              Map.entry("06-return-in-batch.xml", "RETURNED A AC04, RETURNED B AC01"),
              Map.entry("08-duplicate-copy.xml", "CONFIRMED A, KNOWN A"),
              Map.entry("09-bom.xml", "CONFIRMED A"),
              Map.entry("10-says-utf8-is-1252.xml", "refused"),
              Map.entry("11-utf16.xml", "CONFIRMED A"),
              Map.entry("12-reference-in-AddtlNtryInf.xml", "CONFIRMED A"),
              Map.entry("13-reference-in-AddtlTxInf.xml", "CONFIRMED A"),
              Map.entry("14-statement-without-entries.xml", "CONFIRMED A"),
              Map.entry("15-leading-zeros.xml", "CONFIRMED A"),
              Map.entry("16-account-in-Othr.xml", "CONFIRMED A"),
              Map.entry("17-version-02.xml", "refused"),
              Map.entry("20-status-proprietary.xml", "announced BOOK (the bank's own)"),
              Map.entry("21-return-proprietary-reason.xml", "RETURNED A NARR Account closed"),
              Map.entry("23-one-bad-entry.xml", "CONFIRMED A, SUSPENDED MALFORMED"),
              Map.entry("24-batch-other-currency.xml", "SUSPENDED DETAILS_DIFFER"),
              Map.entry("25-return-marked-as-reversal.xml", "SUSPENDED REVERSAL")));

  private static final Map<String, Uetr> PAYMENTS =
      new TreeMap<>(
          Map.of(
              "A", new Uetr("11111111-1111-4111-8111-111111111111"),
              "B", new Uetr("22222222-2222-4222-8222-222222222222"),
              "C", new Uetr("33333333-3333-4333-8333-333333333333")));

  private static final Map<String, Long> CENTS = Map.of("A", 10_000L, "B", 25_000L, "C", 150_000L);

  private static final String OWNER = "SupplierMSP/";

  @TempDir Path folder;

  private static Membership members() {
    return KnownMembers.of(
        "BankMSP",
        () ->
            """
            {"members":[{"mspId":"BankMSP","name":"Bank","roles":["bank"]}]}
            """);
  }

  @Test
  void everyCaseHasTheOutcomeThatIsRight() throws Exception {
    Path cases = Vectors.camtCases();
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(cases)) {
      for (Path file : new TreeSet<>(files.filter(f -> f.toString().endsWith(".xml")).toList())) {
        String name = file.getFileName().toString();
        found.put(name, imported(file));
      }
    }
    found.forEach((name, outcome) -> System.out.printf("%-36s %s%n", name, outcome));
    assertThat(found).isEqualTo(RIGHT);
  }

  private String imported(Path file) throws Exception {
    BankOnPaper bank = new BankOnPaper();
    PAYMENTS.forEach((id, uetr) -> bank.owe(OWNER + id, uetr, "EUR", CENTS.get(id), "Creditor"));
    if (file.getFileName().toString().contains("return")) {
      PAYMENTS.keySet().forEach(id -> bank.pay(OWNER + id));
    }
    byte[] message = Files.readAllBytes(file);
    Path store = Files.createDirectory(folder.resolve(file.getFileName().toString()));
    try (StatementStore statements = new StatementStore(store)) {
      ImportStatementResponse first;
      try {
        first = read(bank, statements, message);
      } catch (ApiException e) {
        assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(e.getMessage()).isNotBlank();
        assertThat(bank.written).isEmpty();
        return "refused";
      }
      List<String> written = List.copyOf(bank.written);
      ImportStatementResponse again = read(bank, statements, message);
      assertThat(bank.written).as("imported again").isEqualTo(written);
      assertThat(again.getEntriesList())
          .as("imported again")
          .allMatch(ImportedEntry::getExisting)
          .extracting(ImportedEntry::getOutcome)
          .isEqualTo(first.getEntriesList().stream().map(ImportedEntry::getOutcome).toList());
      List<String> shown = new ArrayList<>();
      first.getEntriesList().forEach(e -> shown.add(shown(e, bank)));
      first
          .getAnnouncedList()
          .forEach(
              a ->
                  shown.add(
                      "announced "
                          + a.getStatus()
                          + (a.getProprietary() ? " (the bank's own)" : "")));
      return String.join(", ", shown);
    }
  }

  private ImportStatementResponse read(BankOnPaper bank, StatementStore store, byte[] message)
      throws Exception {
    return new Statements(members(), bank, store, InstantSource.fixed(BankOnPaper.NOW))
        .importStatement(
            ImportStatementRequest.newBuilder()
                .setMessage(ByteString.copyFrom(message))
                .setAccount(StatementXml.ACCOUNT)
                .build(),
            new Call(Duration.ofSeconds(30), this));
  }

  private static String shown(ImportedEntry entry, BankOnPaper bank) {
    String charges =
        entry.getEntry().getChargesList().stream()
            .map(BankCharge::getAmount)
            .map(" charge "::concat)
            .collect(Collectors.joining());
    return (entry.getOutcome().name().substring("ENTRY_OUTCOME_".length())
            + " "
            + entry.getRedemptionId().replace(OWNER, "")
            + entry.getSuspicion()
            + reason(entry, bank)
            + charges)
        .strip();
  }

  private static String reason(ImportedEntry entry, BankOnPaper bank) {
    return !entry.getRedemptionId().isEmpty()
            && bank.state(entry.getRedemptionId()) instanceof RedemptionState.Returned returned
        ? (" " + returned.reason() + " " + entry.getNarrative()).stripTrailing()
        : "";
  }
}
