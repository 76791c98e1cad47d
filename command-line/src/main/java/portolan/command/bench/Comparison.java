// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Two reports side by side. */
final class Comparison {
  private static final String ROW = "%-46s %-22s %10s %10s %8s";

  private Comparison() {}

  static List<String> of(Report first, Report second) {
    List<String> lines = new ArrayList<>();
    lines.add("A: " + first.date() + "  " + first.machine().inWords());
    lines.add("B: " + second.date() + "  " + second.machine().inWords());
    lines.add("");
    lines.add(String.format(Locale.ROOT, ROW, "", "", "A", "B", "B / A"));
    for (Result a : first.results()) {
      second.result(a.id()).ifPresent(b -> add(lines, a, b));
    }
    onlyIn("A", first, second, lines);
    onlyIn("B", second, first, lines);
    return lines;
  }

  private static void add(List<String> lines, Result a, Result b) {
    lines.add(row(a.title(), "settled per s", a.perSecond(), b.perSecond()));
    if (!a.arrivals().equals(b.arrivals())) {
      lines.add("  A: " + a.arrivals() + "; B: " + b.arrivals());
    }
    lines.add(row("", "p50 ms", a.p50(), b.p50()));
    lines.add(row("", "p95 ms", a.p95(), b.p95()));
    lines.add(row("", "p99 ms", a.p99(), b.p99()));
    lines.add(row("", "CPU each, ms", a.cpuMillisOfAll(), b.cpuMillisOfAll()));
    a.cpuMillisEach()
        .forEach(
            (kind, millis) ->
                Optional.ofNullable(b.cpuMillisEach().get(kind))
                    .ifPresent(other -> lines.add(row("", "  " + kind, millis, other))));
    lines.add(row("", "memory MB", a.memoryOfAll() / 1048576.0, b.memoryOfAll() / 1048576.0));
    lines.add(row("", "ledger bytes each", a.ledgerBytesEach(), b.ledgerBytesEach()));
  }

  private static String row(String title, String what, double a, double b) {
    return String.format(
        Locale.ROOT,
        ROW,
        title,
        what,
        ReportText.number(a),
        ReportText.number(b),
        ReportText.ratio(b, a).map(r -> String.format(Locale.ROOT, "%.2f", r)).orElse("-"));
  }

  private static void onlyIn(String name, Report one, Report other, List<String> lines) {
    for (Result r : one.results()) {
      if (other.result(r.id()).isEmpty()) {
        lines.add("only in " + name + ": " + r.title());
      }
    }
  }
}
