// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who must endorse a transaction: all of {@code required}, one of the {@code guardians} if there
 * are any, and {@code count} of the {@code partners}. Everybody to whom something is sealed is
 * required; a guardian is any member that can guard the domain; a partner is any other member that
 * is up.
 *
 * @param required MSP ids
 * @param guardians MSP ids in order of preference
 * @param partners MSP ids in order of preference; the guardian that is chosen is not counted
 * @param count how many partners are needed
 */
public record Endorsers(
    List<String> required, List<String> guardians, List<String> partners, int count) {
  public Endorsers {
    required = List.copyOf(new LinkedHashSet<>(required));
    guardians = without(guardians, required);
    partners = without(partners, required);
    if (count < 0
        || required.size() + guardians.size() + count == 0
        || partners.size() - (partners.stream().anyMatch(guardians::contains) ? 1 : 0) < count) {
      throw new IllegalArgumentException(
          "expected at least " + count + " partners, found " + partners);
    }
  }

  /** Without a guardian to choose. */
  public Endorsers(List<String> required, List<String> partners, int count) {
    this(required, List.of(), partners, count);
  }

  private static List<String> without(List<String> members, List<String> others) {
    Set<String> left = new LinkedHashSet<>(members);
    others.forEach(left::remove);
    return List.copyOf(left);
  }

  /** Exactly these. */
  public static Endorsers exactly(List<String> members) {
    return new Endorsers(members, List.of(), 0);
  }

  /**
   * The organisations to ask on the given attempt (from 0): each attempt prefers the next guardian,
   * and after all of them the next partner.
   */
  public List<String> choice(int attempt) {
    List<String> chosen = new ArrayList<>(required);
    List<String> others = partners;
    int turn = attempt;
    if (!guardians.isEmpty()) {
      String guardian = guardians.get(attempt % guardians.size());
      chosen.add(guardian);
      others = without(partners, List.of(guardian));
      turn = attempt / guardians.size();
    }
    for (int i = 0; i < count; i++) {
      chosen.add(others.get((turn + i) % others.size()));
    }
    return chosen;
  }

  /** How many different choices there are. */
  public int choices() {
    return Math.max(1, guardians.size()) * (count == 0 ? 1 : partners.size());
  }

  String encode() {
    return String.join(",", required)
        + "|"
        + String.join(",", partners)
        + "|"
        + count
        + (guardians.isEmpty() ? "" : "|" + String.join(",", guardians));
  }

  static Endorsers decode(String text) {
    List<String> parts = Splitter.on('|').splitToList(text);
    return new Endorsers(
        names(parts.get(0)),
        parts.size() > 3 ? names(parts.get(3)) : List.of(),
        names(parts.get(1)),
        Integer.parseInt(parts.get(2)));
  }

  private static List<String> names(String text) {
    return text.isEmpty() ? List.of() : Splitter.on(',').splitToList(text);
  }
}
