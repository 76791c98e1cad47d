// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.domain.settlement.WrittenFormsTest.note;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.escrow.OpenReason;

final class FundedPlanTest {
  private static final NoteOpening DELIVERED = note("SupplierMSP", 4);
  private static final NoteOpening REFUNDED = note("PlatformMSP", 4);
  private static final NoteOpening CHANGE = note("PlatformMSP", 1);
  private static final SettlementPlan PLAN =
      new SettlementPlan(
          List.of(note("PlatformMSP", 9)),
          List.of(
              PayoutPlan.of(List.of(DELIVERED), List.of(REFUNDED)),
              PayoutPlan.of(List.of(REFUNDED), List.of(DELIVERED))),
          List.of(CHANGE),
          Sha256.hex("plan"));

  @Test
  void theChangeIsKeptWithTheFirstEscrow() {
    assertThat(FundedPlan.of(PLAN, 0).change()).containsExactly(CHANGE);
    assertThat(FundedPlan.of(PLAN, 1).change()).isEmpty();
    assertThat(FundedPlan.of(PLAN, 1).outcomes()).isEqualTo(PLAN.escrows().get(1));
  }

  @Test
  void everyNoteOfTheFundingIsFoundByItsId() {
    FundedPlan kept = FundedPlan.of(PLAN, 0);
    assertThat(kept.opening(NoteId.parse("PlatformMSP/E1.DELIVERED.1"))).contains(DELIVERED);
    assertThat(kept.opening(NoteId.parse("PlatformMSP/E1.REFUNDED.1"))).contains(REFUNDED);
    assertThat(kept.opening(NoteId.parse("PlatformMSP/E1.CHANGE.1"))).contains(CHANGE);
    assertThat(kept.opening(NoteId.parse("PlatformMSP/E1.DELIVERED.2"))).isEmpty();
    assertThat(kept.opening(NoteId.parse("PlatformMSP/E1.LOST.1"))).isEmpty();
    assertThat(kept.opening(NoteId.parse("BankMSP/M1.1"))).isEmpty();
    assertThat(kept.opening(NoteId.parse("SupplierMSP/R1.RETURNED.1"))).isEmpty();
  }

  @Test
  void whatAnEscrowHoldsIsWhatItsRefundIsWorth() {
    assertThat(PLAN.held(0)).isEqualTo(new Money(new Currency("EUR"), 4));
  }

  @Test
  void inputsAndChangeAreTheFunders() {
    SettlementPlan foreign =
        new SettlementPlan(
            List.of(note("PlatformMSP", 5)),
            List.of(PayoutPlan.of(List.of(DELIVERED), List.of(REFUNDED))),
            List.of(note("SupplierMSP", 1)),
            Sha256.hex("plan"));
    assertThatThrownBy(() -> foreign.requireSound(new Currency("EUR"), "PlatformMSP"))
        .hasMessageStartingWith("NOT_OWNER|change[0]|");
  }

  @Test
  void aTriggerIsMetByItsOwnKindOfEvidenceOnly() {
    Evidence secret = new Evidence.Secret("sixteen letters!");
    Evidence document = new Evidence.Document(new Commitment(Sha256.hex("photograph")));
    Evidence release = new Evidence.Release();
    Trigger bySecret = new Trigger.Secret(Sha256.hex("sixteen letters!"));
    Trigger bySignature = new Trigger.Signature("CarrierMSP");
    Trigger byRelease = new Trigger.Release();
    assertThat(bySecret.isMetBy(secret, "AMSP")).isTrue();
    assertThat(bySecret.isMetBy(new Evidence.Secret("another 16 chars"), "AMSP")).isFalse();
    assertThat(bySecret.isMetBy(document, "AMSP")).isFalse();
    assertThat(bySecret.isMetBy(release, "AMSP")).isFalse();
    assertThat(bySignature.isMetBy(document, "CarrierMSP")).isTrue();
    assertThat(bySignature.isMetBy(document, "AMSP")).isFalse();
    assertThat(bySignature.isMetBy(secret, "CarrierMSP")).isFalse();
    assertThat(byRelease.isMetBy(release, "AMSP")).isTrue();
    assertThat(byRelease.isMetBy(secret, "AMSP")).isFalse();
  }

  private static JsonObject terms(Object... members) {
    JsonObject.Builder json =
        Json.object()
            .put("escrowId", "PlatformMSP/E1")
            .put("orderId", "PlatformMSP/O1")
            .put("declarationId", "PlatformMSP/D1")
            .put("bank", "BankMSP")
            .put("currency", "EUR")
            .put("authority", "CustomsMSP")
            .put("expiresAfterSeconds", 60);
    for (int i = 0; i < members.length; i += 2) {
      String name = (String) members[i];
      switch (members[i + 1]) {
        case String text -> json.put(name, text);
        case Boolean flag -> json.put(name, flag);
        case Rulebook rules -> json.put(name, rules.toJson());
        default -> throw new IllegalArgumentException(name);
      }
    }
    return json.build();
  }

  private static void assertRefused(JsonObject terms, String says) {
    assertThatThrownBy(() -> EscrowTerms.fromJson(Fields.of("", terms)))
        .hasMessageStartingWith(says);
  }

  @Test
  void termsHaveOneTriggerThatFitsTheRulebook() {
    Rulebook rules = new Rulebook("SupplierMSP", 60, 60, 60, Outcome.DELIVERED);
    String hash = Sha256.hex("secret");
    assertThat(EscrowTerms.fromJson(Fields.of("", terms("onRelease", true))).trigger())
        .isEqualTo(new Trigger.Release());
    assertRefused(terms("secretHash", hash, "onRelease", true), "INVALID_ARGUMENT|secretHash|");
    assertRefused(
        terms("secretHash", hash, "signedBy", "AMSP", "rulebook", rules),
        "INVALID_ARGUMENT|secretHash|");
    assertRefused(terms("onRelease", false), "INVALID_ARGUMENT|onRelease|");
    assertRefused(terms("onRelease", true, "rulebook", rules), "INVALID_ARGUMENT|rulebook|");
    assertRefused(terms("signedBy", "AMSP"), "INVALID_ARGUMENT|rulebook|");
    assertRefused(terms("secretHash", hash, "carrier", "AMSP"), "INVALID_ARGUMENT|rulebook|");
    JsonObject lost = rules.toJson().toBuilder().remove("fallback").put("fallback", "LOST").build();
    assertThatThrownBy(() -> Rulebook.fromJson(Fields.of("", lost)))
        .hasMessageStartingWith("INVALID_ARGUMENT|fallback|");
  }

  @Test
  void termsUnderARulebookOrWithAnotherTriggerAreElseTheSame() {
    Rulebook rules = new Rulebook("SupplierMSP", 60, 60, 60, Outcome.DELIVERED);
    EscrowTerms terms = EscrowTerms.fromJson(Fields.of("", terms("onRelease", true)));
    Trigger trigger = new Trigger.Signature("CarrierMSP");
    EscrowTerms both =
        EscrowTerms.fromJson(Fields.of("", terms("signedBy", "CarrierMSP", "rulebook", rules)));
    assertThat(terms.under(rules).rulebook()).contains(rules);
    assertThat(terms.under(rules).trigger()).isEqualTo(terms.trigger());
    assertThat(terms.under(rules).when(trigger)).isEqualTo(both);
    assertThat(terms.when(trigger).under(rules)).isEqualTo(both);
  }

  @Test
  void anOfficerSignsAllThatIsOpenAndItsNumber() {
    Instant now = Instant.parse("2026-11-21T09:00:00Z");
    OpenReason screening =
        new OpenReason(HoldReason.SCREENING, "ScreenerMSP", now, Optional.empty());
    OpenReason recall =
        new OpenReason(
            HoldReason.RECALL,
            "SupplierMSP",
            now,
            Optional.of(new Commitment(Sha256.hex("lot 7"))));
    HoldDecision decision =
        new HoldDecision(
            "PlatformMSP/E1", List.of(recall, screening), 7, "Ada", HoldDecision.Verdict.RELEASE);
    assertThat(new String(decision.signedBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "portolan/hold-decision/2\n"
                + "{\"decision\":\"RELEASE\",\"escrowId\":\"PlatformMSP/E1\",\"number\":7,"
                + "\"officer\":\"Ada\",\"reasons\":["
                + "{\"by\":\"ScreenerMSP\",\"reason\":\"SCREENING\"},"
                + "{\"by\":\"SupplierMSP\",\"evidence\":\""
                + Sha256.hex("lot 7")
                + "\",\"reason\":\"RECALL\"}]}");
  }
}
