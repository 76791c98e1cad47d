// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.domain.customs.TaxDue;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/** An escrow that withholds a tax pays what was assessed, to whom it is due, and nothing else. */
class WithholdingTest {
  private static final Currency EUR = new Currency("EUR");
  private static final String SALT = "ab".repeat(16);
  private static final TaxDue DUE =
      new TaxDue("PlatformMSP/D1", "CustomsMSP", new Money(EUR, 3_904), Sha256.hex("salt"));

  private static EscrowTerms terms(Trigger trigger) {
    return new EscrowTerms(
            "PlatformMSP/E1",
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            "BankMSP",
            EUR,
            Sha256.hex("secret"),
            1_000)
        .when(trigger);
  }

  private static NoteOpening note(String owner, long amount) {
    return new NoteOpening(new Money(EUR, amount), owner, SALT);
  }

  private static SettlementPlan plan(PayoutPlan escrow) {
    return new SettlementPlan(
        List.of(note("PlatformMSP", 3_904)), List.of(escrow), List.of(), SALT);
  }

  private static void check(Trigger trigger, PayoutPlan escrow) {
    plan(escrow).requireAssessed(List.of(terms(trigger)));
  }

  private static PayoutPlan withholding(TaxDue due, NoteOpening... paid) {
    return new PayoutPlan(
        Map.of(
            Outcome.DELIVERED,
            List.of(paid),
            Outcome.REFUNDED,
            List.of(note("PlatformMSP", 3_904))),
        Optional.empty(),
        Optional.of(due));
  }

  @Test
  void whatWasAssessedIsWithheld() {
    PayoutPlan plan =
        PayoutPlan.withholding(DUE, note("CustomsMSP", 3_904), note("PlatformMSP", 3_904));
    assertThatCode(() -> check(new Trigger.Tax(DUE.commitment()), plan)).doesNotThrowAnyException();
    assertThat(PayoutPlan.fromJson(Fields.of("plan", plan.toJson()))).isEqualTo(plan);
  }

  @Test
  void neitherMoreNorLessNorSomebodyElsesTaxIsWithheld() {
    Trigger tax = new Trigger.Tax(DUE.commitment());
    Money total = DUE.total();
    for (PayoutPlan wrong :
        List.of(
            withholding(DUE, note("CustomsMSP", 3_903)),
            withholding(DUE, note("CustomsMSP", 3_905)),
            withholding(DUE, note("PlatformMSP", 3_904)),
            withholding(DUE, note("CustomsMSP", 3_900), note("CustomsMSP", 4)),
            withholding(DUE, note("CustomsMSP", 3_904), note("SupplierMSP", 1)),
            withholding(
                new TaxDue("PlatformMSP/D1", "CustomsMSP", new Money(EUR, 3_903), DUE.salt()),
                note("CustomsMSP", 3_903)),
            withholding(
                new TaxDue("PlatformMSP/D1", "CustomsMSP", total, Sha256.hex("other salt")),
                note("CustomsMSP", 3_904)),
            new PayoutPlan(withholding(DUE, note("CustomsMSP", 3_904)).outcomes()))) {
      assertThatThrownBy(() -> check(tax, wrong))
          .hasMessageStartingWith("WRONG_TAX|escrows[0].taxDue|");
    }
  }

  @Test
  void theTaxOfAnotherDeclarationIsNotThatOfThisOne() {
    TaxDue other = new TaxDue("PlatformMSP/D2", "CustomsMSP", DUE.total(), DUE.salt());
    assertThatThrownBy(
            () ->
                check(
                    new Trigger.Tax(other.commitment()),
                    withholding(other, note("CustomsMSP", 3_904))))
        .hasMessageStartingWith("WRONG_TAX|");
  }

  @Test
  void theAmountInAnotherCurrencyIsNotWhatIsDue() {
    TaxDue dollars =
        new TaxDue(
            "PlatformMSP/D1", "CustomsMSP", new Money(new Currency("USD"), 3_904), DUE.salt());
    assertThatThrownBy(
            () ->
                check(
                    new Trigger.Tax(dollars.commitment()),
                    withholding(dollars, note("CustomsMSP", 3_904))))
        .hasMessageStartingWith("WRONG_TAX|");
  }

  @Test
  void anotherEscrowSpeaksOfNoTax() {
    for (Trigger other :
        List.of(
            new Trigger.Secret(Sha256.hex("secret")),
            new Trigger.Signature("CarrierMSP"),
            new Trigger.Release())) {
      assertThatThrownBy(() -> check(other, withholding(DUE, note("CustomsMSP", 3_904))))
          .hasMessageStartingWith("WRONG_TAX|");
    }
  }

  @Test
  void aTaxIsNotInspected() {
    Rulebook rules = new Rulebook("SupplierMSP", 1, 1, 1, Outcome.REFUNDED);
    EscrowTerms terms = terms(new Trigger.Tax(DUE.commitment())).under(rules);
    JsonObject.Builder json = Json.object();
    terms.addTo(json);
    assertThatThrownBy(() -> EscrowTerms.fromJson(Fields.of("terms", json.build())))
        .hasMessageContaining("expected no rulebook beside taxDue");
  }

  @Test
  void itsWrittenFormsAreReadAsTheyWere() {
    assertThat(TaxDue.fromJson(Fields.of("taxDue", DUE.toJson()))).isEqualTo(DUE);
    assertThat(DUE.toString()).doesNotContain("3904");
    JsonObject.Builder json = Json.object();
    terms(new Trigger.Tax(DUE.commitment())).addTo(json);
    assertThat(EscrowTerms.fromJson(Fields.of("terms", json.build())).trigger())
        .isEqualTo(new Trigger.Tax(DUE.commitment()));
  }
}
