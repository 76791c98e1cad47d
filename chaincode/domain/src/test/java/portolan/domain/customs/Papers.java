// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/** Papers of one trade that match: 2 kettles and 3 cups, 100.00 + 45.00 + freight 12.00 + 1.50. */
final class Papers {
  static final String SALT = "00112233445566778899aabbccddeeff";
  static final Instant LODGED = Instant.parse("2026-11-21T10:00:00.000Z");
  static final String SSCC = "https://id.gs1.org/00/106141412345678908";

  private Papers() {}

  static JsonObject rule() {
    return Json.object()
        .put("ruleId", "kitchenware")
        .put("version", 1)
        .put("hsPrefix", "6911")
        .put("origin", "CN")
        .put("destination", "GB")
        .put("currency", "GBP")
        .put("dutyRate", "12")
        .put("vatRate", "20.0")
        .put("valueBasis", "CIF")
        .put("reliefBelow", "13500")
        .put("rounding", "TRUNCATE")
        .put("matchTolerance", "100")
        .put("validFrom", "2026-01-01")
        .put("knownFrom", "2025-12-01")
        .put("legalBasis", "Customs tariff, chapter 69")
        .build();
  }

  static JsonObject declaration() {
    return Json.object()
        .put("declarationId", "PlatformMSP/D-1")
        .put("orderId", "PlatformMSP/O-1")
        .put("procedure", "4000")
        .put("currency", "GBP")
        .put("destinationCountry", "GB")
        .put("buyer", "buyer-77")
        .putAll(
            "lines",
            List.of(
                declarationLine("10614141123459", "691110", 2, "10000"),
                declarationLine("80614141123458", "691190", 3, "4500")))
        .put("freight", "1200")
        .put("insurance", "150")
        .put("grossWeightGrams", 4200)
        .put("salt", SALT)
        .build();
  }

  static JsonObject declarationLine(String gtin, String hsCode, long quantity, String value) {
    return Json.object()
        .put("gtin", gtin)
        .put("hsCode", hsCode)
        .put("originCountry", "CN")
        .put("quantity", quantity)
        .put("value", value)
        .build();
  }

  static JsonObject order() {
    return Json.object()
        .put("orderId", "PlatformMSP/O-1")
        .put("buyer", "buyer-77")
        .put("currency", "GBP")
        .putAll(
            "lines",
            List.of(orderLine("80614141123458", 3, "1500"), orderLine("10614141123459", 2, "5000")))
        .put("freight", "1200")
        .put("insurance", "150")
        .put("total", "15850")
        .put("orderedAt", "2026-11-20T11:00:00.000Z")
        .put("salt", SALT)
        .build();
  }

  static JsonObject orderLine(String gtin, long quantity, String unitPrice) {
    return Json.object()
        .put("gtin", gtin)
        .put("quantity", quantity)
        .put("unitPrice", unitPrice)
        .build();
  }

  static JsonObject payment() {
    return Json.object()
        .put("paymentId", "P-1")
        .put("orderId", "PlatformMSP/O-1")
        .put("payer", "buyer-77")
        .put("currency", "GBP")
        .put("amountPaid", "15850")
        .put("paidAt", "2026-11-20T11:05:00.000Z")
        .put("salt", SALT)
        .build();
  }

  static JsonObject waybill() {
    return Json.object()
        .put("waybillId", "W-1")
        .put("orderId", "PlatformMSP/O-1")
        .put("consignee", "buyer-77")
        .put("consignment", "106141412345678908")
        .put("grossWeightGrams", 4200)
        .put("packages", 1)
        .put("issuedAt", "2026-11-21T09:00:00.000Z")
        .put("salt", SALT)
        .build();
  }

  static JsonObject lodgement() {
    return Json.object()
        .put("declarationId", "PlatformMSP/D-1")
        .put("orderId", "PlatformMSP/O-1")
        .put("ruleId", "kitchenware")
        .put("customsOffice", "GB000060")
        .put("consignment", SSCC)
        .put(
            "parties",
            Json.object()
                .put("platform", "PlatformMSP")
                .put("bank", "BankMSP")
                .put("carrier", "LogisticsMSP")
                .put("authority", "CustomsMSP")
                .build())
        .put("commitment", "0".repeat(64))
        .put("ref", SALT)
        .build();
  }

  static Lodgement readLodgement() {
    return Lodgement.lodged(Fields.of("", lodgement()), "PlatformMSP", LODGED, "1".repeat(64));
  }

  static TariffRule readRule() {
    return TariffRule.fromJson(Fields.of("rule", rule()));
  }

  static Declaration readDeclaration() {
    return Declaration.fromJson(Fields.of("declaration", declaration()));
  }

  static Dossier dossier() {
    return dossier(declaration(), order(), payment(), waybill());
  }

  static Dossier dossier(
      JsonObject declaration, JsonObject order, JsonObject payment, JsonObject waybill) {
    return new Dossier(
        readLodgement(),
        Declaration.fromJson(Fields.of("declaration", declaration)),
        OrderDocument.fromJson(Fields.of("order", order)),
        PaymentDocument.fromJson(Fields.of("payment", payment)),
        WaybillDocument.fromJson(Fields.of("waybill", waybill)));
  }
}
