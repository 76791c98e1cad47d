// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A report as lines for a terminal. */
final class ReportText {
  private static final String ROW = "%-46s %9s %7s %7s %7s %7s  %s";

  private ReportText() {}

  static List<String> of(Report report) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(report.machine().inWords());
    lines.add(words(report.versions()) + "; " + words(report.network()));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT, ROW, "", "settled", "failed", "p50", "p95", "p99", "CPU each, ms"));
    lines.add(
        String.format(
            Locale.ROOT,
            ROW,
            "",
            "per s",
            "",
            "ms",
            "ms",
            "ms",
            "memory, bytes on the ledger each"));
    for (Result r : report.results()) {
      lines.add(
          String.format(
              Locale.ROOT,
              ROW,
              r.title(),
              number(r.perSecond()),
              r.failed(),
              number(r.p50()),
              number(r.p95()),
              number(r.p99()),
              cpu(r)));
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-44s %43s%,d MB; %,.0f bytes each",
              r.arrivals(),
              "",
              r.memoryOfAll() >> 20,
              r.ledgerBytesEach()));
      r.failures().forEach((why, count) -> lines.add("    " + count + " x " + why));
    }
    lines.add("");
    lines.addAll(Findings.of(report));
    return lines;
  }

  private static String cpu(Result r) {
    List<String> parts = new ArrayList<>();
    r.cpuMillisEach().forEach((kind, millis) -> parts.add(kind + " " + number(millis)));
    return String.join(", ", parts) + ", all " + number(r.cpuMillisOfAll());
  }

  private static String words(Map<String, String> map) {
    return String.join(
        ", ", map.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  /** Three digits that count. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  /** How many times as much. */
  static Optional<Double> ratio(double value, double of) {
    return of > 0 ? Optional.of(value / of) : Optional.empty();
  }
}
