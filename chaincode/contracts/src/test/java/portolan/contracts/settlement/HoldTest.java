package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.InspectedScene.BROKEN;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CUSTOMS;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.USD;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;
import static portolan.contracts.settlement.Scene.terms;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.MemberSignature;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.HoldDecision;
import portolan.domain.settlement.HoldDecision.Verdict;
import portolan.domain.settlement.HoldReason;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.AppointOfficer;
import portolan.domain.settlement.instruction.DecideHold;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.HoldPayment;
import portolan.domain.settlement.instruction.ReportIncident;
import portolan.domain.settlement.instruction.ScreenPayment;
import portolan.domain.settlement.instruction.SetLimit;
import portolan.twin.identity.Signatory;

class HoldTest {
  private final InspectedScene trade = new InspectedScene(UnaryOperator.identity());

  private static Signatory officer(InspectedScene at, String name) {
    return at.scene.channel.identity(BANK, name);
  }

  private static void appoint(InspectedScene at, String name) {
    accepted(at.bank("appointOfficer", new AppointOfficer(name, officer(at, name).pem()).toJson()));
  }

  private static List<ItemResult> hold(InspectedScene at, String member, HoldReason reason) {
    return at.call(member, "hold", new HoldPayment("PlatformMSP/E1", reason).toJson());
  }

  private static List<ItemResult> decide(InspectedScene at, String name, Verdict verdict) {
    return decide(at, BANK, name, officer(at, name), heldAt(at), verdict);
  }

  private static List<ItemResult> decide(
      InspectedScene at,
      String bank,
      String name,
      Signatory signer,
      Instant heldAt,
      Verdict verdict) {
    ByteString signature =
        signer.sign(
            ByteString.copyFrom(
                new HoldDecision("PlatformMSP/E1", heldAt, name, verdict).signedBytes()));
    return at.call(
        bank,
        "decideHold",
        new DecideHold(
                "PlatformMSP/E1",
                name,
                verdict,
                new MemberSignature(
                    Base64.getEncoder().encodeToString(signature.toByteArray()), signer.pem()))
            .toJson());
  }

  private static Instant heldAt(InspectedScene at) {
    return at.scene.gate("PlatformMSP/E1").timestamp("heldAt");
  }

  private void holdWithOfficers() {
    appoint(trade, "anna");
    appoint(trade, "ben");
    accepted(hold(trade, BANK, HoldReason.RECALL));
  }

  @Test
  void nothingPaysWhileAPaymentIsHeld() {
    holdWithOfficers();
    trade.deliver();
    assertThat(trade.state()).isEqualTo("HELD");
    assertRefused(trade.accept(), "HELD", "items[0].escrowId");
    trade.afterDays(365);
    assertRefused(trade.expire(), "HELD", "items[0].escrowId");
    assertRefused(trade.scene.refund("PlatformMSP/E1"), "HELD", "items[0].escrowId");
    assertThat(trade.scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("GATED");
    assertThat(trade.scene.state("PlatformMSP/E1.REFUNDED.1")).isEqualTo("GATED");
    assertThat(trade.balanced()).isTrue();
  }

  private static List<ItemResult> report(InspectedScene at, String member, HoldReason reason) {
    return at.call(
        member, "reportIncident", new ReportIncident("PlatformMSP/E1", reason, BROKEN).toJson());
  }

  /** A sensor's log, a broken seal, a recall: what the parties see, the bank need not hear of. */
  @Test
  void aPartyThatReportsWhatHappenedToTheGoodsStopsThePayment() {
    for (String party : List.of(LOGISTICS, SUPPLIER, PLATFORM)) {
      InspectedScene at = new InspectedScene(UnaryOperator.identity());
      accepted(report(at, party, HoldReason.EXCURSION));
      at.deliver();
      assertThat(at.state()).isEqualTo("HELD");
      assertThat(at.scene.gate("PlatformMSP/E1").text("heldBy", 64)).isEqualTo(party);
      assertThat(at.scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("GATED");
      assertThat(accepted(report(at, party, HoldReason.EXCURSION)).existing()).isTrue();
    }
  }

  @Test
  void nobodyElseReportsAndNothingElseIsReported() {
    assertRefused(
        report(trade, CUSTOMS, HoldReason.SEAL), "PERMISSION_DENIED", "items[0].escrowId");
    assertRefused(
        trade.call(
            LOGISTICS,
            "reportIncident",
            Json.object()
                .put("escrowId", "PlatformMSP/E1")
                .put("reason", "LIMIT")
                .put("evidence", BROKEN.hex())
                .build()),
        "INVALID_ARGUMENT",
        "items[0].reason");
  }

  /** Or a party could hold for ever what officers have released. */
  @Test
  void anIncidentIsReportedOnce() {
    appoint(trade, "anna");
    appoint(trade, "ben");
    accepted(report(trade, LOGISTICS, HoldReason.SEAL));
    accepted(decide(trade, "anna", Verdict.RELEASE));
    accepted(decide(trade, "ben", Verdict.RELEASE));
    assertThat(accepted(report(trade, LOGISTICS, HoldReason.SEAL)).existing()).isTrue();
    assertRefused(
        trade.call(
            SUPPLIER,
            "reportIncident",
            new ReportIncident(
                    "PlatformMSP/E1", HoldReason.SEAL, new Commitment(Sha256.hex("it was whole")))
                .toJson()),
        "ALREADY_EXISTS",
        "items[0].evidence");
    assertThat(trade.state()).isEqualTo("FUNDED");
    accepted(report(trade, PLATFORM, HoldReason.RECALL));
    assertThat(trade.state()).isEqualTo("HELD");
  }

  @Test
  void whatIsPaidIsNotHeldAnyMore() {
    trade.deliver();
    accepted(trade.accept());
    assertRefused(report(trade, PLATFORM, HoldReason.RECALL), "WRONG_STATE", "items[0].escrowId");
  }

  @Test
  void twoOfficersReleaseItAndItGoesOnWhereItWas() {
    holdWithOfficers();
    trade.deliver();
    accepted(decide(trade, "anna", Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("HELD");
    assertThat(accepted(decide(trade, "anna", Verdict.RELEASE)).existing()).isTrue();
    accepted(decide(trade, "ben", Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("INSPECTION");
    accepted(trade.accept());
    assertThat(trade.scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("SPENDABLE");
  }

  @Test
  void twoOfficersRejectItAndTheFunderHasItsMoneyBack() {
    holdWithOfficers();
    accepted(decide(trade, "anna", Verdict.REJECT));
    accepted(decide(trade, "ben", Verdict.REJECT));
    assertThat(trade.state()).isEqualTo("REFUNDED");
    assertThat(trade.scene.state("PlatformMSP/E1.REFUNDED.1")).isEqualTo("SPENDABLE");
    assertThat(trade.balanced()).isTrue();
  }

  @Test
  void whatTwoOfficersSeizeNobodyCanSpendAndTheBooksStillCountIt() {
    holdWithOfficers();
    accepted(decide(trade, "anna", Verdict.SEIZE));
    accepted(decide(trade, "ben", Verdict.SEIZE));
    assertThat(trade.state()).isEqualTo("SEIZED");
    for (String note :
        List.of(
            "PlatformMSP/E1.DELIVERED.1", "PlatformMSP/E1.REFUNDED.1", "PlatformMSP/E1.LOST.1")) {
      assertThat(trade.scene.state(note)).isEqualTo("GATED");
    }
    assertThat(trade.balanced()).isTrue();
    assertRefused(
        decide(trade, BANK, "anna", officer(trade, "anna"), Instant.EPOCH, Verdict.RELEASE),
        "WRONG_STATE",
        "items[0].escrowId");
  }

  @Test
  void officersWhoDisagreeDecideNothing() {
    holdWithOfficers();
    accepted(decide(trade, "anna", Verdict.RELEASE));
    accepted(decide(trade, "ben", Verdict.REJECT));
    assertThat(trade.state()).isEqualTo("HELD");
    accepted(decide(trade, "ben", Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("FUNDED");
  }

  /** Four eyes: another name with the same key are the same two. */
  @Test
  void oneOfficerUnderTwoNamesIsOneOfficer() {
    holdWithOfficers();
    accepted(
        trade.bank(
            "appointOfficer", new AppointOfficer("otto", officer(trade, "anna").pem()).toJson()));
    accepted(decide(trade, "anna", Verdict.RELEASE));
    accepted(decide(trade, BANK, "otto", officer(trade, "anna"), heldAt(trade), Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("HELD");
  }

  @Test
  void aDecisionIsSignedByItsOfficerForThisHold() {
    holdWithOfficers();
    Instant now = heldAt(trade);
    assertRefused(
        decide(trade, BANK, "anna", officer(trade, "ben"), now, Verdict.RELEASE),
        "FOREIGN_CERTIFICATE",
        "items[0].certificate");
    assertRefused(
        decide(trade, BANK, "anna", officer(trade, "anna"), now.minusSeconds(1), Verdict.RELEASE),
        "WRONG_SIGNATURE",
        "items[0].signature");
    assertRefused(
        decide(trade, BANK, "carl", officer(trade, "carl"), now, Verdict.RELEASE),
        "NOT_FOUND",
        "items[0].officer");
  }

  @Test
  void onlyTheBankOfTheEscrowHoldsAndDecides() {
    assertRefused(
        hold(trade, OTHER_BANK, HoldReason.REVIEW), "PERMISSION_DENIED", "items[0].escrowId");
    holdWithOfficers();
    assertRefused(
        decide(trade, OTHER_BANK, "anna", officer(trade, "anna"), heldAt(trade), Verdict.RELEASE),
        "PERMISSION_DENIED",
        "items[0].escrowId");
  }

  @Test
  void whatIsPaidCannotBeHeld() {
    trade.deliver();
    accepted(trade.accept());
    assertRefused(hold(trade, BANK, HoldReason.REVIEW), "WRONG_STATE", "items[0].escrowId");
  }

  /** The buyer's time to claim does not stand still. */
  @Test
  void aClaimIsHeardWhileAPaymentIsHeld() {
    trade.deliver();
    holdWithOfficers();
    accepted(trade.claim());
    accepted(decide(trade, "anna", Verdict.RELEASE));
    accepted(decide(trade, "ben", Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("NEGOTIATION");
  }

  private static EscrowTerms screenedBy(EscrowTerms t, String screener) {
    return new EscrowTerms(
        t.escrowId(),
        t.orderId(),
        t.declarationId(),
        t.authority(),
        t.bank(),
        t.currency(),
        t.trigger(),
        t.expiresAfterSeconds(),
        t.rulebook(),
        t.carrier(),
        Optional.of(screener));
  }

  private static List<ItemResult> screen(InspectedScene at, String member, boolean clear) {
    return at.call(member, "screen", new ScreenPayment("PlatformMSP/E1", clear, BROKEN).toJson());
  }

  @Test
  void withoutAVerdictOfTheScreenerNothingPays() {
    InspectedScene screened = new InspectedScene(t -> screenedBy(t, CUSTOMS));
    assertThat(screened.state()).isEqualTo("HELD");
    screened.deliver();
    screened.afterDays(365);
    assertRefused(screened.expire(), "HELD", "items[0].escrowId");
    assertRefused(screen(screened, SUPPLIER, true), "PERMISSION_DENIED", "items[0].escrowId");
    accepted(screen(screened, CUSTOMS, true));
    assertThat(screened.state()).isEqualTo("INSPECTION");
    assertRefused(screen(screened, CUSTOMS, true), "WRONG_STATE", "items[0].escrowId");
  }

  @Test
  void aHitIsForOfficersAndTheScreenerCannotTakeItBack() {
    InspectedScene screened = new InspectedScene(t -> screenedBy(t, CUSTOMS));
    accepted(screen(screened, CUSTOMS, false));
    assertThat(screened.scene.gate("PlatformMSP/E1").text("holdReason", 32))
        .isEqualTo("SCREENING_HIT");
    assertRefused(screen(screened, CUSTOMS, true), "WRONG_STATE", "items[0].escrowId");
    appoint(screened, "anna");
    appoint(screened, "ben");
    accepted(decide(screened, "anna", Verdict.REJECT));
    accepted(decide(screened, "ben", Verdict.REJECT));
    assertThat(screened.state()).isEqualTo("REFUNDED");
  }

  @Test
  void theFunderDoesNotScreenItself() {
    Scene scene = new Scene();
    List<NoteOpening> inputs = scene.endow(10);
    SettlementPlan plan =
        scene.plan(
            inputs,
            List.of(scene.note(SUPPLIER, 10)),
            List.of(scene.note(PLATFORM, 10)),
            List.of());
    assertRefused(
        scene.fund(
            FundEscrow.of(
                screenedBy(terms("PlatformMSP/E1"), PLATFORM), List.of("BankMSP/M1.1"), plan),
            plan),
        "INVALID_ARGUMENT",
        "items[0].escrows[0].screener");
  }

  @Test
  void whatIsAboveTheLimitOfTheBankIsHeldFromTheStart() {
    for (long units : new long[] {1000, 1001}) {
      Scene scene = new Scene();
      accepted(
          scene
              .as(BANK)
              .group(Scene.CHAINCODE, "setLimit", new SetLimit(new Money(USD, 1000)).toJson()));
      List<NoteOpening> inputs = scene.endow(units);
      SettlementPlan plan =
          scene.plan(
              inputs,
              List.of(scene.note(SUPPLIER, units)),
              List.of(scene.note(PLATFORM, units)),
              List.of());
      accepted(
          scene.fund(FundEscrow.of(terms("PlatformMSP/E1"), List.of("BankMSP/M1.1"), plan), plan));
      assertThat(scene.gate("PlatformMSP/E1").text("state", 16))
          .isEqualTo(units > 1000 ? "HELD" : "FUNDED");
    }
  }
}
