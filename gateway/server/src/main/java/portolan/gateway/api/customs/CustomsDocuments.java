// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.customs;

import java.math.BigDecimal;
import portolan.api.v1.Assessment;
import portolan.api.v1.AssessmentStep;
import portolan.api.v1.DeclarationLine;
import portolan.api.v1.LodgeDeclarationRequest;
import portolan.api.v1.OrderDocument;
import portolan.api.v1.PaymentDocument;
import portolan.api.v1.Rounding;
import portolan.api.v1.TaxRule;
import portolan.api.v1.ValueBasis;
import portolan.api.v1.WaybillDocument;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.api.provenance.ProvenanceApi;

/** Documents of a clearance: from the API's messages to the ledger's salted JSON and back. */
final class CustomsDocuments {
  private CustomsDocuments() {}

  static JsonObject rule(TaxRule rule) throws ApiException {
    return Json.object()
        .put("ruleId", rule.getRuleId())
        .put("version", rule.getVersion())
        .put("hsPrefix", rule.getHsPrefix())
        .put("origin", rule.getOrigin())
        .put("destination", rule.getDestination())
        .put("currency", rule.getCurrency())
        .put("dutyRate", rule.getDutyRate())
        .put("vatRate", rule.getVatRate())
        .put("valueBasis", valueBasis(rule.getValueBasis()))
        .putAmount("reliefBelow", rule.getReliefBelowMinorUnits())
        .put("rounding", rounding(rule.getRounding()))
        .putAmount("matchTolerance", rule.getMatchToleranceMinorUnits())
        .put("validFrom", rule.getValidFrom())
        .put("knownFrom", rule.getKnownFrom())
        .put("legalBasis", rule.getLegalBasis())
        .build();
  }

  private static String valueBasis(ValueBasis basis) throws ApiException {
    return switch (basis) {
      case VALUE_BASIS_CIF -> "CIF";
      case VALUE_BASIS_FOB -> "FOB";
      case VALUE_BASIS_UNSPECIFIED, UNRECOGNIZED ->
          throw ApiException.invalid(
              "rule.valueBasis", "expected VALUE_BASIS_CIF or VALUE_BASIS_FOB");
    };
  }

  private static String rounding(Rounding rounding) throws ApiException {
    return switch (rounding) {
      case ROUNDING_TRUNCATE -> "TRUNCATE";
      case ROUNDING_HALF_EVEN -> "HALF_EVEN";
      case ROUNDING_UNSPECIFIED, UNRECOGNIZED ->
          throw ApiException.invalid(
              "rule.rounding", "expected ROUNDING_TRUNCATE or ROUNDING_HALF_EVEN");
    };
  }

  static JsonObject declaration(LodgeDeclarationRequest request) {
    return Json.object()
        .put("declarationId", request.getDeclarationId())
        .put("orderId", request.getOrderId())
        .put("procedure", request.getProcedure())
        .put("currency", request.getCurrency())
        .put("destinationCountry", request.getDestinationCountry())
        .put("buyer", request.getBuyer())
        .putAll(
            "lines",
            request.getLinesList().stream().map(CustomsDocuments::declarationLine).toList())
        .putAmount("freight", request.getFreightMinorUnits())
        .putAmount("insurance", request.getInsuranceMinorUnits())
        .put("grossWeightGrams", request.getGrossWeightGrams())
        .put("salt", Randomness.hex())
        .build();
  }

  private static JsonObject declarationLine(DeclarationLine line) {
    return Json.object()
        .put("gtin", line.getGtin())
        .put("hsCode", line.getHsCode())
        .put("originCountry", line.getOriginCountry())
        .put("quantity", line.getQuantity())
        .putAmount("value", line.getValueMinorUnits())
        .build();
  }

  static JsonObject order(OrderDocument order) {
    return Json.object()
        .put("orderId", order.getOrderId())
        .put("buyer", order.getBuyer())
        .put("currency", order.getCurrency())
        .putAll("lines", ProvenanceApi.lines(order.getLinesList()))
        .putAmount("freight", order.getFreightMinorUnits())
        .putAmount("insurance", order.getInsuranceMinorUnits())
        .putAmount("total", order.getTotalMinorUnits())
        .put("orderedAt", order.getOrderedAt())
        .put("salt", Randomness.hex())
        .build();
  }

  static JsonObject payment(PaymentDocument payment) {
    return Json.object()
        .put("paymentId", payment.getPaymentId())
        .put("orderId", payment.getOrderId())
        .put("payer", payment.getPayer())
        .put("currency", payment.getAmountPaid().getCurrency())
        .putAmount("amountPaid", payment.getAmountPaid().getMinorUnits())
        .put("paidAt", payment.getPaidAt())
        .put("salt", Randomness.hex())
        .build();
  }

  static JsonObject waybill(WaybillDocument waybill) {
    return Json.object()
        .put("waybillId", waybill.getWaybillId())
        .put("orderId", waybill.getOrderId())
        .put("consignee", waybill.getConsignee())
        .put("consignment", waybill.getConsignment())
        .put("grossWeightGrams", waybill.getGrossWeightGrams())
        .put("packages", waybill.getPackages())
        .put("issuedAt", waybill.getIssuedAt())
        .put("salt", Randomness.hex())
        .build();
  }

  static Assessment assessment(portolan.domain.customs.Assessment assessment) {
    Assessment.Builder shown =
        Assessment.newBuilder()
            .setRuleId(assessment.ruleId())
            .setRuleVersion((int) assessment.version())
            .setCurrency(assessment.currency().code())
            .setDutyMinorUnits(assessment.duty().longValueExact())
            .setVatMinorUnits(assessment.vat().longValueExact())
            .setTotalMinorUnits(assessment.total().longValueExact());
    for (var step : assessment.steps()) {
      shown.addSteps(
          AssessmentStep.newBuilder()
              .setLine(step.line())
              .setStep(step.kind().name())
              .setBasisMinorUnits(step.basis().longValueExact())
              .setRate(step.rate().map(BigDecimal::toPlainString).orElse(""))
              .setAmountMinorUnits(step.amount().longValueExact()));
    }
    return shown.build();
  }
}
