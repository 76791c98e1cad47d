// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says where two ledgers diverge, in what they were asked, and how to see it again. */
final class Report {
  private static final Pattern TRANSACTION = Pattern.compile("tx#[0-9]+");

  private Report() {}

  static String of(
      long seed,
      int transactions,
      List<Comparison.Divergence> divergences,
      Map<String, String> descriptions) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d divergences with seed %d\nTo see them again: ./portolan test -pl acceptance-tests -am -Dtest=DifferentialTest -Dsurefire.failIfNoSpecifiedTests=false -Dportolan.differential.seed=%d -Dportolan.differential.transactions=%d\n"
            .formatted(divergences.size(), seed, seed, transactions));
    for (Comparison.Divergence each : divergences) {
      text.append("\nround %d, %s\n".formatted(each.round(), each.where()));
      List<String> expected = new ArrayList<>(each.expected().lines().toList());
      List<String> found = new ArrayList<>(each.found().lines().toList());
      List<String> both = new ArrayList<>(expected);
      both.retainAll(found);
      expected.removeAll(both);
      found.removeAll(both);
      String onlyExpected = String.join("\n    ", expected);
      String onlyFound = String.join("\n    ", found);
      Matcher mentioned = TRANSACTION.matcher(each.where() + " " + onlyExpected + " " + onlyFound);
      mentioned
          .results()
          .map(m -> m.group())
          .distinct()
          .forEach(
              tx ->
                  text.append(
                      "  %s is %s\n".formatted(tx, descriptions.getOrDefault(tx, "older"))));
      text.append("  expected:\n    ").append(onlyExpected).append('\n');
      text.append("  found:\n    ").append(onlyFound).append('\n');
    }
    return text.toString();
  }
}
