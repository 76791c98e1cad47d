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
    Papers papers = clearing.documented(new Papers("D-1"));
    accepted(clearing.assess(papers, 1));
  }

  private NoteOpening note(String owner, Money amount) {
    return new NoteOpening(amount, owner, Sha256.hex("salt " + salts++));
  }

  private Call as(String member) {
    return clearing.channel.as(member).endorsedBy(BANK, PLATFORM);
  }

  /** An escrow that pays this to the authority and says that it is this tax. */
  private List<ItemResult> withhold(String escrowId, String orderId, TaxDue due, Money amount) {
    String mint = "M-" + ++funded;
    NoteOpening input = note(PLATFORM, amount);
    accepted(
        as(BANK).group("settlement", "attestReserves", new AttestReserves(mint, amount).toJson()));
    accepted(
        as(BANK)
            .sealed(MintNotes.sealed(List.of(input)))
            .group(
                "settlement",
                "mint",
                new MintNotes(
                        mint, mint, PLATFORM, amount.minorUnits(), List.of(input.commitment()))
                    .toJson()));
    SettlementPlan plan =
        new SettlementPlan(
            List.of(input),
            List.of(PayoutPlan.withholding(due, note(AUTHORITY, amount), note(PLATFORM, amount))),
            List.of(),
            Sha256.hex("salt " + salts++));
    EscrowTerms terms =
        new EscrowTerms(
            escrowId,
            orderId,
            due.declarationId(),
            BANK,
            GBP,
            new Trigger.Tax(due.commitment()),
            HOUR,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return as(PLATFORM)
        .sealed(plan.toJson())
        .group("settlement", "fund", FundEscrow.of(terms, List.of(mint + ".1"), plan).toJson());
  }

  private List<ItemResult> withholdAll(String escrowId) {
    TaxDue due = clearing.due("D-1");
    return withhold(escrowId, "O-D-1", due, due.total());
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
    assertThat(clearing.due("D-1").total()).isEqualTo(new Money(GBP, 3_904));
    accepted(withholdAll("T1"));
    refused(milestone("T1"), "NOT_RELEASED", "items[0].escrowId");
    accepted(clearing.releaseAgainst("D-1", "T1"));
    assertThat(clearing.declaration("D-1").text("withheldBy", 64)).isEqualTo("T1");
    accepted(milestone("T1"));
    assertThat(state("T1.DELIVERED.1")).isEqualTo("SPENDABLE");
    assertThat(state("T1.REFUNDED.1")).isEqualTo("VOID");
  }

  @Test
  void neitherMoreNorLessIsWithheldThanWasAssessed() {
    TaxDue due = clearing.due("D-1");
    for (long wrong : new long[] {3_903, 3_905}) {
      refused(
          withhold("T1", "O-D-1", due, new Money(GBP, wrong)),
          "WRONG_TAX",
          "items[0].escrows[0].taxDue");
    }
    TaxDue invented =
        new TaxDue("D-1", AUTHORITY, new Money(GBP, 1), Sha256.hex("salt of the invention"));
    refused(
        withhold("T1", "O-D-1", invented, invented.total()),
        "NOT_ASSESSED",
        "items[0].escrows[0].taxDue");
  }

  @Test
  void theTaxIsThatOfThisOrder() {
    TaxDue due = clearing.due("D-1");
    refused(
        withhold("T1", "O-D-2", due, due.total()), "NOT_ASSESSED", "items[0].escrows[0].taxDue");
  }

  @Test
  void aTaxIsWithheldOnceUntilItWentBack() {
    accepted(withholdAll("T1"));
    refused(withholdAll("T2"), "TAX_WITHHELD", "items[0].escrows[0].taxDue");
    afterTheDeadline();
    accepted(refund("T1"));
    accepted(withholdAll("T2"));
    refused(clearing.releaseAgainst("D-1", "T1"), "TAX_NOT_WITHHELD", "items[0].withheldBy");
    accepted(clearing.releaseAgainst("D-1", "T2"));
    accepted(milestone("T2"));
  }

  @Test
  void noGoodsAreReleasedAgainstAnEscrowThatWithholdsNothing() {
    refused(clearing.releaseAgainst("D-1", "T1"), "TAX_NOT_WITHHELD", "items[0].withheldBy");
    assertThat(clearing.status("D-1")).isEqualTo("ASSESSED");
  }

  /** Held and assessed anew with more freight: what was withheld before is not this tax. */
  @Test
  void afterAnotherAssessmentTheOldTaxIsNotPaidAndGoesBack() {
    accepted(withholdAll("T1"));
    accepted(clearing.hold(AUTHORITY, "D-1", "weighed again"));
    Papers papers = new Papers("D-1");
    accepted(
        clearing.assess(
            AUTHORITY,
            assessment(papers, 2),
            with(dossier(papers), "salt", "\"" + Sha256.hex("another salt") + "\"")));
    refused(clearing.releaseAgainst("D-1", "T1"), "TAX_NOT_WITHHELD", "items[0].withheldBy");
    accepted(withholdAll("T2"));
    accepted(clearing.releaseAgainst("D-1", "T2"));
    refused(milestone("T1"), "NOT_RELEASED", "items[0].escrowId");
    accepted(milestone("T2"));
    afterTheDeadline();
    accepted(refund("T1"));
    assertThat(state("T1.REFUNDED.1")).isEqualTo("SPENDABLE");
  }

  @Test
  void whoReleasedAgainstATaxIsPaidThoughItAskedLate() {
    accepted(withholdAll("T1"));
    accepted(clearing.releaseAgainst("D-1", "T1"));
    afterTheDeadline();
    refused(refund("T1"), "MILESTONE_REACHED", "items[0].escrowId");
    accepted(milestone("T1"));
    refused(refund("T1"), "NOT_FUNDED", "items[0].escrowId");
  }

  @Test
  void goodsThatAreNotReleasedInTimeGiveTheTaxBack() {
    accepted(withholdAll("T1"));
    refused(refund("T1"), "NOT_YET_EXPIRED", "items[0].escrowId");
    afterTheDeadline();
    accepted(refund("T1"));
    assertThat(state("T1.DELIVERED.1")).isEqualTo("VOID");
  }
}
