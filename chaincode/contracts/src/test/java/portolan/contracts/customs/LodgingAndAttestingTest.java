// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.customs.Clearing.AUTHORITY;
import static portolan.contracts.customs.Clearing.attestation;
import static portolan.contracts.customs.Clearing.attestor;
import static portolan.contracts.customs.Clearing.lodgement;
import static portolan.contracts.customs.Clearing.with;
import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.existing;
import static portolan.contracts.provenance.Trade.random;
import static portolan.contracts.provenance.Trade.refused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.contracts.customs.Clearing.Papers;
import portolan.domain.customs.DocumentKind;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

class LodgingAndAttestingTest {
  private final Clearing clearing = new Clearing().withRule();
  private final Papers papers = new Papers("PlatformMSP/D-1");

  private void lodged() {
    accepted(clearing.lodge(lodgement(papers, 1), papers.declaration));
  }

  @Test
  void aDeclarationIsLodgedAndSealed() {
    lodged();
    assertThat(clearing.status("PlatformMSP/D-1")).isEqualTo("LODGED");
    assertThat(clearing.declaration("PlatformMSP/D-1").text("declarant", 100))
        .isEqualTo("PlatformMSP");
    assertThat(clearing.declaration("PlatformMSP/D-1").text("consignment", 100))
        .isEqualTo("https://id.gs1.org/00/106141412345678908");
    JsonObject ref = Json.object().put("ref", random(1)).build();
    for (String member : List.of("PlatformMSP", AUTHORITY)) {
      assertThat(clearing.channel.as(member).evaluate("customs", "sealed", ref).json())
          .isEqualTo(papers.declaration);
    }
    for (String member : List.of("SupplierMSP", "BankMSP", "SecondCarrierMSP")) {
      assertThatThrownBy(() -> clearing.channel.as(member).evaluate("customs", "sealed", ref))
          .hasMessageStartingWith("NOT_FOUND|ref|");
      assertThatThrownBy(
              () ->
                  clearing
                      .channel
                      .as(member)
                      .endorsedBy(AUTHORITY)
                      .evaluate("customs", "sealed", ref))
          .hasMessageStartingWith("PERMISSION_DENIED|caller|");
    }
    assertThat(clearing.channel.state("customs", "declaration/PlatformMSP/D-1").orElseThrow())
        .doesNotContain("10000", "buyer-77", "691110");
  }

  @Test
  void aDeclarationIsLodgedOnce() {
    lodged();
    existing(clearing.lodge(lodgement(papers, 1), papers.declaration));
    refused(
        clearing.lodge(
            with(lodgement(papers, 1), "customsOffice", "\"GB000040\""), papers.declaration),
        "ALREADY_EXISTS",
        "items[0].customsOffice");
    refused(
        clearing.lodge(lodgement(papers, 2), papers.declaration), "ALREADY_EXISTS", "items[0].ref");
    refused(
        clearing
            .channel
            .as("SecondCarrierMSP")
            .endorsedBy("SecondCarrierMSP", AUTHORITY)
            .sealed(Json.object().put("declaration", papers.declaration).build())
            .group("customs", "lodge", lodgement(papers, 1)),
        "PERMISSION_DENIED",
        "items[0].declarationId");
  }

  /** The id stands in the public terms of an escrow before it is lodged. */
  @Test
  void anotherPlatformCannotTakeADeclarationIdThatAnEscrowNames() {
    refused(
        clearing
            .channel
            .as("SecondCarrierMSP")
            .endorsedBy("SecondCarrierMSP", AUTHORITY)
            .sealed(Json.object().put("declaration", papers.declaration).build())
            .group("customs", "lodge", lodgement(papers, 1)),
        "PERMISSION_DENIED",
        "items[0].declarationId");
    lodged();
    assertThat(clearing.declaration("PlatformMSP/D-1").text("declarant", 64))
        .isEqualTo("PlatformMSP");
  }

  @Test
  void aDeclarationThatWasNotCommittedToIsRefused() {
    JsonObject cheaper = with(papers.declaration, "freight", "\"0\"");
    refused(
        clearing.lodge(lodgement(papers, 1), cheaper),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].declaration");
  }

  @Test
  void theSealedDeclarationHasTheIdentifiersOfTheItem() {
    for (String name : List.of("declarationId", "orderId")) {
      Papers other = new Papers("PlatformMSP/D-1");
      other.declaration = with(papers.declaration, name, "\"PlatformMSP/X-9\"");
      refused(
          clearing.lodge(lodgement(other, 1), other.declaration),
          "INVALID_ARGUMENT",
          "sealed.items[0].declaration." + name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "platform, SupplierMSP",
    "bank, PlatformMSP",
    "carrier, BankMSP",
    "authority, BankMSP",
    "authority, UnknownMSP"
  })
  void partiesHoldTheRolesOfTheirPlaces(String place, String member) {
    JsonObject lodgement = lodgement(papers, 1);
    JsonObject parties = (JsonObject) lodgement.members().get("parties");
    JsonObject wrong =
        with(lodgement, "parties", with(parties, place, "\"" + member + "\"").canonical());
    refused(
        clearing
            .channel
            .as("PlatformMSP")
            .endorsedBy("PlatformMSP", AUTHORITY)
            .sealed(Json.object().put("declaration", papers.declaration).build())
            .group("customs", "lodge", wrong),
        "INVALID_ARGUMENT",
        "items[0].parties." + place);
  }

  @Test
  void theRuleIsOneOfTheAuthorityThatIsNamed() {
    refused(
        clearing.lodge(with(lodgement(papers, 1), "ruleId", "\"unknown\""), papers.declaration),
        "NOT_FOUND",
        "items[0].ruleId");
    JsonObject lodgement = lodgement(papers, 1);
    JsonObject parties = (JsonObject) lodgement.members().get("parties");
    JsonObject other =
        with(lodgement, "parties", with(parties, "authority", "\"SecondCustomsMSP\"").canonical());
    refused(
        clearing
            .channel
            .as("PlatformMSP")
            .endorsedBy("PlatformMSP", "SecondCustomsMSP")
            .sealed(Json.object().put("declaration", papers.declaration).build())
            .group("customs", "lodge", other),
        "NOT_FOUND",
        "items[0].ruleId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SupplierMSP", "LogisticsMSP", "CustomsMSP", "BankMSP", "UnknownMSP"})
  void onlyPlatformsLodge(String member) {
    assertThatThrownBy(
            () ->
                clearing
                    .channel
                    .as(member)
                    .sealed(Json.object().put("declaration", papers.declaration).build())
                    .group("customs", "lodge", lodgement(papers, 1)))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  @ParameterizedTest
  @EnumSource(DocumentKind.class)
  void aDocumentIsAttestedOnceByItsParty(DocumentKind kind) {
    lodged();
    JsonObject attestation = attestation(papers, kind, 2);
    String party = attestor(kind);
    accepted(clearing.attest(party, attestation, papers.document(kind)));
    existing(clearing.attest(party, attestation, papers.document(kind)));
    JsonObject other = with(papers.document(kind), "salt", "\"" + random(7) + "\"");
    JsonObject second =
        with(
            attestation,
            "commitment",
            "\"" + Commitment.to(kind.commitmentKind(), other).hex() + "\"");
    refused(clearing.attest(party, second, other), "ALREADY_EXISTS", "items[0].commitment");
    JsonObject ref = Json.object().put("ref", random(2)).build();
    for (String member : List.of(party, AUTHORITY)) {
      assertThat(clearing.channel.as(member).evaluate("customs", "sealed", ref).json())
          .isEqualTo(papers.document(kind));
    }
    assertThat(
            clearing
                .declaration("PlatformMSP/D-1")
                .object("documents")
                .object(kind.name())
                .json()
                .members())
        .containsKeys("attestor", "commitment", "ref", "attestedAt");
  }

  @ParameterizedTest
  @CsvSource({
    "ORDER, BankMSP, items[0].kind",
    "PAYMENT, LogisticsMSP, items[0].kind",
    "WAYBILL, PlatformMSP, items[0].kind",
    // These hold the role, but are not the party that the declaration names.
    "ORDER, SecondCarrierMSP, items[0].declarationId",
    "WAYBILL, SecondCarrierMSP, items[0].declarationId",
  })
  void nobodyElseAttestsADocument(DocumentKind kind, String member, String field) {
    lodged();
    refused(
        clearing.attest(member, attestation(papers, kind, 2), papers.document(kind)),
        "PERMISSION_DENIED",
        field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SupplierMSP", "CustomsMSP", "UnknownMSP"})
  void membersWithoutADocumentAttestNothing(String member) {
    lodged();
    assertThatThrownBy(
            () -> clearing.attest(member, attestation(papers, DocumentKind.ORDER, 2), papers.order))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  @Test
  void aDocumentThatWasNotCommittedToIsRefused() {
    lodged();
    JsonObject other = with(papers.payment, "amountPaid", "\"1\"");
    refused(
        clearing.attest("BankMSP", attestation(papers, DocumentKind.PAYMENT, 2), other),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].document");
  }

  @Test
  void aDocumentOfAnotherFormIsRefused() {
    lodged();
    papers.payment = papers.payment.toBuilder().remove("payer").build();
    refused(
        clearing.attest("BankMSP", attestation(papers, DocumentKind.PAYMENT, 2), papers.payment),
        "INVALID_ARGUMENT",
        "sealed.items[0].document.payer");
  }

  @Test
  void aDocumentOfNoDeclarationIsRefused() {
    refused(
        clearing.attest("BankMSP", attestation(papers, DocumentKind.PAYMENT, 2), papers.payment),
        "NOT_FOUND",
        "items[0].declarationId");
  }

  @Test
  void nobodyPutsADocumentUnderAReferenceThatIsUsed() {
    lodged();
    refused(
        clearing.attest("BankMSP", attestation(papers, DocumentKind.PAYMENT, 1), papers.payment),
        "ALREADY_EXISTS",
        "items[0].ref");
    assertThat(clearing.channel.sealed("customs", AUTHORITY, random(1)))
        .contains(papers.declaration.canonical());
  }

  @Test
  void anUnknownDeclarationIsNotFound() {
    assertThatThrownBy(() -> clearing.declaration("PlatformMSP/D-9"))
        .hasMessageStartingWith("NOT_FOUND|declarationId|");
  }
}
