// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.random;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.List;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.provenance.Trade;
import portolan.domain.customs.Assessment;
import portolan.domain.customs.DocumentKind;
import portolan.domain.customs.SignedRule;
import portolan.domain.customs.TaxDue;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.group.ItemResult;
import portolan.twin.identity.Signatory;

/** Takes declarations through customs, one call at a time. */
final class Clearing {
  static final String AUTHORITY = "CustomsMSP";

  final TestChannel channel = Trade.channel();
  private int refs = 1000;

  /** The papers of one declaration; a test changes what it wants to be wrong. */
  static final class Papers {
    final String id;
    final String orderId;
    JsonObject declaration;
    JsonObject order;
    JsonObject payment;
    JsonObject waybill;

    Papers(String id) {
      this.id = id;
      orderId = of("O-");
      declaration =
          Json.object()
              .put("declarationId", id)
              .put("orderId", orderId)
              .put("procedure", "4000")
              .put("currency", "GBP")
              .put("destinationCountry", "GB")
              .put("buyer", "buyer-77")
              .putAll(
                  "lines",
                  List.of(
                      Json.object()
                          .put("gtin", Trade.KETTLE)
                          .put("hsCode", "691110")
                          .put("originCountry", "CN")
                          .put("quantity", 2)
                          .put("value", "10000")
                          .build()))
              .put("freight", "1200")
              .put("insurance", "150")
              .put("grossWeightGrams", 4200)
              .put("salt", Trade.SALT)
              .build();
      order =
          Json.object()
              .put("orderId", orderId)
              .put("buyer", "buyer-77")
              .put("currency", "GBP")
              .putAll(
                  "lines",
                  List.of(
                      Json.object()
                          .put("gtin", Trade.KETTLE)
                          .put("quantity", 2)
                          .put("unitPrice", "5000")
                          .build()))
              .put("freight", "1200")
              .put("insurance", "150")
              .put("total", "11350")
              .put("orderedAt", "2026-11-20T11:00:00.000Z")
              .put("salt", Trade.SALT)
              .build();
      payment =
          Json.object()
              .put("paymentId", "P-" + QualifiedId.parse(id).id())
              .put("orderId", orderId)
              .put("payer", "buyer-77")
              .put("currency", "GBP")
              .put("amountPaid", "11350")
              .put("paidAt", "2026-11-20T11:05:00.000Z")
              .put("salt", Trade.SALT)
              .build();
      waybill =
          Json.object()
              .put("waybillId", "W-" + QualifiedId.parse(id).id())
              .put("orderId", orderId)
              .put("consignee", "buyer-77")
              .put("consignment", "106141412345678908")
              .put("grossWeightGrams", 4200)
              .put("packages", 1)
              .put("issuedAt", "2026-11-21T08:00:00.000Z")
              .put("salt", Trade.SALT)
              .build();
    }

    private String of(String kind) {
      QualifiedId declaration = QualifiedId.parse(id);
      return new QualifiedId(declaration.owner(), kind + declaration.id()).toString();
    }

    JsonObject document(DocumentKind kind) {
      return switch (kind) {
        case ORDER -> order;
        case PAYMENT -> payment;
        case WAYBILL -> waybill;
      };
    }
  }

  static JsonObject rule() {
    return Json.object()
        .put("ruleId", "kitchenware")
        .put("version", 1)
        .put("hsPrefix", "6911")
        .put("origin", "CN")
        .put("destination", "GB")
        .put("currency", "GBP")
        .put("dutyRate", "12")
        .put("vatRate", "20")
        .put("valueBasis", "CIF")
        .put("reliefBelow", "0")
        .put("rounding", "TRUNCATE")
        .put("matchTolerance", "100")
        .put("validFrom", "2026-01-01")
        .put("knownFrom", "2026-01-01")
        .put("legalBasis", "Customs tariff, chapter 69")
        .build();
  }

  /** A copy with another value of a member. */
  static JsonObject with(JsonObject json, String name, String value) {
    return json.toBuilder().replace(name, Json.parse(value)).build();
  }

  static JsonObject signedBy(Signatory officer, JsonObject rule) {
    ByteString signature = officer.sign(ByteString.copyFrom(SignedRule.signedBytes(rule)));
    return Json.object()
        .put("rule", rule)
        .put("signature", Base64.getEncoder().encodeToString(signature.toByteArray()))
        .put("certificate", officer.pem())
        .build();
  }

  List<ItemResult> publish(String member, JsonObject signed) {
    return channel.as(member).group("customs", "publishRules", signed);
  }

  Clearing withRule() {
    accepted(publish(AUTHORITY, signedBy(channel.identity(AUTHORITY), rule())));
    return this;
  }

  static JsonObject lodgement(Papers papers, int ref) {
    return Json.object()
        .put("declarationId", papers.id)
        .put("orderId", papers.orderId)
        .put("ruleId", "kitchenware")
        .put("customsOffice", "GB000060")
        .put("consignment", Trade.PALLET)
        .put(
            "parties",
            Json.object()
                .put("platform", "PlatformMSP")
                .put("bank", "BankMSP")
                .put("carrier", "LogisticsMSP")
                .put("authority", AUTHORITY)
                .build())
        .put("commitment", Commitment.to("declaration", papers.declaration).hex())
        .put("ref", random(ref))
        .build();
  }

  List<ItemResult> lodge(JsonObject lodgement, JsonObject declaration) {
    return channel
        .as("PlatformMSP")
        .endorsedBy("PlatformMSP", AUTHORITY)
        .sealed(Json.object().put("declaration", declaration).build())
        .group("customs", "lodge", lodgement);
  }

  static JsonObject attestation(Papers papers, DocumentKind kind, int ref) {
    return Json.object()
        .put("declarationId", papers.id)
        .put("kind", kind.name())
        .put("commitment", Commitment.to(kind.commitmentKind(), papers.document(kind)).hex())
        .put("ref", random(ref))
        .build();
  }

  List<ItemResult> attest(String member, JsonObject attestation, JsonObject document) {
    return channel
        .as(member)
        .endorsedBy(member, AUTHORITY)
        .sealed(Json.object().put("document", document).build())
        .group("customs", "attest", attestation);
  }

  static String attestor(DocumentKind kind) {
    return switch (kind) {
      case ORDER -> "PlatformMSP";
      case PAYMENT -> "BankMSP";
      case WAYBILL -> "LogisticsMSP";
    };
  }

  /** Lodges and attests everything. */
  Papers documented(Papers papers) {
    accepted(lodge(lodgement(papers, refs++), papers.declaration));
    for (DocumentKind kind : DocumentKind.values()) {
      accepted(attest(attestor(kind), attestation(papers, kind, refs++), papers.document(kind)));
    }
    return papers;
  }

  static JsonObject assessment(Papers papers, int ref) {
    return Json.object().put("declarationId", papers.id).put("ref", random(ref)).build();
  }

  static JsonObject dossier(Papers papers) {
    return Json.object()
        .put("declaration", papers.declaration)
        .put("order", papers.order)
        .put("payment", papers.payment)
        .put("waybill", papers.waybill)
        .put("salt", Trade.SALT)
        .build();
  }

  List<ItemResult> assess(Papers papers, int ref) {
    return assess(AUTHORITY, assessment(papers, ref), dossier(papers));
  }

  List<ItemResult> assess(String member, JsonObject assessment, JsonObject dossier) {
    return channel
        .as(member)
        .endorsedBy(member, AUTHORITY, "PlatformMSP")
        .sealed(dossier)
        .group("customs", "assess", assessment);
  }

  List<ItemResult> release(String member, String... ids) {
    JsonObject[] items = new JsonObject[ids.length];
    for (int i = 0; i < ids.length; i++) {
      items[i] = Json.object().put("declarationId", ids[i]).build();
    }
    return channel.as(member).group("customs", "release", items);
  }

  List<ItemResult> hold(String member, String id, String reason) {
    return channel
        .as(member)
        .group(
            "customs",
            "hold",
            Json.object().put("declarationId", id).put("reason", reason).build());
  }

  /** Releases one that relies on an escrow. */
  List<ItemResult> releaseAgainst(String id, String escrowId) {
    return channel
        .as(AUTHORITY)
        .group(
            "customs",
            "release",
            Json.object().put("declarationId", id).put("withheldBy", escrowId).build());
  }

  /** What an assessed declaration comes to, as its declarant knows it. */
  TaxDue due(String id) {
    String ref = declaration(id).object("assessment").text("ref", Format.RANDOM);
    JsonObject sealed =
        channel
            .as("PlatformMSP")
            .evaluate("customs", "sealed", Json.object().put("ref", ref).build())
            .json();
    return TaxDue.of(Assessment.fromJson(Fields.of("assessment", sealed)), AUTHORITY);
  }

  Fields declaration(String id) {
    return channel
        .as("BankMSP")
        .evaluate("customs", "declaration", Json.object().put("declarationId", id).build());
  }

  String status(String id) {
    return declaration(id).text("status", 20);
  }

  /** What an accepted assessment says of the declaration. */
  static Fields details(List<ItemResult> results) {
    return Fields.of("details", ((ItemResult.Accepted) results.getFirst()).details());
  }
}
