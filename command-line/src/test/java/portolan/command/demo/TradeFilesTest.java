// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.network.ConsortiumFile;

class TradeFilesTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "trade");

  @TempDir private Path folder;

  @BeforeEach
  void copyTheExample() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(EXAMPLE.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private Trade read() {
    return new TradeFiles(folder, "123456789", ConsortiumFile.byDefault()).read();
  }

  private void change(String file, String from, String to) throws IOException {
    String text = Files.readString(folder.resolve(file));
    assertThat(text).contains(from);
    Files.writeString(folder.resolve(file), text.replace(from, to));
  }

  private Story story(String name) {
    return new TradeFiles(folder, "123456789", ConsortiumFile.byDefault()).story(name);
  }

  @Test
  void everyStoryOfTheExampleIsGood() {
    for (String name : StoryFiles.READERS.keySet()) {
      assertThat(story(name)).as(name).isNotNull();
    }
    assertThat(story("dispute"))
        .isInstanceOfSatisfying(
            DisputeStory.class,
            dispute -> {
              assertThat(dispute.award())
                  .isEqualTo(new DisputeStory.Share("BankMSP/AWD-123456789", 2_500));
              assertThat(dispute.rulebook().getInspectionSeconds()).isEqualTo(2_592_000);
            });
  }

  @Test
  void aStoryThatIsNotThereIsRefusedWithThoseThatAre() {
    assertThatThrownBy(() -> story("revenge"))
        .isInstanceOf(TradeFileException.class)
        .hasMessage(
            "story: expected one of delivery, refund, dispute, partial, currencies, hold,"
                + " recall, receivable, milestones, found revenge");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          refund  | "expiresAfterSeconds": 3 | "expiresAfterSeconds": 0 | expiresAfterSeconds
          dispute | 2592000                  | 2592001                  | rulebook.inspectionSeconds
          dispute | "fallback": "REFUNDED"   | "fallback": "NOBODY"     | rulebook.fallback
          dispute | "refund": "2500"         | "refund": "0"            | award.refund
          partial | "weight": 3              | "weight": 0              | lines[0].weight
          partial | "expiresAfterSeconds": 5 | "expires": 5             | lines[1].expires
          currencies | "numerator": "87"     | "numerator": "0.87"      | rate.numerator
          currencies | "reserves": "100000"  | "reserves": 100000       | reserves
          hold    | "verdict": "RELEASE"     | "verdict": "SEIZE"       | verdict
          hold    | "anna", "ben"            | "anna", "anna"           | officers
          hold    | "RECALL"                 | "WEATHER"                | reason
          receivable | "LogisticsMSP"        | "NobodyMSP"              | financier
          receivable | : 150                 | : 10000                  | discountBasisPoints
          milestones | : 30                  | : 100                    | releasePercent
          """)
  void aFaultInAStoryIsReportedWithItsFileAndField(
      String name, String from, String to, String field) throws IOException {
    change("stories/" + name + ".json", from, to);
    assertThatThrownBy(() -> story(name)).hasMessageContainingAll(name + ".json", field);
  }

  @Test
  void theExampleIsGoodAndItsSharesAddUpToWhatTheBuyerPays() {
    Trade trade = read();

    assertThat(trade.order().getOrderId()).isEqualTo("PlatformMSP/ORDER-123456789");
    assertThat(trade.estimatedTax()).isEqualTo(4_992);
    assertThat(trade.funding("").getPayoutsList().stream().mapToLong(p -> p.getMinorUnits()).sum())
        .isEqualTo(trade.funded())
        .isEqualTo(19_470);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          product.json         | 04012345123456       | 04012345123457     | gtin
          product.json         | "CN"                 | "XX"               | originCountry
          order.json           | "8950"               | "-8950"            | lines[0].unitPrice
          order.json           | "GBP"                | "BGN"              | currency
          order.json           | SupplierMSP          | NobodyMSP          | supplier
          order.json           | "DDP"                | "XYZ"              | incoterm
          rule.json            | "dutyRate"           | "dutyrate"         | dutyRate
          events-supplier.json | "packing"            | "juggling"         | epcisBody.eventList[1].bizStep
          events-supplier.json | urn:epc:id:sgtin     | urn:epc:id:sgtinn  | epcisBody.eventList[0].epcList[0]
          events-carrier.json  | EPCISDocument        | Document           | type
          waybill.json         | urn:epc:id:sscc:4012345.1{{run}} | 12         | consignment
          declaration.json     | "quantity": 2        | "quantity": 2.5    | lines[0].quantity
          settlement.json      | GB33BUKB20201555555555 | GB34BUKB20201555555555 | redemption.creditorIban
          settlement.json      | "1450"               | "99999"            | payouts
          settlement.json      | plum-lantern-{{run}} | short              | deliverySecret
          """)
  void aWrongValueIsRefusedNamingFileAndField(String file, String from, String to, String field)
      throws IOException {
    change(file, from, to);

    assertThatThrownBy(this::read)
        .isInstanceOf(TradeFileException.class)
        .hasMessageStartingWith(folder.resolve(file) + ": " + field + ": ");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(folder.resolve("waybill.json"));

    assertThatThrownBy(this::read)
        .isInstanceOf(TradeFileException.class)
        .hasMessage(folder.resolve("waybill.json") + ": the file is missing");
  }

  @Test
  void brokenJsonIsRefusedNamingTheFile() throws IOException {
    Files.writeString(folder.resolve("rule.json"), "{\"ruleId\":");

    assertThatThrownBy(this::read)
        .isInstanceOf(TradeFileException.class)
        .hasMessageStartingWith(folder.resolve("rule.json").toString())
        .hasMessageContaining("not JSON");
  }
}
