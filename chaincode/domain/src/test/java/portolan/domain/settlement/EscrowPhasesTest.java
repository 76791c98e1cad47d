package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Sha256;

/**
 * Walks through every state that anybody can bring an escrow to, at every moment at which something
 * can become possible.
 */
class EscrowPhasesTest {
  private static final Instant FUNDED = Instant.parse("2026-11-21T09:00:00Z");
  private static final Commitment DUE = new Commitment(Sha256.hex("what is due, salted"));
  private static final EscrowState.DeclaredGoods GOODS =
      new EscrowState.DeclaredGoods("PlatformMSP/O1", "PlatformMSP", "CustomsMSP", DUE);
  private static final EscrowState.DeclaredGoods OTHER_GOODS =
      new EscrowState.DeclaredGoods("PlatformMSP/O2", "PlatformMSP", "CustomsMSP", DUE);
  private static final EscrowState.DeclaredGoods ASSESSED_ANEW =
      new EscrowState.DeclaredGoods(
          "PlatformMSP/O1",
          "PlatformMSP",
          "CustomsMSP",
          new Commitment(Sha256.hex("something else, salted")));
  private static final Commitment REASON = new Commitment(Sha256.hex("broken, salted"));
  private static final String RIGHT = "the right secret";
  private static final String BACK = "the secret of the return";

  /** Seconds after the funding; the phases take 100, 10, 1 and 5 of them. */
  private static final List<Integer> MOMENTS =
      List.of(0, 1, 9, 10, 11, 12, 99, 100, 101, 110, 111, 199, 200, 210, 211, 212, 300);

  /** For walks with holds, which multiply the states. */
  private static final List<Integer> FEW_MOMENTS = List.of(0, 100, 111, 300);

  private static final Set<EscrowState.Name> ENDS =
      EnumSet.of(
          EscrowState.Name.DELIVERED,
          EscrowState.Name.REFUNDED,
          EscrowState.Name.SPLIT,
          EscrowState.Name.LOST,
          EscrowState.Name.SEIZED);

  private record Reached(EscrowState state, int moment) {}

  // A walk takes seconds.
  private static final Map<Rulebook, Set<Reached>> WALKS = new HashMap<>();
  private static final Map<Rulebook, Set<Reached>> WALKS_WITH_HOLDS = new HashMap<>();

  private static Rulebook rules(Outcome fallback) {
    return new Rulebook("SupplierMSP", 100, 10, 1, 5, fallback);
  }

  /** What an escrow can begin as: by its trigger, with and without an inspection and a hold. */
  private static List<EscrowState> starts() {
    Trigger secret = new Trigger.Secret(Sha256.hex(RIGHT));
    return List.of(
        new EscrowState.Funded(
            "PlatformMSP/O1", "PlatformMSP/D1", "CustomsMSP", secret, at(200), 100, true),
        new EscrowState.Funded(
            "PlatformMSP/O1", "PlatformMSP/D1", "CustomsMSP", secret, at(200), 0, false),
        new EscrowState.Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Signature("CarrierMSP"),
            at(200),
            100,
            false),
        new EscrowState.Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Release(),
            at(200),
            0,
            false),
        new EscrowState.Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Tax(DUE),
            at(200),
            0,
            false));
  }

  private static Instant at(int seconds) {
    return FUNDED.plusSeconds(seconds);
  }

  /** Something that somebody does. */
  private interface Act {
    EscrowState on(EscrowState state);

    default boolean isConfirmation() {
      return false;
    }
  }

  private record Confirmation(
      Evidence proof, String by, EscrowState.DeclaredGoods released, Instant at) implements Act {
    @Override
    public EscrowState on(EscrowState state) {
      return state.confirm(new EscrowState.Delivered(proof, by, at), Optional.of(released));
    }

    @Override
    public boolean isConfirmation() {
      return true;
    }
  }

  /** Everything that anybody can try at a moment, but for holds. */
  private static List<Act> acts(int moment, Rulebook rules) {
    Instant now = at(moment);
    List<Act> acts = new ArrayList<>(time(moment, rules));
    for (Evidence proof :
        List.of(
            new Evidence.Secret(RIGHT),
            new Evidence.Secret("the wrong secret"),
            new Evidence.Document(REASON),
            new Evidence.Release())) {
      for (EscrowState.DeclaredGoods goods : List.of(GOODS, OTHER_GOODS, ASSESSED_ANEW)) {
        acts.add(new Confirmation(proof, "CarrierMSP", goods, now));
      }
    }
    acts.add(new Confirmation(new Evidence.Document(REASON), "OtherMSP", GOODS, now));
    acts.add(EscrowState::accept);
    acts.add(s -> s.claim(REASON, now, rules));
    for (String offer : List.of("PlatformMSP/X1", "PlatformMSP/X2")) {
      acts.add(s -> s.offer(offer));
      acts.add(s -> s.agree(new EscrowState.Split(offer, "SupplierMSP", now)));
    }
    acts.add(s -> s.agreeToReturn(Sha256.hex(BACK), now, rules));
    acts.add(s -> s.confirmReturn(BACK, new EscrowState.Refunded("AnyMSP", now)));
    acts.add(s -> s.confirmReturn(RIGHT, new EscrowState.Refunded("AnyMSP", now)));
    acts.add(s -> s.escalate(now, rules));
    acts.add(s -> s.reportLoss("CarrierMSP", REASON, now, rules));
    acts.add(s -> s.assign("FinancierMSP", now));
    acts.add(s -> s.award(Optional.empty()));
    acts.add(s -> s.award(Optional.of(new EscrowState.Refunded("BankMSP", now))));
    acts.add(s -> s.award(Optional.of(new EscrowState.Split("BankMSP/W1", "BankMSP", now))));
    return acts;
  }

  /** What anybody can do, a party or not. */
  private static List<Act> time(int moment, Rulebook rules) {
    Instant now = at(moment);
    return List.of(
        s -> s.refund(new EscrowState.Refunded("AnyMSP", now), now, Optional.empty()),
        s -> s.expire("AnyMSP", now, now, rules));
  }

  /** What the bank, its officers and a screener can do. */
  private static List<Act> officers(int moment) {
    List<Act> acts = new ArrayList<>();
    for (HoldReason reason : List.of(HoldReason.SCREENING, HoldReason.REVIEW)) {
      acts.add(s -> s.hold(reason, "BankMSP", at(moment)));
    }
    acts.add(s -> s.incident(HoldReason.EXCURSION, "CarrierMSP", at(moment)));
    acts.add(s -> s.screened(true));
    acts.add(s -> s.screened(false));
    for (String officer : List.of("anna", "ben")) {
      for (HoldDecision.Verdict verdict : HoldDecision.Verdict.values()) {
        acts.add(s -> s.decide(vote(officer, verdict), "BankMSP", at(moment)));
      }
    }
    return acts;
  }

  private static EscrowState.Vote vote(String officer, HoldDecision.Verdict verdict) {
    return new EscrowState.Vote(officer, Sha256.hex(officer), verdict);
  }

  private static Optional<EscrowState> done(Act act, EscrowState state) {
    try {
      return Optional.of(act.on(state));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  /** Everything that can be reached from any start. */
  private static Set<Reached> reachable(Rulebook rules) {
    return WALKS.computeIfAbsent(rules, r -> reachable(MOMENTS, moment -> acts(moment, r)));
  }

  private static Set<Reached> reachableWithHolds(Rulebook rules) {
    return WALKS_WITH_HOLDS.computeIfAbsent(
        rules, r -> reachable(FEW_MOMENTS, moment -> actsAndHolds(moment, r)));
  }

  /** Every state of every walk, once. */
  private static Set<EscrowState> states(Rulebook rules) {
    return Stream.concat(reachable(rules).stream(), reachableWithHolds(rules).stream())
        .map(Reached::state)
        .collect(Collectors.toSet());
  }

  private static List<Act> actsAndHolds(int moment, Rulebook rules) {
    List<Act> acts = new ArrayList<>(acts(moment, rules));
    acts.addAll(officers(moment));
    return acts;
  }

  private static Set<Reached> reachable(List<Integer> moments, IntFunction<List<Act>> acts) {
    Set<Reached> seen = new HashSet<>();
    Queue<Reached> open = new ArrayDeque<>();
    starts().forEach(start -> open.add(new Reached(start, 0)));
    while (!open.isEmpty()) {
      Reached next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      for (int moment : moments) {
        if (moment >= next.moment()) {
          for (Act act : acts.apply(moment)) {
            done(act, next.state()).ifPresent(s -> open.add(new Reached(s, moment)));
          }
        }
      }
    }
    return seen;
  }

  @ParameterizedTest
  @EnumSource(names = {"DELIVERED", "REFUNDED"})
  void everyEscrowEndsByTimeAloneWhoeverIsSilent(Outcome fallback) {
    Rulebook rules = rules(fallback);
    Set<EscrowState.Name> met = EnumSet.noneOf(EscrowState.Name.class);
    for (Reached reached : reachable(rules)) {
      met.add(reached.state().name());
      assertEnds(reached, time(1_000, rules));
    }
    assertThat(met)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(EscrowState.Name.HELD, EscrowState.Name.SEIZED)));
  }

  /** A hold fails closed: time alone does not end it, two officers always can. */
  @ParameterizedTest
  @EnumSource(names = {"DELIVERED", "REFUNDED"})
  void everyEscrowThatWasHeldEndsByTimeAndTwoOfficersWhoeverIsSilent(Outcome fallback) {
    Rulebook rules = rules(fallback);
    List<Act> without = new ArrayList<>(time(1_000, rules));
    for (String officer : List.of("anna", "ben")) {
      without.add(s -> s.decide(vote(officer, HoldDecision.Verdict.RELEASE), "BankMSP", at(1_000)));
    }
    Set<EscrowState.Name> met = EnumSet.noneOf(EscrowState.Name.class);
    for (Reached reached : reachableWithHolds(rules)) {
      met.add(reached.state().name());
      assertEnds(reached, without);
      if (reached.state().name() == EscrowState.Name.HELD) {
        assertThat(reached.state().open()).isEmpty();
        for (Act act : time(1_000, rules)) {
          assertThat(done(act, reached.state())).as("%s", reached).isEmpty();
        }
      }
    }
    assertThat(met).containsExactlyInAnyOrder(EscrowState.Name.values());
  }

  private static void assertEnds(Reached reached, List<Act> acts) {
    EscrowState state = reached.state();
    for (int steps = 0; steps < 6 && !ENDS.contains(state.name()); steps++) {
      EscrowState before = state;
      state =
          acts.stream()
              .map(act -> done(act, before))
              .flatMap(Optional::stream)
              .filter(after -> !after.equals(before))
              .findFirst()
              .orElse(before);
    }
    assertThat(ENDS).as("from %s", reached).contains(state.name());
  }

  /** The call that a keeper makes: a refund while it is funded, an expiry in every later phase. */
  @ParameterizedTest
  @EnumSource(names = {"DELIVERED", "REFUNDED"})
  void timeMovesEveryEscrowFromTheVeryMomentThatItsStateNames(Outcome fallback) {
    Rulebook rules = rules(fallback);
    for (Reached reached : reachable(rules)) {
      EscrowState state = reached.state();
      assertThat(state.endsBy().isEmpty()).as("%s", reached).isEqualTo(ENDS.contains(state.name()));
      if (state.endsBy().isEmpty()) {
        continue;
      }
      Instant end = state.endsBy().get();
      assertThat(done(keeper(end, rules), state))
          .as("%s", reached)
          .isPresent()
          .get()
          .isNotEqualTo(state);
      assertThat(done(keeper(end.minusMillis(1), rules), state)).as("%s", reached).isEmpty();
    }
  }

  private static Act keeper(Instant now, Rulebook rules) {
    return state ->
        state instanceof EscrowState.Funded
            ? state.refund(new EscrowState.Refunded("AnyMSP", now), now, Optional.empty())
            : state.expire("AnyMSP", now, now, rules);
  }

  @Test
  void nothingLeadsOutOfAnEnd() {
    Rulebook rules = rules(Outcome.REFUNDED);
    for (EscrowState end : states(rules)) {
      if (!ENDS.contains(end.name())) {
        continue;
      }
      for (int moment : MOMENTS) {
        for (Act act : actsAndHolds(moment, rules)) {
          done(act, end).ifPresent(after -> assertThat(after).isEqualTo(end));
        }
      }
    }
  }

  /** A release takes two officers; one alone, under two names or twice, is one. */
  @Test
  void oneOfficerIsNeverTwo() {
    EscrowState held = starts().getFirst().hold(HoldReason.REVIEW, "BankMSP", at(1));
    EscrowState once = held.decide(vote("anna", HoldDecision.Verdict.RELEASE), "BankMSP", at(2));
    assertThat(once.name()).isEqualTo(EscrowState.Name.HELD);
    assertThat(once.decide(vote("anna", HoldDecision.Verdict.RELEASE), "BankMSP", at(3)))
        .isEqualTo(once);
    EscrowState.Vote sameKey =
        new EscrowState.Vote("otto", Sha256.hex("anna"), HoldDecision.Verdict.RELEASE);
    assertThat(once.decide(sameKey, "BankMSP", at(3)).name()).isEqualTo(EscrowState.Name.HELD);
    assertThat(once.decide(vote("ben", HoldDecision.Verdict.REJECT), "BankMSP", at(3)).name())
        .isEqualTo(EscrowState.Name.HELD);
    assertThat(once.decide(vote("ben", HoldDecision.Verdict.RELEASE), "BankMSP", at(3)))
        .isEqualTo(starts().getFirst());
  }

  /** Who held it can be shown to have delivered meanwhile, and is paid after the release. */
  @Test
  void aDeliveryThatIsConfirmedDuringAHoldPaysWhenItIsReleasedAndNotBefore() {
    EscrowState held = starts().get(1).hold(HoldReason.RECALL, "BankMSP", at(1));
    EscrowState delivered =
        held.confirm(
            new EscrowState.Delivered(new Evidence.Secret(RIGHT), "CarrierMSP", at(2)),
            Optional.of(GOODS));
    assertThat(delivered.name()).isEqualTo(EscrowState.Name.HELD);
    assertThat(delivered.open()).isEmpty();
    assertThat(delivered.evidence()).isPresent();
    EscrowState released =
        delivered
            .decide(vote("anna", HoldDecision.Verdict.RELEASE), "BankMSP", at(3))
            .decide(vote("ben", HoldDecision.Verdict.RELEASE), "BankMSP", at(4));
    assertThat(released.name()).isEqualTo(EscrowState.Name.DELIVERED);
  }

  /** A contract answers such a confirmation with the evidence of the first. */
  @Test
  void whatWasConfirmedBeforeHasItsEvidence() {
    Rulebook rules = rules(Outcome.DELIVERED);
    for (Reached reached : reachable(rules)) {
      for (Act act : acts(reached.moment(), rules)) {
        done(act, reached.state())
            .filter(after -> act.isConfirmation() && after.equals(reached.state()))
            .ifPresent(after -> assertThat(after.evidence()).as("%s", reached).isPresent());
      }
    }
  }

  /** Goods that were delivered while the parties are screened, and then recalled. */
  @Test
  void anIncidentTakesThePlaceOfAScreeningWhateverHappenedMeanwhile() {
    EscrowState screened = starts().get(1).hold(HoldReason.SCREENING, "ScreenerMSP", at(1));
    EscrowState delivered =
        screened.confirm(
            new EscrowState.Delivered(new Evidence.Secret(RIGHT), "CarrierMSP", at(2)),
            Optional.of(GOODS));
    for (EscrowState before : List.of(screened, delivered)) {
      EscrowState recalled = before.incident(HoldReason.RECALL, "SupplierMSP", at(3));
      assertThatThrownBy(() -> recalled.screened(true)).hasMessageStartingWith("WRONG_STATE|");
      assertThat(recalled.evidence()).isEqualTo(before.evidence());
      assertThat(recalled.incident(HoldReason.SEAL, "CarrierMSP", at(4))).isEqualTo(recalled);
    }
  }

  @Test
  void aTaxIsPaidByTheReleaseOnItsOwnAssessmentOnly() {
    EscrowState tax =
        new EscrowState.Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Tax(DUE),
            at(200),
            0,
            false);
    EscrowState.Delivered released =
        new EscrowState.Delivered(new Evidence.Release(), "AnyMSP", at(10));
    for (Optional<EscrowState.DeclaredGoods> other :
        List.of(
            Optional.<EscrowState.DeclaredGoods>empty(),
            Optional.of(OTHER_GOODS),
            Optional.of(ASSESSED_ANEW))) {
      assertThatThrownBy(() -> tax.confirm(released, other))
          .hasMessageStartingWith("NOT_RELEASED|escrowId|")
          .hasMessageContaining("D1 on the assessment whose tax is withheld");
    }
    assertThat(tax.confirm(released, Optional.of(GOODS))).isEqualTo(released);
    assertThatThrownBy(
            () ->
                tax.confirm(
                    new EscrowState.Delivered(new Evidence.Secret(RIGHT), "AnyMSP", at(10)),
                    Optional.of(GOODS)))
        .hasMessageStartingWith("WRONG_EVIDENCE|");
  }

  /** Whoever released goods because of this money can rely on it. */
  @Test
  void aMilestoneThatWasReachedIsNotRefundedHoweverLate() {
    EscrowState.Refunded refund = new EscrowState.Refunded("AnyMSP", at(500));
    for (Trigger milestone : List.of(new Trigger.Release(), new Trigger.Tax(DUE))) {
      EscrowState funded =
          new EscrowState.Funded(
              "PlatformMSP/O1", "PlatformMSP/D1", "CustomsMSP", milestone, at(200), 0, false);
      assertThatThrownBy(() -> funded.refund(refund, at(500), Optional.of(GOODS)))
          .hasMessageStartingWith("MILESTONE_REACHED|escrowId|");
      assertThat(funded.refund(refund, at(500), Optional.of(OTHER_GOODS))).isEqualTo(refund);
      assertThat(
              funded.confirm(
                  new EscrowState.Delivered(new Evidence.Release(), "AnyMSP", at(500)),
                  Optional.of(GOODS)))
          .isInstanceOf(EscrowState.Delivered.class);
    }
    EscrowState taxOfOld =
        new EscrowState.Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Tax(DUE),
            at(200),
            0,
            false);
    assertThat(taxOfOld.refund(refund, at(500), Optional.of(ASSESSED_ANEW))).isEqualTo(refund);
  }

  /** A delivery is what a secret or a carrier proves; goods that are released may still be lost. */
  @Test
  void goodsThatWereReleasedAndDidNotArriveAreRefunded() {
    EscrowState.Refunded refund = new EscrowState.Refunded("AnyMSP", at(500));
    for (EscrowState funded : starts().subList(0, 3)) {
      assertThat(funded.refund(refund, at(500), Optional.of(GOODS))).isEqualTo(refund);
    }
  }

  @Test
  void moneyIsOpenAtAnEndAndOnlyThere() {
    for (EscrowState state : states(rules(Outcome.DELIVERED))) {
      EscrowState.Name name = state.name();
      assertThat(state.open().isPresent())
          .as("%s", state)
          .isEqualTo(ENDS.contains(name) && name != EscrowState.Name.SEIZED);
      assertThat(state.endsBy().isPresent())
          .as("%s", state)
          .isEqualTo(!ENDS.contains(name) && name != EscrowState.Name.HELD);
    }
  }

  @Test
  void everyStateReadsAsItWasWritten() {
    for (EscrowState state : states(rules(Outcome.DELIVERED))) {
      assertThat(EscrowState.fromJson(Fields.of("gate", state.toJson()))).isEqualTo(state);
    }
  }
}
