package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
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
  private static final Commitment REASON = new Commitment(Sha256.hex("broken, salted"));

  /** Seconds after the funding; the phases take 100, 10 and 1 of them. */
  private static final List<Integer> MOMENTS =
      List.of(0, 1, 9, 10, 11, 12, 99, 100, 101, 110, 111, 199, 200, 210, 211, 212, 300);

  private static final Set<EscrowState.Name> ENDS =
      EnumSet.of(EscrowState.Name.DELIVERED, EscrowState.Name.REFUNDED, EscrowState.Name.SPLIT);

  private record Reached(EscrowState state, int moment) {}

  private static Rulebook rules(Outcome fallback) {
    return new Rulebook("SupplierMSP", 100, 10, 1, fallback);
  }

  private static EscrowState start() {
    return new EscrowState.Funded("O1", "D1", Sha256.hex("right"), at(200), 100);
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

  private record Confirmation(String secret, String releasedOrder, Instant at) implements Act {
    @Override
    public EscrowState on(EscrowState state) {
      return state.confirm(
          new EscrowState.Delivered(secret, "CarrierMSP", at), Optional.of(releasedOrder));
    }

    @Override
    public boolean isConfirmation() {
      return true;
    }
  }

  /** Everything that anybody can try at a moment. */
  private static List<Act> acts(int moment, Rulebook rules) {
    Instant now = at(moment);
    List<Act> acts = new ArrayList<>(time(moment, rules));
    for (String secret : List.of("right", "wrong")) {
      for (String order : List.of("O1", "O2")) {
        acts.add(new Confirmation(secret, order, now));
      }
    }
    acts.add(EscrowState::accept);
    acts.add(s -> s.claim(REASON, now, rules));
    for (String offer : List.of("X1", "X2")) {
      acts.add(s -> s.offer(offer));
      acts.add(s -> s.agree(new EscrowState.Split(offer, "SupplierMSP", now)));
    }
    acts.add(s -> s.award(Optional.empty()));
    acts.add(s -> s.award(Optional.of(new EscrowState.Refunded("BankMSP", now))));
    acts.add(s -> s.award(Optional.of(new EscrowState.Split("W1", "BankMSP", now))));
    return acts;
  }

  /** What anybody can do, a party or not. */
  private static List<Act> time(int moment, Rulebook rules) {
    Instant now = at(moment);
    return List.of(
        s -> s.refund(new EscrowState.Refunded("AnyMSP", now), now),
        s -> s.expire("AnyMSP", now, now, rules));
  }

  private static Optional<EscrowState> done(Act act, EscrowState state) {
    try {
      return Optional.of(act.on(state));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  private static Set<Reached> reachable(Rulebook rules) {
    Set<Reached> seen = new HashSet<>();
    Queue<Reached> open = new ArrayDeque<>(List.of(new Reached(start(), 0)));
    while (!open.isEmpty()) {
      Reached next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      for (int moment : MOMENTS) {
        if (moment >= next.moment()) {
          for (Act act : acts(moment, rules)) {
            done(act, next.state()).ifPresent(s -> open.add(new Reached(s, moment)));
          }
        }
      }
    }
    return seen;
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void everyEscrowEndsByTimeAloneWhoeverIsSilent(Outcome fallback) {
    Rulebook rules = rules(fallback);
    Set<EscrowState.Name> met = EnumSet.noneOf(EscrowState.Name.class);
    for (Reached reached : reachable(rules)) {
      met.add(reached.state().name());
      EscrowState state = reached.state();
      for (int steps = 0; steps < 3 && !ENDS.contains(state.name()); steps++) {
        EscrowState before = state;
        state =
            time(1_000, rules).stream()
                .map(act -> done(act, before))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(before);
      }
      assertThat(ENDS).as("from %s", reached).contains(state.name());
    }
    assertThat(met).containsExactlyInAnyOrder(EscrowState.Name.values());
  }

  @Test
  void nothingLeadsOutOfAnEnd() {
    Rulebook rules = rules(Outcome.REFUNDED);
    for (Reached reached : reachable(rules)) {
      if (ENDS.contains(reached.state().name())) {
        for (int moment : MOMENTS) {
          for (Act act : acts(moment, rules)) {
            done(act, reached.state())
                .ifPresent(after -> assertThat(after).isEqualTo(reached.state()));
          }
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
            .filter(after -> act.isConfirmation() && after.equals(reached.state()))
            .ifPresent(after -> assertThat(after.evidence()).as("%s", reached).isPresent());
      }
    }
  }

  @Test
  void moneyIsOpenAtAnEndAndOnlyThere() {
    for (Reached reached : reachable(rules(Outcome.DELIVERED))) {
      assertThat(reached.state().open().isPresent())
          .as("%s", reached)
          .isEqualTo(ENDS.contains(reached.state().name()));
    }
  }

  @Test
  void everyStateReadsAsItWasWritten() {
    for (Reached reached : reachable(rules(Outcome.DELIVERED))) {
      assertThat(EscrowState.fromJson(Fields.of("gate", reached.state().toJson())))
          .isEqualTo(reached.state());
    }
  }
}
