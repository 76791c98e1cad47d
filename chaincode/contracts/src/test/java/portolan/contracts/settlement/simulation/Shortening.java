// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Leaves out of a history whatever it fails without (delta debugging, Zeller and Hildebrandt 2002):
 * what is left is played again each time, with the same pauses.
 */
final class Shortening {
  /** One thing that can be left out: a command of a call, or another event. */
  private record Part(int round, int event, int command) {}

  private final List<Round> rounds;
  private final Predicate<List<Round>> fails;
  private final long giveUp;

  private Shortening(List<Round> rounds, Predicate<List<Round>> fails, Duration patience) {
    this.rounds = rounds;
    this.fails = fails;
    this.giveUp = System.nanoTime() + patience.toNanos();
  }

  /** A shorter history that fails as well; the same one if none was found in time. */
  static List<Round> of(List<Round> rounds, Predicate<List<Round>> fails, Duration patience) {
    return new Shortening(List.copyOf(rounds), fails, patience).shortened();
  }

  private List<Round> shortened() {
    List<Part> parts = parts();
    int chunks = 2;
    while (parts.size() > 1 && System.nanoTime() < giveUp) {
      int size = Math.ceilDiv(parts.size(), chunks);
      boolean found = false;
      for (int from = 0; from < parts.size() && System.nanoTime() < giveUp; ) {
        List<Part> fewer = new ArrayList<>(parts.subList(0, from));
        fewer.addAll(parts.subList(Math.min(parts.size(), from + size), parts.size()));
        if (fails.test(only(fewer))) {
          parts = fewer;
          found = true;
        } else {
          from += size;
        }
      }
      if (size == 1 && !found) {
        break;
      }
      chunks = Math.min(parts.size(), found ? Math.max(2, chunks - 1) : chunks * 2);
    }
    return only(parts);
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (int round = 0; round < rounds.size(); round++) {
      List<Event> events = rounds.get(round).events();
      for (int event = 0; event < events.size(); event++) {
        int commands = events.get(event) instanceof Event.Call call ? call.commands().size() : 1;
        for (int command = 0; command < commands; command++) {
          parts.add(new Part(round, event, command));
        }
      }
    }
    return parts;
  }

  private List<Round> only(List<Part> parts) {
    Set<Part> kept = new HashSet<>(parts);
    List<Round> shorter = new ArrayList<>();
    for (int round = 0; round < rounds.size(); round++) {
      List<Event> events = new ArrayList<>();
      for (int event = 0; event < rounds.get(round).events().size(); event++) {
        if (rounds.get(round).events().get(event) instanceof Event.Call call) {
          List<Command> commands = new ArrayList<>();
          for (int command = 0; command < call.commands().size(); command++) {
            if (kept.contains(new Part(round, event, command))) {
              commands.add(call.commands().get(command));
            }
          }
          if (!commands.isEmpty()) {
            events.add(call.with(commands));
          }
        } else if (kept.contains(new Part(round, event, 0))) {
          events.add(rounds.get(round).events().get(event));
        }
      }
      shorter.add(new Round(rounds.get(round).pause(), events));
    }
    return shorter;
  }

  /** The history in words; pauses in which nothing happens are added up. */
  static String inWords(List<Round> rounds) {
    StringBuilder text = new StringBuilder();
    Duration pause = Duration.ZERO;
    for (int i = 0; i < rounds.size(); i++) {
      pause = pause.plus(rounds.get(i).pause());
      if (rounds.get(i).events().isEmpty()) {
        continue;
      }
      text.append("  round %d, after %s%n".formatted(i, pause));
      pause = Duration.ZERO;
      for (Event event : rounds.get(i).events()) {
        text.append(
            switch (event) {
              case Event.Call call -> inWords(call);
              case Event.Crash crash -> "    %s%n".formatted(crash);
              case Event.Release release -> "    %s%n".formatted(release);
              case Event.Assess assess -> "    %s%n".formatted(assess);
              case Event.Recall recall -> "    %s%n".formatted(recall);
              case Event.LiftRecall lift -> "    %s%n".formatted(lift);
            });
      }
    }
    return text.toString();
  }

  private static String inWords(Event.Call call) {
    StringBuilder text =
        new StringBuilder(
            "    %s of %s, endorsed by %s, clock %s, %s%s%n"
                .formatted(
                    call.function(),
                    call.caller(),
                    call.endorsers(),
                    call.skew(),
                    call.fate(),
                    call.held() > 0 ? " after " + call.held() + " rounds" : ""));
    for (Command command : call.commands()) {
      text.append("      ").append(command.item().canonical()).append(System.lineSeparator());
      command
          .sealed()
          .ifPresent(
              part ->
                  text.append("        sealed ")
                      .append(part.canonical())
                      .append(System.lineSeparator()));
    }
    return text.toString();
  }
}
