// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import portolan.domain.settlement.reconciliation.BankEntry;

/** Messages written by others, with what their schemas say of them. */
final class SamplesTest {
  private static final String ISO = "urn:iso:std:iso:20022:tech:xsd:";

  @TestFactory
  Stream<DynamicTest> everySampleHasTheVerdictOfItsSchemaAndIsReadWithoutLoss() throws IOException {
    Path samples = Vectors.folder().resolve("samples");
    List<String[]> rows =
        Files.readAllLines(samples.resolve("manifest.csv")).stream()
            .skip(1)
            .map(line -> line.split(",", 5))
            .toList();
    assertThat(rows).hasSize(12);
    return rows.stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row[0], () -> check(samples.resolve(row[0]), row[3], row[4].equals("valid"))));
  }

  private static Optional<XmlElement> document(XmlElement element) {
    return element.name().equals("Document")
        ? Optional.of(element)
        : element.children().stream().flatMap(c -> document(c).stream()).findFirst();
  }

  private static void check(Path sample, String message, boolean valid) throws Exception {
    byte[] xml = Files.readAllBytes(sample);
    XmlElement document = document(XmlElement.parse(xml)).orElseThrow();

    byte[] written = document.toXml();

    assertThat(document.namespace()).isEqualTo(ISO + message);
    assertThat(Vectors.errors(message, written).isEmpty()).isEqualTo(valid);
    assertThat(XmlElement.parse(written)).isEqualTo(document);
    if (!message.startsWith("camt.05")) {
      assertThatThrownBy(() -> AccountReport.read(xml)).isInstanceOf(MessageException.class);
      return;
    }
    List<AccountReport> reports = AccountReport.read(xml);
    assertThat(reports).hasSize(1);
    AccountReport report = reports.getFirst();
    assertThat(report.entries().size() + report.announced().size()).isGreaterThanOrEqualTo(1);
    String newest =
        new String(xml, StandardCharsets.UTF_8)
            .replace(ISO + message, ISO + message.replace(".08", ".14"));
    assertThat(AccountReport.read(newest.getBytes(StandardCharsets.UTF_8))).isEqualTo(reports);
  }

  @TestFactory
  Stream<DynamicTest> whatCountsInTheSamplesIsFound() {
    Path samples = Vectors.folder().resolve("samples");
    return Stream.of(
        DynamicTest.dynamicTest(
            "a debit with a UETR",
            () -> {
              var entry = only(samples.resolve("genkgo+camt/camt054.v8-with-UETR.xml"));
              assertThat(entry.references().uetr())
                  .isEqualTo("255ae394-9965-4438-ac86-f406feada396");
              assertThat(entry.amount()).isEqualByComparingTo("200000");
              assertThat(entry.currency()).isEqualTo("SEK");
              assertThat(entry.key().reference()).isEqualTo("#1");
            }),
        DynamicTest.dynamicTest(
            "a credit in an envelope, with prefixes",
            () -> {
              var entry =
                  only(
                      samples.resolve(
                          "phoughton+iso20022-cbpr-ur/camt054_credit_notification_sample.xml"));
              assertThat(entry.references().uetr())
                  .isEqualTo("3e7b91d4-af28-4c53-b6e1-92d4a7c83f52");
              assertThat(entry.references().instructionId()).isEqualTo("INSTRID-20260413-5528");
              assertThat(entry.key().account()).isEqualTo("K41287530");
            }),
        DynamicTest.dynamicTest(
            "the second page of a statement, with a creditor reference",
            () -> {
              var entry = only(samples.resolve("genkgo+camt/camt053.v8.xml"));
              assertThat(entry.key().page()).isEqualTo(2);
              assertThat(entry.references().creditorReferences())
                  .containsExactly("4654654654654654");
              assertThat(entry.references().servicerReferences())
                  .containsExactly("AAAASESS-FP-CN_98765/01");
              assertThat(entry.amount()).isEqualByComparingTo("8.85");
            }),
        DynamicTest.dynamicTest(
            "an entry whose payments do not add up to it",
            () ->
                assertThat(
                        AccountReport.read(
                                Files.readAllBytes(samples.resolve("genkgo+camt/camt054.v8.xml")))
                            .getFirst()
                            .entries())
                    .anyMatch(e -> e.doubt().isPresent())));
  }

  private static BankEntry only(Path sample) throws Exception {
    List<AccountReport> reports = AccountReport.read(Files.readAllBytes(sample));
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().entries()).hasSize(1);
    return reports.getFirst().entries().getFirst();
  }
}
