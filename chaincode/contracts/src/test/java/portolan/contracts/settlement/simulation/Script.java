// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import portolan.contracts.settlement.simulation.Event.Call;
import portolan.contracts.settlement.simulation.Event.Fate;

/** Writes what happens, round after round, as the world goes on. */
final class Script {
  private static final List<Duration> SKEWS =
      List.of(
          Duration.ofSeconds(9),
          Duration.ofSeconds(9),
          Duration.ofSeconds(-45),
          Duration.ofMinutes(-5),
          Duration.ofMinutes(-14),
          Duration.ofSeconds(11),
          Duration.ofMinutes(16),
          Duration.ofMinutes(-16));

  /** Rounds in which everything is as it ought to be, so that there is something to spoil. */
  private static final int BEGINNING = 7;

  private final Dice dice;
  private final Holding holding;
  private final List<Habit> habits = new ArrayList<>();
  private final int weights;
  private int rounds;

  Script(Dice dice, Exchanging exchanging, Holding holding) {
    this.dice = dice;
    this.holding = holding;
    habits.addAll(Issuing.habits());
    habits.addAll(Funding.habits());
    habits.addAll(Delivering.habits());
    habits.addAll(Disputing.habits());
    habits.addAll(Redeeming.habits());
    habits.addAll(Merging.habits());
    habits.addAll(exchanging.habits());
    habits.addAll(holding.habits());
    habits.addAll(Financing.habits());
    habits.addAll(Recalling.habits());
    weights = habits.stream().mapToInt(Habit::weight).sum();
  }

  /** What happens next. */
  Round next(Instant now) {
    Duration pause = dice.oneIn(4) ? Duration.ZERO : Duration.ofMillis(dice.between(0, 100_000));
    dice.beginRound(now.plus(pause));
    List<Event> events = new ArrayList<>();
    switch (rounds++) {
      case 0 -> {
        for (int i = 1; i <= 4; i++) {
          events.add(Withholding.release(i));
        }
        events.addAll(Withholding.first(dice));
        events.add(call(habit("attestReserves"), Members.BANK, 20));
        events.add(call(habit("attestReserves"), Members.OTHER_BANK, 10));
        events.add(call(habit("appointDealer"), Members.BANK, 2));
        events.add(call(habit("publishReferenceRates"), Members.BANK, 3));
        for (String bank : Members.BANKS) {
          events.add(call("appointOfficer", bank, holding.appointments()));
        }
      }
      case 1, 2, 3 -> {
        events.add(call(habit("mint"), Members.BANK, 40));
        events.add(call(habit("mint"), Members.OTHER_BANK, 10));
      }
      case 4, 5, 6 -> {
        for (String funder : Members.FUNDERS) {
          events.add(call(habit("fund"), funder, 60));
        }
      }
      default -> {
        if (dice.oneIn(60)) {
          events.add(Withholding.release(5)); // of the sixth order never
        }
        if (dice.oneIn(30)) {
          events.add(Withholding.hostileRelease(dice, dice.oneIn(2) ? 5 : 6));
        }
        Withholding.next(dice, rounds).ifPresent(events::add);
        Recalling.next(dice).ifPresent(events::add);
        if (dice.oneIn(40)) {
          events.add(new Event.Crash(dice.any(Members.ALL)));
        }
        int calls = 2 + dice.below(5);
        for (int i = 0; i < calls; i++) {
          Habit habit = anyHabit();
          String caller = dice.oneIn(60) ? anybody() : habit.caller().choose(dice);
          events.add(call(habit, caller, 1 + dice.below(habit.items())));
        }
      }
    }
    return new Round(pause, events);
  }

  private String anybody() {
    return dice.oneIn(3) ? Members.STRANGER : dice.any(Members.ALL);
  }

  private Habit habit(String function) {
    return habits.stream().filter(h -> h.function().equals(function)).findFirst().orElseThrow();
  }

  private Habit anyHabit() {
    int at = dice.below(weights);
    for (Habit habit : habits) {
      at -= habit.weight();
      if (at < 0) {
        return habit;
      }
    }
    throw new IllegalStateException();
  }

  private Call call(Habit habit, String caller, int items) {
    dice.beginCall(caller);
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      Optional<Command> command =
          dice.oneIn(25) ? dice.again(habit.function()) : habit.next().invent(dice, caller);
      command.ifPresent(
          c -> {
            dice.keep(habit.function(), c);
            commands.add(c);
          });
    }
    return call(habit.function(), caller, commands);
  }

  private Call call(String function, String caller, List<Command> commands) {
    boolean begins = rounds <= BEGINNING;
    Fate fate = begins || !dice.oneIn(25) ? Fate.SUBMITTED : dice.oneIn(2) ? Fate.TWICE : Fate.LOST;
    int held = begins || !dice.oneIn(20) ? 0 : 1 + dice.below(6);
    Duration skew = begins || !dice.oneIn(20) ? Duration.ZERO : dice.any(SKEWS);
    return new Call(function, caller, endorsers(caller, commands), skew, fate, held, commands);
  }

  private List<String> endorsers(String caller, List<Command> commands) {
    Set<String> endorsers = new LinkedHashSet<>();
    commands.forEach(command -> endorsers.addAll(command.signers()));
    endorsers.add(caller);
    endorsers.retainAll(Members.ALL);
    if (endorsers.stream().noneMatch(Members::isBank)) {
      endorsers.add(Members.BANK);
    }
    if (endorsers.size() < 2) {
      endorsers.add(Members.SUPPLIER);
    }
    List<String> chosen = new ArrayList<>(new TreeSet<>(endorsers));
    if (rounds > BEGINNING && dice.oneIn(30)) {
      chosen.remove(dice.below(chosen.size()));
    }
    return chosen;
  }
}
