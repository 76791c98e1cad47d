// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.customs.Clearing.AUTHORITY;
import static portolan.contracts.customs.Clearing.assessment;
import static portolan.contracts.customs.Clearing.details;
import static portolan.contracts.customs.Clearing.dossier;
import static portolan.contracts.customs.Clearing.with;
import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.existing;
import static portolan.contracts.provenance.Trade.random;
import static portolan.contracts.provenance.Trade.refused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.contracts.customs.Clearing.Papers;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.customs.Assessment;
import portolan.domain.customs.Clearance;
import portolan.domain.customs.Replay;
import portolan.domain.customs.TariffRule;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.group.ItemResult;

class AssessingTest {
  private final Clearing clearing = new Clearing().withRule();

  private static List<String> codes(Fields details) {
    return details.objects("reasons", 1, 100).stream()
        .map(reason -> reason.text("code", 64))
        .toList();
  }

  private Fields released(String... ids) {
    return clearing
        .channel
        .as("BankMSP")
        .evaluate(
            "customs", "released", Json.object().putTexts("declarationIds", List.of(ids)).build());
  }

  @Test
  void matchingDocumentsAreAssessedAndReleased() {
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    List<ItemResult> results = clearing.assess(papers, 1);
    accepted(results);
    assertThat(details(results).text("status", 20)).isEqualTo("ASSESSED");
    assertThat(released("PlatformMSP/D-1").json("declarations")).isEqualTo(Json.parse("[{}]"));
    accepted(clearing.release(AUTHORITY, "PlatformMSP/D-1"));
    existing(clearing.release(AUTHORITY, "PlatformMSP/D-1"));
    assertThat(clearing.status("PlatformMSP/D-1")).isEqualTo("RELEASED");
    List<Fields> goods =
        released("PlatformMSP/D-0", "PlatformMSP/D-1").objects("declarations", 2, 2);
    assertThat(goods.get(0).has("orderId")).isFalse();
    assertThat(goods.get(1).text("orderId", 64)).isEqualTo("PlatformMSP/O-D-1");
    assertThat(goods.get(1).commitment("taxDue"))
        .isEqualTo(clearing.due("PlatformMSP/D-1").commitment());
  }

  @Test
  void anAssessmentThatWasUnderWayDoesNotUndoAHold() {
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    String seen = Clearance.fromJson(clearing.declaration("PlatformMSP/D-1")).fingerprint();
    accepted(clearing.hold(AUTHORITY, "PlatformMSP/D-1", "seen at the airport"));
    JsonObject underWay = assessment(papers, 1).toBuilder().put("basedOn", seen).build();
    refused(
        clearing.assess(AUTHORITY, underWay, dossier(papers)),
        "STATE_CHANGED",
        "items[0].declarationId");
    assertThat(clearing.status("PlatformMSP/D-1")).isEqualTo("HELD");
    String now = Clearance.fromJson(clearing.declaration("PlatformMSP/D-1")).fingerprint();
    accepted(
        clearing.assess(
            AUTHORITY,
            underWay.toBuilder().replace("basedOn", new JsonText(now)).build(),
            dossier(papers)));
  }

  @Test
  void theAssessmentIsSealedAndItsCommitmentPublic() {
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    accepted(clearing.assess(papers, 1));
    JsonObject ref = Json.object().put("ref", random(1)).build();
    JsonObject sealed = clearing.channel.as(AUTHORITY).evaluate("customs", "sealed", ref).json();
    assertThat(clearing.channel.as("PlatformMSP").evaluate("customs", "sealed", ref).json())
        .isEqualTo(sealed);
    assertThatThrownBy(() -> clearing.channel.as("BankMSP").evaluate("customs", "sealed", ref))
        .hasMessageStartingWith("NOT_FOUND|ref|");
    Fields seal = clearing.declaration("PlatformMSP/D-1").object("assessment");
    assertThat(seal.commitment("commitment")).isEqualTo(Commitment.to(Assessment.KIND, sealed));
    Assessment assessment = Assessment.fromJson(Fields.of("assessment", sealed));
    // 113.50 x 12 % = 13.62; (113.50 + 13.62) x 20 % = 25.42(4)
    assertThat(assessment.duty()).isEqualTo(1362);
    assertThat(assessment.vat()).isEqualTo(2542);
    TariffRule rule = TariffRule.fromJson(Fields.of("rule", Clearing.rule()));
    assertThat(Replay.contradictions(rule, assessment)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "payment|amountPaid|\"11249\"|AMOUNT_PAID_DIFFERS",
        "payment|payer|\"somebody\"|PAYER_DIFFERS",
        "order|buyer|\"somebody\"|BUYER_DIFFERS",
        "waybill|consignee|\"somebody\"|CONSIGNEE_DIFFERS",
        "waybill|consignment|\"006141411234567890\"|CONSIGNMENT_DIFFERS",
        "waybill|issuedAt|\"2026-11-21T11:00:00.001Z\"|TOO_FAR_APART",
        "declaration|destinationCountry|\"DE\"|RULE_NOT_APPLICABLE",
      })
  void whatDoesNotMatchIsHeldWithItsReasons(
      String document, String name, String value, String code) {
    Papers papers = new Papers("PlatformMSP/D-1");
    switch (document) {
      case "payment" -> papers.payment = with(papers.payment, name, value);
      case "order" -> papers.order = with(papers.order, name, value);
      case "waybill" -> papers.waybill = with(papers.waybill, name, value);
      default -> papers.declaration = with(papers.declaration, name, value);
    }
    clearing.documented(papers);
    List<ItemResult> results = clearing.assess(papers, 1);
    accepted(results);
    assertThat(details(results).text("status", 20)).isEqualTo("HELD");
    assertThat(codes(details(results))).containsExactly(code);
    assertThat(codes(clearing.declaration("PlatformMSP/D-1"))).containsExactly(code);
    refused(clearing.release(AUTHORITY, "PlatformMSP/D-1"), "HELD", "items[0].declarationId");
    assertThat(clearing.channel.sealed("customs", AUTHORITY, random(1))).isEmpty();
  }

  @Test
  void aPaymentServesOneDeclaration() {
    Papers first = clearing.documented(new Papers("PlatformMSP/D-1"));
    accepted(clearing.assess(first, 1));
    Papers second = new Papers("PlatformMSP/D-2");
    second.payment = with(second.payment, "paymentId", "\"P-D-1\"");
    clearing.documented(second);
    List<ItemResult> results = clearing.assess(second, 2);
    assertThat(codes(details(results))).containsExactly("PAYMENT_USED");
    assertThat(clearing.status("PlatformMSP/D-2")).isEqualTo("HELD");
  }

  @Test
  void aPaymentServesOneDeclarationAlsoWithinOneGroup() {
    Papers first = clearing.documented(new Papers("PlatformMSP/D-1"));
    Papers second = new Papers("PlatformMSP/D-2");
    second.payment = with(second.payment, "paymentId", "\"P-D-1\"");
    clearing.documented(second);
    List<ItemResult> results =
        clearing
            .channel
            .as(AUTHORITY)
            .endorsedBy(AUTHORITY, "PlatformMSP")
            .sealed(dossier(first), dossier(second))
            .group("customs", "assess", assessment(first, 1), assessment(second, 2));
    assertThat(results).allMatch(ItemResult.Accepted.class::isInstance);
    assertThat(clearing.status("PlatformMSP/D-1")).isEqualTo("ASSESSED");
    assertThat(clearing.status("PlatformMSP/D-2")).isEqualTo("HELD");
  }

  @Test
  void twoAssessmentsWithOnePaymentAtTheSameTimeDoNotBothCommit() {
    Papers first = clearing.documented(new Papers("PlatformMSP/D-1"));
    Papers second = new Papers("PlatformMSP/D-2");
    second.payment = with(second.payment, "paymentId", "\"P-D-1\"");
    clearing.documented(second);
    TestChannel.Endorsed one = endorsed(first, 1);
    TestChannel.Endorsed other = endorsed(second, 2);
    assertThat(clearing.channel.commit(one)).isTrue();
    assertThat(clearing.channel.commit(other)).isFalse();
  }

  private TestChannel.Endorsed endorsed(Papers papers, int ref) {
    return clearing
        .channel
        .as(AUTHORITY)
        .endorsedBy(AUTHORITY, "PlatformMSP")
        .sealed(dossier(papers))
        .endorse("customs", "assess", assessment(papers, ref));
  }

  @Test
  void nothingButWhatWasCommittedToIsAssessed() {
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    for (String name : List.of("declaration", "order", "payment", "waybill")) {
      JsonObject document = (JsonObject) dossier(papers).members().get(name);
      JsonObject forged = with(document, "salt", "\"" + random(9) + "\"");
      refused(
          clearing.assess(
              AUTHORITY, assessment(papers, 1), with(dossier(papers), name, forged.canonical())),
          "COMMITMENT_MISMATCH",
          "sealed.items[0]." + name);
    }
    assertThat(clearing.status("PlatformMSP/D-1")).isEqualTo("LODGED");
  }

  @Test
  void nothingIsAssessedBeforeAllDocumentsAreAttested() {
    Papers papers = new Papers("PlatformMSP/D-1");
    accepted(clearing.lodge(Clearing.lodgement(papers, 1), papers.declaration));
    refused(clearing.assess(papers, 2), "DOCUMENT_MISSING", "items[0].declarationId");
    refused(
        clearing.assess(new Papers("PlatformMSP/D-9"), 3), "NOT_FOUND", "items[0].declarationId");
  }

  @Test
  void anAssessmentThatArrivesTwiceIsOne() {
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    accepted(clearing.assess(papers, 1));
    List<ItemResult> again = clearing.assess(papers, 1);
    existing(again);
    assertThat(details(again).text("status", 20)).isEqualTo("ASSESSED");
    refused(clearing.assess(papers, 2), "ALREADY_ASSESSED", "items[0].declarationId");
  }

  @Test
  void nothingIsReleasedBeforeItIsAssessed() {
    clearing.documented(new Papers("PlatformMSP/D-1"));
    refused(
        clearing.release(AUTHORITY, "PlatformMSP/D-1"), "NOT_ASSESSED", "items[0].declarationId");
    refused(clearing.release(AUTHORITY, "PlatformMSP/D-9"), "NOT_FOUND", "items[0].declarationId");
  }

  @Test
  void aHoldBlocksTheReleaseUntilAnotherAssessment() {
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    accepted(clearing.assess(papers, 1));
    accepted(clearing.hold(AUTHORITY, "PlatformMSP/D-1", "X-ray"));
    existing(clearing.hold(AUTHORITY, "PlatformMSP/D-1", "X-ray"));
    assertThat(clearing.declaration("PlatformMSP/D-1").text("holdReason", 100)).isEqualTo("X-ray");
    refused(clearing.release(AUTHORITY, "PlatformMSP/D-1"), "HELD", "items[0].declarationId");
    // The first assessment again, late: it changes nothing.
    existing(clearing.assess(papers, 1));
    assertThat(clearing.status("PlatformMSP/D-1")).isEqualTo("HELD");
    accepted(clearing.assess(papers, 2));
    accepted(clearing.release(AUTHORITY, "PlatformMSP/D-1"));
    refused(
        clearing.hold(AUTHORITY, "PlatformMSP/D-1", "late"),
        "ALREADY_RELEASED",
        "items[0].declarationId");
  }

  @Test
  void anotherAuthorityDecidesNothing() {
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    String other = "SecondCustomsMSP";
    refused(
        clearing.assess(other, assessment(papers, 1), dossier(papers)),
        "PERMISSION_DENIED",
        "items[0].declarationId");
    accepted(clearing.assess(papers, 1));
    refused(
        clearing.release(other, "PlatformMSP/D-1"), "PERMISSION_DENIED", "items[0].declarationId");
    refused(
        clearing.hold(other, "PlatformMSP/D-1", "x"),
        "PERMISSION_DENIED",
        "items[0].declarationId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SupplierMSP", "LogisticsMSP", "PlatformMSP", "BankMSP", "UnknownMSP"})
  void onlyAuthoritiesDecide(String member) {
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    assertThatThrownBy(() -> clearing.assess(member, assessment(papers, 1), dossier(papers)))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
    assertThatThrownBy(() -> clearing.release(member, "PlatformMSP/D-1"))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
    assertThatThrownBy(() -> clearing.hold(member, "PlatformMSP/D-1", "x"))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  @Test
  void aRuleThatIsNotInForceHoldsTheGoods() {
    Clearing other = new Clearing();
    JsonObject later = with(Clearing.rule(), "validFrom", "\"2026-11-22\"");
    accepted(other.publish(AUTHORITY, Clearing.signedBy(other.channel.identity(AUTHORITY), later)));
    Papers papers = other.documented(new Papers("PlatformMSP/D-1"));
    assertThat(codes(details(other.assess(papers, 1)))).containsExactly("RULE_NOT_IN_FORCE");
  }

  @Test
  void manyDeclarationsAreReleasedInOneCall() {
    accepted(clearing.assess(clearing.documented(new Papers("PlatformMSP/D-1")), 1));
    accepted(clearing.assess(clearing.documented(new Papers("PlatformMSP/D-2")), 2));
    List<ItemResult> results =
        clearing.release(
            AUTHORITY, "PlatformMSP/D-1", "PlatformMSP/D-9", "PlatformMSP/D-2", "PlatformMSP/D-1");
    assertThat(results.get(0)).isEqualTo(ItemResult.Accepted.now());
    refused(results.get(1), "NOT_FOUND", "items[1].declarationId");
    assertThat(results.get(2)).isEqualTo(ItemResult.Accepted.now());
    assertThat(results.get(3)).isEqualTo(ItemResult.Accepted.before());
  }

  @Test
  void theReasonsOfAHoldShowNoSealedValue() {
    Papers papers = new Papers("PlatformMSP/D-1");
    papers.payment = with(papers.payment, "payer", "\"mr-secret\"");
    clearing.documented(papers);
    accepted(clearing.assess(papers, 1));
    assertThat(clearing.channel.state("customs", "declaration/PlatformMSP/D-1").orElseThrow())
        .contains("PAYER_DIFFERS")
        .doesNotContain("mr-secret", "buyer-77", "11350");
    assertThat(
            clearing
                .declaration("PlatformMSP/D-1")
                .objects("reasons", 1, 1)
                .getFirst()
                .json("pointers"))
        .isEqualTo(JsonArray.ofTexts(List.of("declaration.buyer", "payment.payer")));
  }
}
