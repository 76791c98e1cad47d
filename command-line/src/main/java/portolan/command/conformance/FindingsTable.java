// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Findings for people: a row for each set with the number of cases by verdict, then the cases that
 * somebody has to look at.
 *
 * @param sets findings by set
 * @param all whether every case is shown
 */
record FindingsTable(Map<String, List<Finding>> sets, boolean all) {
  private static final int MAX_NOTE = 400;

  /** The table. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%-20s %7s", "set", "cases"));
    for (Verdict verdict : Verdict.values()) {
      text.append(String.format(Locale.ROOT, "  %s", verdict.title()));
    }
    text.append('\n');
    sets.forEach((name, findings) -> row(text, name, findings));
    sets.forEach(
        (name, findings) ->
            findings.stream()
                .filter(finding -> all || isRemarkable(finding))
                .forEach(finding -> remark(text, name, finding)));
    return text.toString();
  }

  private static void row(StringBuilder text, String name, List<Finding> findings) {
    text.append(String.format(Locale.ROOT, "%-20s %7d", name, findings.size()));
    for (Verdict verdict : Verdict.values()) {
      long n = findings.stream().filter(finding -> finding.verdict() == verdict).count();
      text.append(String.format(Locale.ROOT, "  %" + verdict.title().length() + "d", n));
    }
    text.append('\n');
  }

  private static boolean isRemarkable(Finding finding) {
    return switch (finding.verdict()) {
      case WRONG, REFUSED_FOR_ANOTHER_REASON -> true;
      case ACCEPTED, REFUSED_RIGHTLY, NOT_YET -> false;
    };
  }

  private static void remark(StringBuilder text, String name, Finding finding) {
    String note = finding.note();
    text.append(finding.verdict().title())
        .append(": ")
        .append(name)
        .append(' ')
        .append(finding.what())
        .append(note.isEmpty() ? "" : ": ")
        .append(note.length() > MAX_NOTE ? note.substring(0, MAX_NOTE) + "..." : note)
        .append('\n');
  }
}
