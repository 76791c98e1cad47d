// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.escrow.HoldDecision.Verdict;
import portolan.domain.settlement.escrow.Holds.Vote;

final class PaymentHoldTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final String BANK = "BankMSP";
  private static final String SCREENER = "ScreenerMSP";
  private static final Commitment LIST = new Commitment(Sha256.hex("list of today, salted"));
  private static final String SECRET = "sixteen letters!";
  private static final Funded FUNDED =
      new Funded(
          "PlatformMSP/O1",
          "PlatformMSP/D1",
          "CustomsMSP",
          new Trigger.Secret(Sha256.hex(SECRET)),
          NOW.plusSeconds(600),
          0,
          false);
  private static final Hold FREE = new Hold(FUNDED, Holds.NONE);

  private static OpenReason open(HoldReason reason, String by) {
    return new OpenReason(reason, by, NOW, Optional.empty());
  }

  private static Hold heldFor(HoldReason... reasons) {
    Hold payment = FREE;
    for (HoldReason reason : reasons) {
      payment = payment.hold(open(reason, reason == HoldReason.SCREENING ? SCREENER : BANK));
    }
    return payment;
  }

  private static Vote vote(Hold at, String officer, Verdict verdict) {
    return new Vote(officer, Sha256.hex(officer), verdict, at.holds().number());
  }

  private static Hold decide(Hold at, String officer, Verdict verdict) {
    return at.decide(vote(at, officer, verdict), BANK, NOW);
  }

  private static Hold both(Hold at, Verdict verdict) {
    return decide(decide(at, "anna", verdict), "ben", verdict);
  }

  private static Hold clear(Hold at) {
    return at.screened(true, SCREENER, NOW, LIST);
  }

  private static Hold hit(Hold at) {
    return at.screened(false, SCREENER, NOW, LIST);
  }

  private static List<HoldReason> reasons(Hold at) {
    return at.holds().open().stream().map(OpenReason::reason).toList();
  }

  private static Hold delivered(Hold at) {
    EscrowState gate =
        at.gate()
            .confirm(
                new Delivered(new Evidence.Secret(SECRET), "CarrierMSP", NOW),
                Optional.of(
                    new DeclaredGoods("PlatformMSP/O1", "PlatformMSP", "CustomsMSP", LIST)));
    return Hold.of(gate, at.holds());
  }

  private static void assertRefused(Runnable act, String start) {
    assertThatThrownBy(act::run).hasMessageStartingWith(start);
  }

  @Test
  void aReasonIsAddedToThoseThatAreOpenInOneOrderAndOnce() {
    Hold held = heldFor(HoldReason.RECALL, HoldReason.SCREENING, HoldReason.REVIEW);
    assertThat(reasons(held))
        .containsExactly(HoldReason.SCREENING, HoldReason.RECALL, HoldReason.REVIEW);
    assertThat(held.holds().number()).isEqualTo(3);
    OpenReason later =
        new OpenReason(HoldReason.RECALL, BANK, NOW.plusSeconds(9), Optional.empty());
    assertThat(held.hold(later)).isEqualTo(held);
    // Another party's recall is another reason.
    assertThat(reasons(held.hold(open(HoldReason.RECALL, "MakerMSP"))))
        .containsExactly(
            HoldReason.SCREENING, HoldReason.RECALL, HoldReason.RECALL, HoldReason.REVIEW);
  }

  @Test
  void whatHasEndedIsNotHeldAndWhatIsDeliveredUnderAHoldIs() {
    Hold paid = delivered(FREE);
    assertRefused(() -> paid.hold(open(HoldReason.RECALL, BANK)), "WRONG_STATE|escrowId|");
    assertRefused(() -> hit(paid), "WRONG_STATE|escrowId|");
    Hold held = delivered(heldFor(HoldReason.SCREENING));
    assertThat(held.gate().name()).isEqualTo(EscrowState.Name.HELD);
    Hold recalled = held.hold(open(HoldReason.RECALL, "MakerMSP"));
    assertThat(clear(recalled).gate().open()).isEmpty();
    assertThat(both(clear(recalled), Verdict.RELEASE).gate().name())
        .isEqualTo(EscrowState.Name.DELIVERED);
  }

  /** Or a carrier's delivery would pay for goods that nobody may have. */
  @Test
  void recalledGoodsAreNotDeliveredUnlessThePaymentWasHeldForIt() {
    String unheard = "MakerMSP/R1";
    Hold held = FREE.hold(open(HoldReason.RECALL, "CustomsMSP"));
    for (EscrowState waiting :
        List.of(
            FREE.gate(),
            heldFor(HoldReason.SCREENING, HoldReason.REVIEW).gate(),
            held.gate(),
            both(heldFor(HoldReason.RECALL), Verdict.RELEASE).gate())) {
      assertRefused(
          () -> waiting.requireNotRecalled(unheard), "RECALLED|escrowId|expected goods that are");
    }
    Hold arrived = delivered(held);
    assertThat(arrived.gate().open()).isEmpty();
    assertThat(both(arrived, Verdict.RELEASE).gate().name()).isEqualTo(EscrowState.Name.DELIVERED);
    assertThat(both(arrived, Verdict.REJECT).gate().name()).isEqualTo(EscrowState.Name.REFUNDED);
    // What was delivered before is not delivered again.
    delivered(FREE).gate().requireNotRecalled(unheard);
  }

  @Test
  void theScreenerLiftsItsScreeningAndNothingElse() {
    assertThat(clear(heldFor(HoldReason.SCREENING)).gate()).isEqualTo(FUNDED);
    assertThat(
            reasons(
                clear(heldFor(HoldReason.SCREENING, HoldReason.LIMIT, HoldReason.SCREENING_HIT))))
        .containsExactly(HoldReason.SCREENING_HIT, HoldReason.LIMIT);
    assertRefused(() -> clear(heldFor(HoldReason.LIMIT)), "WRONG_STATE|escrowId|");
    assertRefused(() -> clear(hit(heldFor(HoldReason.SCREENING))), "WRONG_STATE|escrowId|");
    assertRefused(() -> clear(FREE), "WRONG_STATE|escrowId|");
  }

  @Test
  void aClearanceIsTakenBackUntilTheMoneyIsPaidAlsoWhileOfficersLookAtSomethingElse() {
    Hold cleared = clear(heldFor(HoldReason.SCREENING));
    assertThat(reasons(hit(cleared))).containsExactly(HoldReason.SCREENING_HIT);
    Hold reviewed = cleared.hold(open(HoldReason.REVIEW, BANK));
    Hold hit = hit(decide(reviewed, "anna", Verdict.RELEASE));
    assertThat(reasons(hit)).containsExactly(HoldReason.SCREENING_HIT, HoldReason.REVIEW);
    assertThat(hit.holds().votes()).isEmpty();
    assertThat(hit.holds().open().getFirst().evidence()).contains(LIST);
    assertThat(hit(hit)).isEqualTo(hit);
  }

  /** Or a screener could hold for ever what officers have released. */
  @Test
  void afterOfficersHaveReleasedAHitTheScreenerSpeaksWhenTheBankAsks() {
    Hold overruled = both(hit(heldFor(HoldReason.SCREENING)), Verdict.RELEASE);
    assertThat(overruled.gate()).isEqualTo(FUNDED);
    assertRefused(() -> hit(overruled), "WRONG_STATE|escrowId|");
    Hold remembered =
        new Hold(
            FUNDED, Holds.fromJson(Fields.of("", overruled.remembered().orElseThrow().toJson())));
    assertRefused(() -> hit(remembered), "WRONG_STATE|escrowId|");
    Hold recalled = remembered.hold(open(HoldReason.RECALL, "MakerMSP"));
    assertRefused(() -> hit(recalled), "WRONG_STATE|escrowId|");
    Hold asked = recalled.hold(open(HoldReason.SCREENING, BANK));
    assertThat(reasons(hit(asked))).containsExactly(HoldReason.SCREENING_HIT, HoldReason.RECALL);
    // A clearance that it gives then can be taken back as the first.
    assertThat(reasons(hit(clear(asked))))
        .containsExactly(HoldReason.SCREENING_HIT, HoldReason.RECALL);
    assertThat(clear(asked).holds().overruled()).isFalse();
  }

  /** The bank's own suspicion is no word of the screener. */
  @Test
  void aHitOfTheBankDoesNotSilenceTheScreener() {
    Hold cleared = clear(heldFor(HoldReason.SCREENING));
    Hold released = both(cleared.hold(open(HoldReason.SCREENING_HIT, BANK)), Verdict.RELEASE);
    assertThat(released.gate()).isEqualTo(FUNDED);
    assertThat(reasons(hit(released))).containsExactly(HoldReason.SCREENING_HIT);
  }

  @Test
  void askedAgainUnderItsOwnHitTheScreenerAnswersOnce() {
    Hold hit = hit(heldFor(HoldReason.SCREENING));
    Hold asked = hit.hold(open(HoldReason.SCREENING, BANK));
    assertThat(reasons(clear(asked))).containsExactly(HoldReason.SCREENING_HIT);
    assertThat(reasons(hit(asked))).containsExactly(HoldReason.SCREENING_HIT);
  }

  @ParameterizedTest
  @EnumSource(HoldReason.class)
  void twoOfficersReleaseEveryReasonButAScreening(HoldReason reason) {
    Hold held = heldFor(HoldReason.SCREENING, reason);
    if (reason == HoldReason.SCREENING) {
      assertRefused(() -> decide(held, "anna", Verdict.RELEASE), "WRONG_STATE|verdict|");
    } else {
      Hold released = both(held, Verdict.RELEASE);
      assertThat(reasons(released)).containsExactly(HoldReason.SCREENING);
      assertThat(clear(released).gate()).isEqualTo(FUNDED);
    }
  }

  @ParameterizedTest
  @EnumSource(HoldReason.class)
  void twoOfficersEndItWhateverIsOpen(HoldReason reason) {
    Hold held = delivered(heldFor(HoldReason.SCREENING, reason));
    assertThat(both(held, Verdict.REJECT).gate()).isEqualTo(new Refunded(BANK, NOW));
    assertThat(both(held, Verdict.SEIZE).gate()).isEqualTo(new Seized(held.holds().open(), NOW));
    assertThat(both(held, Verdict.SEIZE).remembered()).isEmpty();
  }

  @Test
  void oneOfficerIsNeverTwo() {
    Hold once = decide(heldFor(HoldReason.REVIEW), "anna", Verdict.RELEASE);
    assertThat(decide(once, "anna", Verdict.RELEASE).gate().name())
        .isEqualTo(EscrowState.Name.HELD);
    Vote sameKey = new Vote("otto", Sha256.hex("anna"), Verdict.RELEASE, once.holds().number());
    assertThat(once.decide(sameKey, BANK, NOW).gate().name()).isEqualTo(EscrowState.Name.HELD);
    Vote sameName = new Vote("anna", Sha256.hex("ben"), Verdict.RELEASE, once.holds().number());
    assertThat(once.decide(sameName, BANK, NOW).gate().name()).isEqualTo(EscrowState.Name.HELD);
    assertThat(decide(once, "ben", Verdict.REJECT).gate().name()).isEqualTo(EscrowState.Name.HELD);
    assertThat(decide(once, "ben", Verdict.RELEASE).gate()).isEqualTo(FUNDED);
  }

  @Test
  void anOfficerThatChangesItsMindReplacesItsOwnVoteAndNoOther() {
    Hold held = heldFor(HoldReason.REVIEW);
    Vote release = vote(held, "anna", Verdict.RELEASE);
    Hold first = held.decide(release, BANK, NOW);
    Vote seize = vote(first, "ben", Verdict.SEIZE);
    Hold voted = first.decide(seize, BANK, NOW);
    assertThat(voted.holds().votes()).containsExactly(release, seize);
    assertThat(voted.decide(release, BANK, NOW)).isEqualTo(voted);
    Vote reject = vote(voted, "anna", Verdict.REJECT);
    Hold changed = voted.decide(reject, BANK, NOW);
    assertThat(changed.holds().votes()).containsExactly(seize, reject);
    assertRefused(() -> changed.decide(release, BANK, NOW), "OUTDATED_DECISION|number|");
    assertThat(decide(changed, "cora", Verdict.RELEASE).gate().name())
        .isEqualTo(EscrowState.Name.HELD);
    assertThat(decide(changed, "cora", Verdict.REJECT).gate()).isEqualTo(new Refunded(BANK, NOW));
  }

  /** Both are signed for one number, and the carrier of the decisions chooses their order. */
  @Test
  void aDecisionThatWasSignedAndNotSentIsGoodForNothingAfterTheNext() {
    Hold held = heldFor(HoldReason.REVIEW);
    Vote heldBack = vote(held, "anna", Verdict.RELEASE);
    Hold rejected = decide(held, "anna", Verdict.REJECT);
    assertRefused(() -> rejected.decide(heldBack, BANK, NOW), "OUTDATED_DECISION|number|");
  }

  @ParameterizedTest
  @EnumSource(HoldReason.class)
  void aVoteIsGoneWhenAnythingIsOpenedOrLifted(HoldReason reason) {
    Hold held = heldFor(HoldReason.SCREENING, HoldReason.LIMIT);
    Hold voted = decide(held, "anna", Verdict.RELEASE);
    Hold more = voted.hold(open(reason, "OtherMSP"));
    assertThat(more.holds().votes()).isEmpty();
    assertThat(decide(more, "ben", Verdict.RELEASE).gate().name()).isEqualTo(EscrowState.Name.HELD);
    assertThat(clear(voted).holds().votes()).isEmpty();
    assertThat(hit(voted).holds().votes()).isEmpty();
  }

  @Test
  void theNumberGrowsOverReleaseAndHoldAgainSoThatNoOldDecisionFits() {
    Hold held = heldFor(HoldReason.RECALL);
    Vote first = vote(held, "anna", Verdict.RELEASE);
    Hold voted = held.decide(first, BANK, NOW);
    Vote second = vote(voted, "ben", Verdict.RELEASE);
    Hold released = voted.decide(second, BANK, NOW);
    Hold again =
        Hold.of(released.gate(), released.remembered().orElseThrow())
            .hold(open(HoldReason.RECALL, BANK));
    assertThat(again.holds().number()).isGreaterThan(released.holds().number());
    for (Vote old : List.of(first, second)) {
      assertRefused(() -> again.decide(old, BANK, NOW), "OUTDATED_DECISION|number|");
    }
    assertRefused(() -> released.decide(second, BANK, NOW), "WRONG_STATE|escrowId|");
  }

  @Test
  void onlyVotesThatStillCountAgree() {
    Hold voted = decide(heldFor(HoldReason.REVIEW), "anna", Verdict.RELEASE);
    Hold counted = new Hold(FUNDED, voted.holds().counting(vote -> !vote.officer().equals("anna")));
    assertThat(decide(counted, "ben", Verdict.RELEASE).gate().name())
        .isEqualTo(EscrowState.Name.HELD);
  }

  @Test
  void aHeldStateHasAReasonAndIsNotHeldTwice() {
    assertThatThrownBy(() -> new Held(FUNDED, Holds.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    Held held = (Held) heldFor(HoldReason.REVIEW).gate();
    assertThatThrownBy(() -> new Held(held, held.holds()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                EscrowState.fromJson(
                    Fields.of(
                        "gate",
                        Json.object()
                            .put("state", "HELD")
                            .put("held", FUNDED.toJson())
                            .put("number", 1)
                            .build())))
        .hasMessageStartingWith("INVALID_ARGUMENT|gate.reasons|");
    assertThatThrownBy(
            () ->
                EscrowState.fromJson(
                    Fields.of(
                        "gate",
                        Json.object()
                            .put("state", "HELD")
                            .put("held", held.toJson())
                            .put("number", 1)
                            .build())))
        .hasMessageStartingWith("INVALID_ARGUMENT|gate.held.state|");
  }
}
