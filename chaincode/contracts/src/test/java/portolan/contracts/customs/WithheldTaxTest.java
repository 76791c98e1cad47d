// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.customs.Clearing.AUTHORITY;
import static portolan.contracts.customs.Clearing.assessment;
import static portolan.contracts.customs.Clearing.dossier;
import static portolan.contracts.customs.Clearing.with;
import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.refused;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import portolan.contracts.customs.Clearing.Papers;
import portolan.contracts.fixture.Call;
import portolan.domain.customs.TaxDue;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.settlement.instruction.RefundEscrow;

/** Customs and settlement together: the tax that is withheld is the tax that was assessed. */
class WithheldTaxTest {
  private static final String BANK = "BankMSP";
  private static final String PLATFORM = "PlatformMSP";
  private static final Currency GBP = new Currency("GBP");
  private static final long HOUR = 3_600;

  private final Clearing clearing = new Clearing().withRule();
  private int salts;
  private int funded;

  @BeforeEach
  void assess() {
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    accepted(clearing.assess(papers, 1));
  }

  private NoteOpening note(String owner, Money amount) {
    return new NoteOpening(amount, owner, Sha256.hex("salt " + salts++));
  }

  private Call as(String member) {
    return clearing.channel.as(member).endorsedBy(BANK, member.equals(BANK) ? PLATFORM : member);
  }

  /** An escrow that pays this to the authority and says that it is this tax. */
  private List<ItemResult> withhold(String escrowId, String orderId, TaxDue due, Money amount) {
    return withhold(PLATFORM, escrowId, orderId, due, amount);
  }

  private List<ItemResult> withhold(
      String funder, String escrowId, String orderId, TaxDue due, Money amount) {
    String mint = "BankMSP/M-" + ++funded;
    NoteOpening input = note(funder, amount);
    accepted(
        as(BANK).group("settlement", "attestReserves", new AttestReserves(mint, amount).toJson()));
    accepted(
        clearing
            .channel
            .as(BANK)
            .endorsedBy(BANK, funder)
            .sealed(MintNotes.sealed(List.of(input)))
            .group(
                "settlement",
                "mint",
                new MintNotes(mint, mint, funder, amount.minorUnits(), List.of(input.commitment()))
                    .toJson()));
    SettlementPlan plan =
        new SettlementPlan(
            List.of(input),
            List.of(PayoutPlan.withholding(due, note(AUTHORITY, amount), note(funder, amount))),
            List.of(),
            Sha256.hex("salt " + salts++));
    EscrowTerms terms =
        new EscrowTerms(
            escrowId,
            orderId,
            due.declarationId(),
            AUTHORITY,
            BANK,
            GBP,
            new Trigger.Tax(due.commitment()),
            HOUR,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return as(funder)
        .sealed(plan.toJson())
        .group("settlement", "fund", FundEscrow.of(terms, List.of(mint + ".1"), plan).toJson());
  }

  private List<ItemResult> withholdAll(String escrowId) {
    TaxDue due = clearing.due("PlatformMSP/D-1");
    return withhold(escrowId, "PlatformMSP/O-D-1", due, due.total());
  }

  private List<ItemResult> milestone(String escrowId) {
    return as(PLATFORM)
        .group("settlement", "confirmMilestone", Json.object().put("escrowId", escrowId).build());
  }

  private List<ItemResult> refund(String escrowId) {
    return as(PLATFORM).group("settlement", "refund", new RefundEscrow(escrowId).toJson());
  }

  private void afterTheDeadline() {
    clearing.channel.setNow(clearing.channel.now().plusSeconds(HOUR));
  }

  private String state(String noteId) {
    return clearing
        .channel
        .as(BANK)
        .evaluate("settlement", "note", Json.object().put("noteId", noteId).build())
        .text("state", 16);
  }

  /** 13.62 duty and 25.42 VAT: see {@link AssessingTest}. */
  @Test
  void theAuthorityReleasesAgainstWhatItAssessedAndIsPaid() {
    assertThat(clearing.due("PlatformMSP/D-1").total()).isEqualTo(new Money(GBP, 3_904));
    accepted(withholdAll("PlatformMSP/T1"));
    refused(milestone("PlatformMSP/T1"), "NOT_RELEASED", "items[0].escrowId");
    accepted(clearing.releaseAgainst("PlatformMSP/D-1", "PlatformMSP/T1"));
    assertThat(clearing.declaration("PlatformMSP/D-1").text("withheldBy", 64))
        .isEqualTo("PlatformMSP/T1");
    accepted(milestone("PlatformMSP/T1"));
    assertThat(state("PlatformMSP/T1.DELIVERED.1")).isEqualTo("SPENDABLE");
    assertThat(state("PlatformMSP/T1.REFUNDED.1")).isEqualTo("VOID");
  }

  @Test
  void neitherMoreNorLessIsWithheldThanWasAssessed() {
    TaxDue due = clearing.due("PlatformMSP/D-1");
    for (long wrong : new long[] {3_903, 3_905}) {
      refused(
          withhold("PlatformMSP/T1", "PlatformMSP/O-D-1", due, new Money(GBP, wrong)),
          "WRONG_TAX",
          "items[0].escrows[0].taxDue");
    }
    TaxDue invented =
        new TaxDue(
            "PlatformMSP/D-1", AUTHORITY, new Money(GBP, 1), Sha256.hex("salt of the invention"));
    refused(
        withhold("PlatformMSP/T1", "PlatformMSP/O-D-1", invented, invented.total()),
        "NOT_ASSESSED",
        "items[0].escrows[0].taxDue");
  }

  /** Whoever knows what is due could else keep the declarant from withholding it. */
  @Test
  void onlyTheDeclarantWithholdsATax() {
    TaxDue due = clearing.due("PlatformMSP/D-1");
    refused(
        withhold("SecondCarrierMSP", "SecondCarrierMSP/T1", "PlatformMSP/O-D-1", due, due.total()),
        "PERMISSION_DENIED",
        "items[0].escrows[0].declarationId");
    accepted(withholdAll("PlatformMSP/T1"));
  }

  @Test
  void theTaxIsThatOfThisOrder() {
    TaxDue due = clearing.due("PlatformMSP/D-1");
    refused(
        withhold("PlatformMSP/T1", "PlatformMSP/O-D-2", due, due.total()),
        "NOT_ASSESSED",
        "items[0].escrows[0].taxDue");
  }

  @Test
  void aTaxIsWithheldOnceUntilItWentBack() {
    accepted(withholdAll("PlatformMSP/T1"));
    refused(withholdAll("PlatformMSP/T2"), "TAX_WITHHELD", "items[0].escrows[0].taxDue");
    afterTheDeadline();
    accepted(refund("PlatformMSP/T1"));
    accepted(withholdAll("PlatformMSP/T2"));
    refused(
        clearing.releaseAgainst("PlatformMSP/D-1", "PlatformMSP/T1"),
        "TAX_NOT_WITHHELD",
        "items[0].withheldBy");
    accepted(clearing.releaseAgainst("PlatformMSP/D-1", "PlatformMSP/T2"));
    accepted(milestone("PlatformMSP/T2"));
  }

  @Test
  void noGoodsAreReleasedAgainstAnEscrowThatWithholdsNothing() {
    refused(
        clearing.releaseAgainst("PlatformMSP/D-1", "PlatformMSP/T1"),
        "TAX_NOT_WITHHELD",
        "items[0].withheldBy");
    assertThat(clearing.status("PlatformMSP/D-1")).isEqualTo("ASSESSED");
  }

  /** Held and assessed anew with more freight: what was withheld before is not this tax. */
  @Test
  void afterAnotherAssessmentTheOldTaxIsNotPaidAndGoesBack() {
    accepted(withholdAll("PlatformMSP/T1"));
    accepted(clearing.hold(AUTHORITY, "PlatformMSP/D-1", "weighed again"));
    Papers papers = new Papers("PlatformMSP/D-1");
    accepted(
        clearing.assess(
            AUTHORITY,
            assessment(papers, 2),
            with(dossier(papers), "salt", "\"" + Sha256.hex("another salt") + "\"")));
    refused(
        clearing.releaseAgainst("PlatformMSP/D-1", "PlatformMSP/T1"),
        "TAX_NOT_WITHHELD",
        "items[0].withheldBy");
    accepted(withholdAll("PlatformMSP/T2"));
    accepted(clearing.releaseAgainst("PlatformMSP/D-1", "PlatformMSP/T2"));
    refused(milestone("PlatformMSP/T1"), "NOT_RELEASED", "items[0].escrowId");
    accepted(milestone("PlatformMSP/T2"));
    afterTheDeadline();
    accepted(refund("PlatformMSP/T1"));
    assertThat(state("PlatformMSP/T1.REFUNDED.1")).isEqualTo("SPENDABLE");
  }

  @Test
  void whoReleasedAgainstATaxIsPaidThoughItAskedLate() {
    accepted(withholdAll("PlatformMSP/T1"));
    accepted(clearing.releaseAgainst("PlatformMSP/D-1", "PlatformMSP/T1"));
    afterTheDeadline();
    refused(refund("PlatformMSP/T1"), "MILESTONE_REACHED", "items[0].escrowId");
    accepted(milestone("PlatformMSP/T1"));
    refused(refund("PlatformMSP/T1"), "NOT_FUNDED", "items[0].escrowId");
  }

  @Test
  void goodsThatAreNotReleasedInTimeGiveTheTaxBack() {
    accepted(withholdAll("PlatformMSP/T1"));
    refused(refund("PlatformMSP/T1"), "NOT_YET_EXPIRED", "items[0].escrowId");
    afterTheDeadline();
    accepted(refund("PlatformMSP/T1"));
    assertThat(state("PlatformMSP/T1.DELIVERED.1")).isEqualTo("VOID");
  }
}
