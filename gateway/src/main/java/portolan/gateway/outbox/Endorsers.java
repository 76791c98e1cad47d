package portolan.gateway.outbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who must endorse a transaction: all of {@code required} and, where {@code partners} are given,
 * one of those. The domain's guardian and everybody to whom something is sealed are required; a
 * partner is any other member that is up.
 *
 * @param required MSP ids
 * @param partners MSP ids in order of preference
 */
public record Endorsers(List<String> required, List<String> partners) {
  public Endorsers {
    required = List.copyOf(new LinkedHashSet<>(required));
    Set<String> others = new LinkedHashSet<>(partners);
    required.forEach(others::remove);
    partners = List.copyOf(others);
    if (required.isEmpty() && partners.isEmpty()) {
      throw new IllegalArgumentException("nobody to endorse");
    }
  }

  /** Exactly these. */
  public static Endorsers exactly(String... members) {
    return new Endorsers(Arrays.asList(members), List.of());
  }

  /**
   * The organisations to ask on the given attempt (from 0): each attempt prefers the next partner.
   */
  public List<String> choice(int attempt) {
    List<String> chosen = new ArrayList<>(required);
    if (!partners.isEmpty()) {
      chosen.add(partners.get(attempt % partners.size()));
    }
    return chosen;
  }

  String encode() {
    return String.join(",", required) + "|" + String.join(",", partners);
  }

  static Endorsers decode(String text) {
    String[] parts = text.split("\\|", -1);
    return new Endorsers(names(parts[0]), names(parts[1]));
  }

  private static List<String> names(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }
}
