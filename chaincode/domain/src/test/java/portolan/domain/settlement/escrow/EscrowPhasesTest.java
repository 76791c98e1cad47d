// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

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
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.Trigger;

/**
 * Walks through every state that anybody can bring an escrow to, at every moment at which something
 * can become possible.
 */
class EscrowPhasesTest {
  private static final Instant FUNDED = Instant.parse("2026-11-21T09:00:00Z");
  private static final Commitment DUE = new Commitment(Sha256.hex("what is due, salted"));
  private static final DeclaredGoods GOODS =
      new DeclaredGoods("PlatformMSP/O1", "PlatformMSP", "CustomsMSP", DUE);
  private static final DeclaredGoods OTHER_GOODS =
      new DeclaredGoods("PlatformMSP/O2", "PlatformMSP", "CustomsMSP", DUE);
  private static final DeclaredGoods ASSESSED_ANEW =
      new DeclaredGoods(
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

  private record Reached(Hold payment, int moment) {
    private Reached {
      payment = numbered(payment, 1);
    }

    private EscrowState state() {
      return payment.gate();
    }
  }

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
        new Funded("PlatformMSP/O1", "PlatformMSP/D1", "CustomsMSP", secret, at(200), 100, true),
        new Funded("PlatformMSP/O1", "PlatformMSP/D1", "CustomsMSP", secret, at(200), 0, false),
        new Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Signature("CarrierMSP"),
            at(200),
            100,
            false),
        new Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Release(),
            at(200),
            0,
            false),
        new Funded(
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

    /** What it is called, if it is drawn. */
    default String name() {
      return "";
    }
  }

  /** Something by its name. */
  private record Move(String name, Act act) implements Act {
    @Override
    public EscrowState on(EscrowState state) {
      return act.on(state);
    }
  }

  /** One offer takes the place of another; more of them would lead to nothing new. */
  private static EscrowState first(EscrowState state) {
    return offered(state, Optional.empty());
  }

  private static EscrowState second(EscrowState state) {
    return offered(state, Optional.of("PlatformMSP/X1"));
  }

  private static EscrowState offered(EscrowState state, Optional<String> before) {
    if (!state.offered().map(SplitOffer::offerId).equals(before)) {
      throw new Refusal("WRONG_STATE", "offerId", "expected another").toException();
    }
    return state;
  }

  private record Confirmation(Evidence proof, String by, DeclaredGoods released, Instant at)
      implements Act {
    @Override
    public EscrowState on(EscrowState state) {
      return state.confirm(new Delivered(proof, by, at), Optional.of(released));
    }

    @Override
    public String name() {
      return "confirm";
    }
  }

  /** Something that somebody does about what holds a payment. */
  private interface HoldAct {
    Hold on(Hold payment);
  }

  private static HoldAct beside(Act act) {
    return payment -> Hold.of(act.on(payment.gate()), payment.holds());
  }

  private static List<HoldAct> beside(List<Act> acts) {
    return acts.stream().map(EscrowPhasesTest::beside).toList();
  }

  /**
   * The same with another number, and as if everything had been opened at once: neither decides
   * what can be done, and there would be no end of them.
   */
  private static Hold numbered(Hold payment, long number) {
    Holds holds = payment.holds();
    return new Hold(
        payment.free() instanceof Seized(List<OpenReason> reasons, Instant at)
            ? new Seized(atOnce(reasons), at)
            : payment.free(),
        new Holds(
            atOnce(holds.open()),
            number,
            holds.votes().stream()
                .map(v -> new Holds.Vote(v.officer(), v.key(), v.verdict(), number - 1))
                .toList(),
            holds.overruled()));
  }

  private static List<OpenReason> atOnce(List<OpenReason> reasons) {
    return reasons.stream()
        .map(r -> new OpenReason(r.reason(), r.by(), FUNDED, r.evidence()))
        .toList();
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
      for (DeclaredGoods goods : List.of(GOODS, OTHER_GOODS, ASSESSED_ANEW)) {
        acts.add(new Confirmation(proof, "CarrierMSP", goods, now));
      }
    }
    acts.add(new Confirmation(new Evidence.Document(REASON), "OtherMSP", GOODS, now));
    acts.add(new Move("accept", EscrowState::accept));
    acts.add(new Move("claim", s -> s.claim(REASON, now, rules)));
    acts.add(new Move("offer", s -> first(s).offer("PlatformMSP/X1", 1, List.of("SupplierMSP"))));
    acts.add(new Move("agree", s -> s.agree(new Split("PlatformMSP/X1", "SupplierMSP", now))));
    acts.add(
        new Move(
            "agreeToReturn", s -> s.agreeToReturn("SupplierMSP", Sha256.hex(BACK), now, rules)));
    for (String secret : List.of(BACK, RIGHT)) {
      acts.add(
          new Move("confirmReturn", s -> s.confirmReturn(secret, new Refunded("AnyMSP", now))));
    }
    acts.add(new Move("escalate", s -> s.escalate(now, rules)));
    acts.add(new Move("reportLoss", s -> s.reportLoss("CarrierMSP", REASON, now, rules)));
    acts.add(new Move("assign", s -> s.assign(new Assignment(1, "FinancierMSP", REASON), now)));
    for (Optional<EscrowState> award :
        List.of(
            Optional.<EscrowState>empty(),
            Optional.<EscrowState>of(new Refunded("BankMSP", now)),
            Optional.<EscrowState>of(new Split("BankMSP/W1", "BankMSP", now)))) {
      acts.add(new Move("award", s -> s.award(award)));
    }
    return acts;
  }

  /** As {@link #acts}, with those whose agreement is needed beside the seller's. */
  private static List<Act> actsOfMany(int moment, Rulebook rules) {
    Instant now = at(moment);
    List<Act> acts = new ArrayList<>(acts(moment, rules));
    acts.add(
        new Move(
            "offer",
            s -> second(s).offer("PlatformMSP/X2", 1, List.of("SupplierMSP", "CarrierMSP"))));
    for (String by : List.of("SupplierMSP", "CarrierMSP")) {
      acts.add(new Move("agree", s -> s.agree(new Split("PlatformMSP/X2", by, now))));
    }
    acts.add(
        new Move(
            "agreeToReturn", s -> s.agreeToReturn("FinancierMSP", Sha256.hex(BACK), now, rules)));
    return acts;
  }

  /** What anybody can do, a party or not. */
  private static List<Act> time(int moment, Rulebook rules) {
    Instant now = at(moment);
    return List.of(
        new Move("refund", s -> s.refund(new Refunded("AnyMSP", now), now, Optional.empty())),
        new Move("expire", s -> s.expire("AnyMSP", now, now, rules)));
  }

  /** What the bank, its officers, a carrier and a screener can do. */
  private static List<HoldAct> officers(int moment) {
    List<HoldAct> acts = new ArrayList<>();
    acts.add(p -> p.hold(open(HoldReason.SCREENING, "BankMSP", moment)));
    acts.add(p -> p.hold(open(HoldReason.EXCURSION, "CarrierMSP", moment)));
    acts.add(p -> p.screened(true, "ScreenerMSP", at(moment), REASON));
    acts.add(p -> p.screened(false, "ScreenerMSP", at(moment), REASON));
    for (String officer : List.of("anna", "ben")) {
      for (HoldDecision.Verdict verdict : HoldDecision.Verdict.values()) {
        acts.add(decision(officer, verdict, moment));
      }
    }
    return acts;
  }

  private static OpenReason open(HoldReason reason, String by, int moment) {
    return new OpenReason(reason, by, at(moment), Optional.empty());
  }

  private static HoldAct decision(String officer, HoldDecision.Verdict verdict, int moment) {
    String key = Sha256.hex(officer);
    return p ->
        p.decide(new Holds.Vote(officer, key, verdict, p.holds().number()), "BankMSP", at(moment));
  }

  private static Optional<Hold> done(HoldAct act, Hold payment) {
    try {
      return Optional.of(act.on(payment));
    } catch (RefusedException e) {
      return Optional.empty();
    }
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
    return WALKS.computeIfAbsent(
        rules,
        r -> {
          Set<Reached> all = reachable(MOMENTS, moment -> beside(acts(moment, r)));
          all.addAll(reachable(FEW_MOMENTS, moment -> beside(actsOfMany(moment, r))));
          return all;
        });
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

  private static List<HoldAct> actsAndHolds(int moment, Rulebook rules) {
    List<HoldAct> acts = new ArrayList<>(officers(moment));
    acts(moment, rules).forEach(act -> acts.add(beside(act)));
    return acts;
  }

  private static Set<Reached> reachable(List<Integer> moments, IntFunction<List<HoldAct>> acts) {
    Map<Integer, List<HoldAct>> every =
        moments.stream().collect(Collectors.toMap(moment -> moment, acts::apply));
    Set<Reached> seen = new HashSet<>();
    Queue<Reached> open = new ArrayDeque<>();
    starts().forEach(start -> open.add(new Reached(new Hold(start, Holds.NONE), 0)));
    while (!open.isEmpty()) {
      Reached next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      for (int moment : moments) {
        if (moment >= next.moment()) {
          for (HoldAct act : every.get(moment)) {
            done(act, next.payment()).ifPresent(p -> open.add(new Reached(p, moment)));
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
      assertEnds(reached, beside(time(1_000, rules)));
    }
    assertThat(met)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(EscrowState.Name.HELD, EscrowState.Name.SEIZED)));
  }

  /**
   * A hold fails closed: time alone does not end it, two officers always can. What waits for a
   * screener that is silent they cannot release, but reject.
   */
  @ParameterizedTest
  @EnumSource(names = {"DELIVERED", "REFUNDED"})
  void everyEscrowThatWasHeldEndsByTimeAndTwoOfficersWhoeverIsSilent(Outcome fallback) {
    Rulebook rules = rules(fallback);
    List<HoldAct> without = new ArrayList<>();
    time(1_000, rules).forEach(act -> without.add(beside(act)));
    for (HoldDecision.Verdict verdict :
        List.of(HoldDecision.Verdict.RELEASE, HoldDecision.Verdict.REJECT)) {
      without.add(decision("anna", verdict, 1_000));
      without.add(decision("ben", verdict, 1_000));
    }
    Set<EscrowState.Name> met = EnumSet.noneOf(EscrowState.Name.class);
    Set<Set<HoldReason>> sets = new HashSet<>();
    for (Reached reached : reachableWithHolds(rules)) {
      met.add(reached.state().name());
      assertEnds(reached, without);
      if (reached.state() instanceof Held held) {
        sets.add(held.holds().open().stream().map(OpenReason::reason).collect(Collectors.toSet()));
        assertThat(held.open()).isEmpty();
        for (Act act : time(1_000, rules)) {
          assertThat(done(act, held)).as("%s", reached).isEmpty();
        }
      }
    }
    assertThat(met).containsExactlyInAnyOrder(EscrowState.Name.values());
    // Every set of the three reasons but none.
    assertThat(sets).hasSize(7);
  }

  /** Whatever is done: what has been open leaves only by the hand that it is for. */
  @ParameterizedTest
  @EnumSource(names = {"DELIVERED", "REFUNDED"})
  void noReasonLeavesButByWhomItIsFor(Outcome fallback) {
    Rulebook rules = rules(fallback);
    Map<Integer, List<Act>> others = new HashMap<>();
    Map<Integer, List<HoldAct>> officers = new HashMap<>();
    for (int moment : FEW_MOMENTS) {
      others.put(moment, acts(moment, rules));
      officers.put(moment, officers(moment));
    }
    for (Reached reached : reachableWithHolds(rules)) {
      if (!(reached.state() instanceof Held held)) {
        continue;
      }
      for (Act act : others.get(reached.moment())) {
        done(beside(act), reached.payment())
            .filter(after -> !after.holds().equals(held.holds()))
            .ifPresent(after -> fail("from %s to %s", reached, after));
      }
      for (HoldAct act : officers.get(reached.moment())) {
        done(act, reached.payment()).ifPresent(after -> requireLifted(reached.payment(), after));
      }
    }
  }

  private static void requireLifted(Hold before, Hold after) {
    Set<OpenReason> gone = new HashSet<>(before.holds().open());
    gone.removeIf(r -> after.holds().open().stream().anyMatch(r::isAs));
    boolean voted = !before.holds().votes().isEmpty();
    boolean ended = ENDS.contains(after.gate().name());
    boolean rejected = ended && !after.gate().equals(before.free());
    boolean byOfficers = gone.stream().anyMatch(r -> r.reason().isLiftedByOfficers());
    boolean byScreener = gone.stream().anyMatch(r -> !r.reason().isLiftedByOfficers());
    boolean right =
        (rejected ? voted : !byOfficers || (voted && !byScreener))
            && (ended
                || after.equals(before)
                || after.holds().number() == before.holds().number() + 1)
            && (after.holds().open().equals(before.holds().open())
                || after.holds().votes().isEmpty());
    if (!right) {
      fail("from %s to %s", before, after);
    }
  }

  private static void assertEnds(Reached reached, List<HoldAct> acts) {
    Hold payment = reached.payment();
    for (int steps = 0; steps < 10 && !ENDS.contains(payment.gate().name()); steps++) {
      Hold before = payment;
      payment =
          acts.stream()
              .map(act -> done(act, before))
              .flatMap(Optional::stream)
              .map(after -> numbered(after, 1))
              .filter(after -> !after.equals(before))
              .findFirst()
              .orElse(before);
    }
    assertThat(ENDS).as("from %s", reached).contains(payment.gate().name());
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
        state instanceof Funded
            ? state.refund(new Refunded("AnyMSP", now), now, Optional.empty())
            : state.expire("AnyMSP", now, now, rules);
  }

  /** The arrows of docs/concepts/escrow.md, without holds: there are these, and no others. */
  private static final Set<String> DRAWN =
      Set.of(
          "FUNDED confirm INSPECTION",
          "FUNDED confirm DELIVERED",
          "FUNDED refund REFUNDED",
          "FUNDED reportLoss LOSS_CLAIM",
          "LOSS_CLAIM confirm INSPECTION",
          "LOSS_CLAIM confirm DELIVERED",
          "LOSS_CLAIM expire LOST",
          "INSPECTION accept DELIVERED",
          "INSPECTION expire DELIVERED",
          "INSPECTION claim NEGOTIATION",
          "NEGOTIATION accept DELIVERED",
          "NEGOTIATION agree SPLIT",
          "NEGOTIATION agreeToReturn RETURNING",
          "NEGOTIATION expire ESCALATED",
          "RETURNING accept DELIVERED",
          "RETURNING confirmReturn REFUNDED",
          "RETURNING expire DELIVERED",
          "RETURNING escalate ESCALATED",
          "ESCALATED accept DELIVERED",
          "ESCALATED award DELIVERED",
          "ESCALATED award REFUNDED",
          "ESCALATED award SPLIT");

  @ParameterizedTest
  @EnumSource(names = {"DELIVERED", "REFUNDED"})
  void everyMoveFromEveryStateFollowsAnArrowThatIsDrawn(Outcome fallback) {
    Rulebook rules = rules(fallback);
    Set<String> walked = new HashSet<>();
    for (Reached reached : reachable(rules)) {
      EscrowState from = reached.state();
      for (int moment : List.of(reached.moment(), 300)) {
        for (Act act : actsOfMany(moment, rules)) {
          done(act, from)
              .filter(to -> to.name() != from.name())
              .ifPresent(to -> walked.add(from.name() + " " + act.name() + " " + to.name()));
        }
      }
    }
    Set<String> drawn = new HashSet<>(DRAWN);
    drawn.add("ESCALATED expire " + fallback);
    assertThat(walked).containsExactlyInAnyOrderElementsOf(drawn);
  }

  @Test
  void nothingLeadsOutOfAnEnd() {
    Rulebook rules = rules(Outcome.REFUNDED);
    for (EscrowState end : states(rules)) {
      if (!ENDS.contains(end.name())) {
        continue;
      }
      for (int moment : MOMENTS) {
        for (HoldAct act : actsAndHolds(moment, rules)) {
          done(act, new Hold(end, Holds.NONE))
              .ifPresent(after -> assertThat(after.gate()).isEqualTo(end));
        }
      }
    }
  }

  /** A contract answers such a confirmation with the evidence of the first. */
  @Test
  void whatWasConfirmedBeforeHasItsEvidence() {
    Rulebook rules = rules(Outcome.DELIVERED);
    for (Reached reached : reachable(rules)) {
      for (Act act : acts(reached.moment(), rules)) {
        done(act, reached.state())
            .filter(after -> act.name().equals("confirm") && after.equals(reached.state()))
            .ifPresent(after -> assertThat(after.evidence()).as("%s", reached).isPresent());
      }
    }
  }

  @Test
  void aTaxIsPaidByTheReleaseOnItsOwnAssessmentOnly() {
    EscrowState tax =
        new Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Tax(DUE),
            at(200),
            0,
            false);
    Delivered released = new Delivered(new Evidence.Release(), "AnyMSP", at(10));
    for (Optional<DeclaredGoods> other :
        List.of(
            Optional.<DeclaredGoods>empty(),
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
                    new Delivered(new Evidence.Secret(RIGHT), "AnyMSP", at(10)),
                    Optional.of(GOODS)))
        .hasMessageStartingWith("WRONG_EVIDENCE|");
  }

  /** Whoever released goods because of this money can rely on it. */
  @Test
  void aMilestoneThatWasReachedIsNotRefundedHoweverLate() {
    Refunded refund = new Refunded("AnyMSP", at(500));
    for (Trigger milestone : List.of(new Trigger.Release(), new Trigger.Tax(DUE))) {
      EscrowState funded =
          new Funded(
              "PlatformMSP/O1", "PlatformMSP/D1", "CustomsMSP", milestone, at(200), 0, false);
      assertThatThrownBy(() -> funded.refund(refund, at(500), Optional.of(GOODS)))
          .hasMessageStartingWith("MILESTONE_REACHED|escrowId|");
      assertThat(funded.refund(refund, at(500), Optional.of(OTHER_GOODS))).isEqualTo(refund);
      assertThat(
              funded.confirm(
                  new Delivered(new Evidence.Release(), "AnyMSP", at(500)), Optional.of(GOODS)))
          .isInstanceOf(Delivered.class);
    }
    EscrowState taxOfOld =
        new Funded(
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
    Refunded refund = new Refunded("AnyMSP", at(500));
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
    for (Holds holds :
        reachableWithHolds(rules(Outcome.DELIVERED)).stream()
            .map(reached -> reached.payment().holds())
            .collect(Collectors.toSet())) {
      assertThat(Holds.fromJson(Fields.of("holds", holds.toJson()))).isEqualTo(holds);
    }
  }
}
