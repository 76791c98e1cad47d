// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
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
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Held;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.HoldDecision.Verdict;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.escrow.Holds;
import portolan.domain.settlement.escrow.OpenReason;
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

  static void appoint(InspectedScene at, String name) {
    accepted(at.bank("appointOfficer", new AppointOfficer(name, officer(at, name).pem()).toJson()));
  }

  private static List<ItemResult> hold(InspectedScene at, String member, HoldReason reason) {
    return at.call(member, "hold", new HoldPayment("PlatformMSP/E1", reason).toJson());
  }

  private static List<ItemResult> decide(InspectedScene at, String name, Verdict verdict) {
    return decide(at, BANK, name, officer(at, name), holds(at), verdict);
  }

  private static List<ItemResult> decide(
      InspectedScene at, String bank, String name, Signatory signer, Holds about, Verdict verdict) {
    return at.call(bank, "decideHold", decision(name, signer, about, verdict).toJson());
  }

  private static DecideHold decision(String name, Signatory signer, Holds about, Verdict verdict) {
    ByteString signature =
        signer.sign(
            ByteString.copyFrom(
                new HoldDecision("PlatformMSP/E1", about.open(), about.number(), name, verdict)
                    .signedBytes()));
    return new DecideHold(
        "PlatformMSP/E1",
        about.number(),
        name,
        verdict,
        new MemberSignature(
            Base64.getEncoder().encodeToString(signature.toByteArray()), signer.pem()));
  }

  static void both(InspectedScene at, Verdict verdict) {
    accepted(decide(at, "anna", verdict));
    accepted(decide(at, "ben", verdict));
  }

  private static Holds holds(InspectedScene at) {
    return EscrowState.fromJson(at.scene.gate("PlatformMSP/E1")) instanceof Held held
        ? held.holds()
        : Holds.NONE;
  }

  private static List<HoldReason> reasons(InspectedScene at) {
    return holds(at).open().stream().map(OpenReason::reason).toList();
  }

  private static InspectedScene screened() {
    InspectedScene screened = new InspectedScene(t -> screenedBy(t, CUSTOMS));
    appoint(screened, "anna");
    appoint(screened, "ben");
    return screened;
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
      assertThat(holds(at).open())
          .extracting(OpenReason::by, OpenReason::evidence)
          .containsExactly(tuple(party, Optional.of(BROKEN)));
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

  private static List<ItemResult> reportOther(InspectedScene at, String member) {
    return at.call(
        member,
        "reportIncident",
        new ReportIncident(
                "PlatformMSP/E1", HoldReason.SEAL, new Commitment(Sha256.hex("it was whole")))
            .toJson());
  }

  /** Or a party could hold for ever what officers have released. */
  @Test
  void anIncidentIsReportedOnceByEachParty() {
    appoint(trade, "anna");
    appoint(trade, "ben");
    accepted(report(trade, LOGISTICS, HoldReason.SEAL));
    both(trade, Verdict.RELEASE);
    assertThat(accepted(report(trade, LOGISTICS, HoldReason.SEAL)).existing()).isTrue();
    assertRefused(reportOther(trade, LOGISTICS), "ALREADY_EXISTS", "items[0].evidence");
    assertThat(trade.state()).isEqualTo("FUNDED");
    // Nobody's report keeps another from its own.
    accepted(reportOther(trade, SUPPLIER));
    assertThat(trade.state()).isEqualTo("HELD");
    accepted(report(trade, PLATFORM, HoldReason.RECALL));
    assertThat(reasons(trade)).containsExactly(HoldReason.SEAL, HoldReason.RECALL);
  }

  /** It used to be lost for ever. */
  @Test
  void anIncidentUnderAnotherHoldIsOpenUntilOfficersHaveDecidedAboutIt() {
    appoint(trade, "anna");
    appoint(trade, "ben");
    accepted(hold(trade, BANK, HoldReason.REVIEW));
    accepted(decide(trade, "anna", Verdict.RELEASE));
    Holds reviewed = holds(trade);
    accepted(report(trade, LOGISTICS, HoldReason.RECALL));
    assertThat(reasons(trade)).containsExactly(HoldReason.RECALL, HoldReason.REVIEW);
    assertRefused(
        decide(trade, BANK, "ben", officer(trade, "ben"), reviewed, Verdict.RELEASE),
        "OUTDATED_DECISION",
        "items[0].number");
    accepted(decide(trade, "ben", Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("HELD");
    accepted(decide(trade, "anna", Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("FUNDED");
  }

  @Test
  void theBankHoldsWhatIsScreenedAndTheScreenersWordPaysNothing() {
    InspectedScene at = screened();
    at.deliver();
    accepted(hold(at, BANK, HoldReason.REVIEW));
    accepted(hold(at, BANK, HoldReason.RECALL));
    assertThat(accepted(hold(at, BANK, HoldReason.RECALL)).existing()).isTrue();
    accepted(screen(at, CUSTOMS, true));
    assertThat(reasons(at)).containsExactly(HoldReason.RECALL, HoldReason.REVIEW);
    both(at, Verdict.RELEASE);
    assertThat(at.state()).isEqualTo("INSPECTION");
  }

  /** The seller reports a broken seal of its own goods; it is screened all the same. */
  @Test
  void anIncidentDoesNotReplaceAScreening() {
    InspectedScene at = screened();
    accepted(report(at, SUPPLIER, HoldReason.SEAL));
    both(at, Verdict.RELEASE);
    assertThat(reasons(at)).containsExactly(HoldReason.SCREENING);
    assertRefused(decide(at, "anna", Verdict.RELEASE), "WRONG_STATE", "items[0].verdict");
    accepted(screen(at, CUSTOMS, false));
    assertThat(reasons(at)).containsExactly(HoldReason.SCREENING_HIT);
  }

  @Test
  void aClearedScreeningIsHeldAgainUntilTheMoneyIsPaid() {
    InspectedScene at = screened();
    accepted(screen(at, CUSTOMS, true));
    at.deliver();
    assertThat(at.state()).isEqualTo("INSPECTION");
    accepted(hold(at, BANK, HoldReason.REVIEW));
    accepted(screen(at, CUSTOMS, false));
    assertThat(accepted(screen(at, CUSTOMS, false)).existing()).isTrue();
    assertThat(reasons(at)).containsExactly(HoldReason.SCREENING_HIT, HoldReason.REVIEW);
    both(at, Verdict.RELEASE);
    assertThat(at.state()).isEqualTo("INSPECTION");
    assertRefused(screen(at, CUSTOMS, false), "WRONG_STATE", "items[0].escrowId");
    // The bank can ask the screener again.
    accepted(hold(at, BANK, HoldReason.SCREENING));
    accepted(screen(at, CUSTOMS, true));
    accepted(at.accept());
    assertRefused(screen(at, CUSTOMS, false), "WRONG_STATE", "items[0].escrowId");
  }

  @Test
  void aScreeningThatNobodyCouldLiftIsNotOpened() {
    assertRefused(hold(trade, BANK, HoldReason.SCREENING), "WRONG_STATE", "items[0].reason");
  }

  @Test
  void aVoteBeforeTheHitDoesNotCountForTheHit() {
    InspectedScene at = screened();
    accepted(hold(at, BANK, HoldReason.REVIEW));
    accepted(decide(at, "anna", Verdict.RELEASE));
    accepted(screen(at, CUSTOMS, false));
    accepted(decide(at, "ben", Verdict.RELEASE));
    assertThat(reasons(at)).containsExactly(HoldReason.SCREENING_HIT, HoldReason.REVIEW);
    assertThat(holds(at).votes()).hasSize(1);
  }

  @Test
  void aDecisionThatWasTakenBackIsNotGoodAgain() {
    holdWithOfficers();
    DecideHold first = decision("anna", officer(trade, "anna"), holds(trade), Verdict.RELEASE);
    accepted(trade.bank("decideHold", first.toJson()));
    assertThat(accepted(trade.bank("decideHold", first.toJson())).existing()).isTrue();
    accepted(decide(trade, "anna", Verdict.REJECT));
    assertRefused(trade.bank("decideHold", first.toJson()), "OUTDATED_DECISION", "items[0].number");
    // Nor under the number that is right now.
    DecideHold renumbered =
        new DecideHold(
            "PlatformMSP/E1", holds(trade).number(), "anna", Verdict.RELEASE, first.signature());
    assertRefused(
        trade.bank("decideHold", renumbered.toJson()), "WRONG_SIGNATURE", "items[0].signature");
    accepted(decide(trade, "ben", Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("HELD");
  }

  /** The number outlives the hold. */
  @Test
  void aDecisionAboutOneHoldIsNoneAboutTheNext() {
    holdWithOfficers();
    DecideHold anna = decision("anna", officer(trade, "anna"), holds(trade), Verdict.RELEASE);
    accepted(trade.bank("decideHold", anna.toJson()));
    DecideHold ben = decision("ben", officer(trade, "ben"), holds(trade), Verdict.RELEASE);
    accepted(trade.bank("decideHold", ben.toJson()));
    accepted(hold(trade, BANK, HoldReason.RECALL));
    for (DecideHold old : List.of(anna, ben)) {
      assertRefused(trade.bank("decideHold", old.toJson()), "OUTDATED_DECISION", "items[0].number");
    }
    assertThat(holds(trade).votes()).isEmpty();
  }

  @Test
  void aDecisionSignsEveryReasonThatIsOpen() {
    holdWithOfficers();
    Holds shown = holds(trade);
    accepted(report(trade, SUPPLIER, HoldReason.SEAL));
    Holds open = holds(trade);
    Holds hidden = new Holds(shown.open(), open.number(), List.of(), false);
    assertRefused(
        decide(trade, BANK, "anna", officer(trade, "anna"), hidden, Verdict.RELEASE),
        "WRONG_SIGNATURE",
        "items[0].signature");
  }

  /** A person with the name of another, or one who left. */
  @Test
  void theVoteOfWhoIsNoOfficerAnyMoreDoesNotCount() {
    holdWithOfficers();
    accepted(decide(trade, "anna", Verdict.RELEASE));
    accepted(
        trade.bank(
            "appointOfficer", new AppointOfficer("anna", officer(trade, "cora").pem()).toJson()));
    accepted(decide(trade, "ben", Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("HELD");
    accepted(decide(trade, BANK, "anna", officer(trade, "cora"), holds(trade), Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("FUNDED");
  }

  /** Both officers in one group: the second signs the number that the first leaves. */
  @Test
  void twoDecisionsInOneTransactionAreTwo() {
    holdWithOfficers();
    Holds now = holds(trade);
    Holds next = new Holds(now.open(), now.number() + 1, List.of(), false);
    List<ItemResult> results =
        trade
            .scene
            .as(BANK)
            .group(
                Scene.CHAINCODE,
                "decideHold",
                decision("anna", officer(trade, "anna"), now, Verdict.RELEASE).toJson(),
                decision("ben", officer(trade, "ben"), now, Verdict.RELEASE).toJson(),
                decision("ben", officer(trade, "ben"), next, Verdict.RELEASE).toJson());
    assertThat(results).map(HoldTest::refusal).containsExactly("", "OUTDATED_DECISION", "");
    assertThat(trade.state()).isEqualTo("FUNDED");
  }

  private static String refusal(ItemResult result) {
    return result instanceof ItemResult.Refused refused ? refused.refusal().code() : "";
  }

  /** The inspection is over while the payment is held, and what was to be paid is. */
  @Test
  void whatPassesItsTimeUnderAHoldEndsRightAfterTheRelease() {
    trade.deliver();
    holdWithOfficers();
    accepted(report(trade, LOGISTICS, HoldReason.SEAL));
    trade.afterDays(31);
    assertRefused(trade.claim(), "TOO_LATE", "items[0].escrowId");
    assertRefused(trade.expire(), "HELD", "items[0].escrowId");
    both(trade, Verdict.RELEASE);
    assertThat(trade.state()).isEqualTo("INSPECTION");
    accepted(trade.expire());
    assertThat(trade.scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("SPENDABLE");
    assertThat(trade.balanced()).isTrue();
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
        decide(trade, BANK, "anna", officer(trade, "anna"), Holds.NONE, Verdict.RELEASE),
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
    accepted(decide(trade, BANK, "otto", officer(trade, "anna"), holds(trade), Verdict.RELEASE));
    assertThat(trade.state()).isEqualTo("HELD");
  }

  @Test
  void aDecisionIsSignedByItsOfficerForThisHold() {
    holdWithOfficers();
    Holds now = holds(trade);
    Holds before = new Holds(now.open(), now.number() - 1, List.of(), false);
    assertRefused(
        decide(trade, BANK, "anna", officer(trade, "ben"), now, Verdict.RELEASE),
        "FOREIGN_CERTIFICATE",
        "items[0].certificate");
    assertRefused(
        decide(trade, BANK, "anna", officer(trade, "anna"), before, Verdict.RELEASE),
        "OUTDATED_DECISION",
        "items[0].number");
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
        decide(trade, OTHER_BANK, "anna", officer(trade, "anna"), holds(trade), Verdict.RELEASE),
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
    assertThat(reasons(screened)).containsExactly(HoldReason.SCREENING_HIT);
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

  /** What is large is screened too. */
  @Test
  void aLargePaymentIsScreenedToo() {
    for (boolean officersFirst : List.of(true, false)) {
      Scene scene = new Scene();
      accepted(
          scene
              .as(BANK)
              .group(Scene.CHAINCODE, "setLimit", new SetLimit(new Money(USD, 999)).toJson()));
      InspectedScene at = new InspectedScene(scene, t -> screenedBy(t, CUSTOMS));
      appoint(at, "anna");
      appoint(at, "ben");
      assertThat(reasons(at)).containsExactly(HoldReason.SCREENING, HoldReason.LIMIT);
      if (officersFirst) {
        both(at, Verdict.RELEASE);
        assertThat(reasons(at)).containsExactly(HoldReason.SCREENING);
        accepted(screen(at, CUSTOMS, true));
      } else {
        accepted(screen(at, CUSTOMS, true));
        assertThat(reasons(at)).containsExactly(HoldReason.LIMIT);
        both(at, Verdict.RELEASE);
      }
      assertThat(at.state()).isEqualTo("FUNDED");
    }
  }
}
