// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;

class MatchingTest {

  private static List<Finding> match(Dossier dossier) {
    return Matching.of(dossier, Papers.readRule());
  }

  private static JsonObject changed(JsonObject document, String name, String value) {
    return document.toBuilder().replace(name, Json.parse(value)).build();
  }

  @Test
  void papersOfOneTradeMatch() {
    assertThat(match(Papers.dossier())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "declaration|orderId|\"PlatformMSP/O-2\"|ORDER_DIFFERS declaration.orderId",
        "declaration|buyer|\"b\"|BUYER_DIFFERS declaration.buyer order.buyer,"
            + " PAYER_DIFFERS declaration.buyer payment.payer,"
            + " CONSIGNEE_DIFFERS declaration.buyer waybill.consignee",
        "declaration|currency|\"EUR\"|CURRENCY_DIFFERS declaration.currency order.currency,"
            + " CURRENCY_DIFFERS declaration.currency payment.currency,"
            + " RULE_NOT_APPLICABLE declaration.currency",
        "declaration|freight|\"1301\"|FREIGHT_DIFFERS declaration.freight order.freight",
        "declaration|freight|\"1300\"|",
        "declaration|insurance|\"49\"|INSURANCE_DIFFERS declaration.insurance order.insurance",
        "declaration|insurance|\"50\"|",
        "declaration|grossWeightGrams|4201|WEIGHT_DIFFERS declaration.grossWeightGrams"
            + " waybill.grossWeightGrams",
        "declaration|destinationCountry|\"DE\"|RULE_NOT_APPLICABLE declaration.destinationCountry",
        "order|orderId|\"PlatformMSP/O-2\"|ORDER_DIFFERS order.orderId",
        "order|buyer|\"b\"|BUYER_DIFFERS declaration.buyer order.buyer",
        "order|total|\"15951\"|TOTAL_DIFFERS order.total,"
            + " AMOUNT_PAID_DIFFERS payment.amountPaid order.total",
        "order|total|\"15950\"|",
        "order|orderedAt|\"2026-11-20T08:59:59.999Z\"|TOO_FAR_APART order.orderedAt payment.paidAt"
            + " waybill.issuedAt",
        "order|orderedAt|\"2026-11-20T09:00:00.000Z\"|",
        "payment|orderId|\"PlatformMSP/O-2\"|ORDER_DIFFERS payment.orderId",
        "payment|payer|\"b\"|PAYER_DIFFERS declaration.buyer payment.payer",
        "payment|currency|\"EUR\"|CURRENCY_DIFFERS declaration.currency payment.currency",
        "payment|amountPaid|\"15749\"|AMOUNT_PAID_DIFFERS payment.amountPaid order.total",
        "payment|amountPaid|\"15750\"|",
        "payment|paidAt|\"2026-11-22T00:00:00.000Z\"|TOO_FAR_APART order.orderedAt payment.paidAt"
            + " waybill.issuedAt",
        "waybill|orderId|\"PlatformMSP/O-2\"|ORDER_DIFFERS waybill.orderId",
        "waybill|consignee|\"b\"|CONSIGNEE_DIFFERS declaration.buyer waybill.consignee",
        "waybill|consignment|\"006141411234567890\"|CONSIGNMENT_DIFFERS waybill.consignment",
        "waybill|grossWeightGrams|4199|WEIGHT_DIFFERS declaration.grossWeightGrams"
            + " waybill.grossWeightGrams",
      })
  void whatDiffersIsNamedWithItsFields(
      String document, String name, String value, String expected) {
    Dossier dossier =
        Papers.dossier(
            document.equals("declaration")
                ? changed(Papers.declaration(), name, value)
                : Papers.declaration(),
            document.equals("order") ? changed(Papers.order(), name, value) : Papers.order(),
            document.equals("payment") ? changed(Papers.payment(), name, value) : Papers.payment(),
            document.equals("waybill") ? changed(Papers.waybill(), name, value) : Papers.waybill());
    String found =
        String.join(
            ", ",
            match(dossier).stream()
                .map(finding -> finding.code() + " " + String.join(" ", finding.pointers()))
                .toList());
    assertThat(found).isEqualTo(expected == null ? "" : expected);
  }

  private static List<Finding> matchLines(JsonObject... lines) {
    JsonObject declaration =
        Papers.declaration().toBuilder().replace("lines", JsonArray.of(List.of(lines))).build();
    return match(Papers.dossier(declaration, Papers.order(), Papers.payment(), Papers.waybill()));
  }

  @Test
  void aMissingAndASurplusProductAreFound() {
    assertThat(
            matchLines(
                Papers.declarationLine("10614141123459", "691110", 2, "10000"),
                Papers.declarationLine("09520123456788", "691190", 3, "4500")))
        .containsExactly(
            Finding.of(Mismatch.PRODUCT_DIFFERS, "declaration.lines[1].gtin"),
            Finding.of(Mismatch.PRODUCT_DIFFERS, "order.lines[0].gtin"));
  }

  @Test
  void anotherNumberOfPiecesIsFoundEvenIfTheValueIsRight() {
    assertThat(
            matchLines(
                Papers.declarationLine("10614141123459", "691110", 1, "10000"),
                Papers.declarationLine("80614141123458", "691190", 3, "4500")))
        .containsExactly(
            Finding.of(
                Mismatch.QUANTITY_DIFFERS,
                "declaration.lines[0].quantity",
                "order.lines[1].quantity"));
  }

  @Test
  void aProductMayBeDeclaredInSeveralLines() {
    assertThat(
            matchLines(
                Papers.declarationLine("10614141123459", "691110", 1, "5000"),
                Papers.declarationLine("80614141123458", "691190", 3, "4500"),
                Papers.declarationLine("10614141123459", "691110", 1, "5000")))
        .isEmpty();
  }

  @Test
  void aValueOutsideTheToleranceIsFound() {
    assertThat(
            matchLines(
                Papers.declarationLine("10614141123459", "691110", 2, "9899"),
                Papers.declarationLine("80614141123458", "691190", 3, "4500")))
        .containsExactly(
            Finding.of(
                Mismatch.VALUE_DIFFERS, "declaration.lines[0].value", "order.lines[1].unitPrice"),
            Finding.of(Mismatch.VALUE_DIFFERS, "declaration.lines", "order.lines"));
  }

  @Test
  void smallDifferencesOfManyLinesDoNotAddUpUnseen() {
    assertThat(
            matchLines(
                Papers.declarationLine("10614141123459", "691110", 2, "9901"),
                Papers.declarationLine("80614141123458", "691190", 3, "4401")))
        .containsExactly(Finding.of(Mismatch.VALUE_DIFFERS, "declaration.lines", "order.lines"));
  }

  @Test
  void goodsThatTheRuleDoesNotCoverAreFound() {
    assertThat(
            matchLines(
                Papers.declarationLine("10614141123459", "691200", 2, "10000"),
                Papers.declarationLine("80614141123458", "691190", 3, "4500").toBuilder()
                    .replace("originCountry", Json.text("VN"))
                    .build()))
        .containsExactly(
            Finding.of(Mismatch.RULE_NOT_APPLICABLE, "declaration.lines[0].hsCode"),
            Finding.of(Mismatch.RULE_NOT_APPLICABLE, "declaration.lines[1].originCountry"));
  }

  @Test
  void aRuleForEverythingCoversEverything() {
    TariffRule rule =
        TariffRule.fromJson(
            Fields.of(
                "rule",
                Papers.rule().toBuilder()
                    .replace("hsPrefix", Json.text("*"))
                    .replace("origin", Json.text("*"))
                    .build()));
    assertThat(rule.coversCommodity("010121")).isTrue();
    assertThat(rule.coversOrigin("VN")).isTrue();
  }

  @Test
  void findingsSurviveTheLedger() {
    Finding finding = Finding.of(Mismatch.QUANTITY_DIFFERS, "declaration.lines[998].quantity");
    assertThat(Finding.fromJson(Fields.of("", finding.toJson()))).isEqualTo(finding);
  }
}
