package portolan.gateway.outbox;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who must endorse a transaction: all of {@code required} and {@code count} of the {@code
 * partners}. The domain's guardian and everybody to whom something is sealed are required; a
 * partner is any other member that is up.
 *
 * @param required MSP ids
 * @param partners MSP ids in order of preference
 * @param count how many partners are needed
 */
public record Endorsers(List<String> required, List<String> partners, int count) {
  public Endorsers {
    required = List.copyOf(new LinkedHashSet<>(required));
    Set<String> others = new LinkedHashSet<>(partners);
    required.forEach(others::remove);
    partners = List.copyOf(others);
    if (count < 0 || partners.size() < count || required.size() + count == 0) {
      throw new IllegalArgumentException(
          "expected at least " + count + " partners, found " + partners);
    }
  }

  /** Exactly these. */
  public static Endorsers exactly(List<String> members) {
    return new Endorsers(members, List.of(), 0);
  }

  /**
   * The organisations to ask on the given attempt (from 0): each attempt prefers the next partner.
   */
  public List<String> choice(int attempt) {
    List<String> chosen = new ArrayList<>(required);
    for (int i = 0; i < count; i++) {
      chosen.add(partners.get((attempt + i) % partners.size()));
    }
    return chosen;
  }

  /** How many different choices there are. */
  public int choices() {
    return count == 0 ? 1 : partners.size();
  }

  String encode() {
    return String.join(",", required) + "|" + String.join(",", partners) + "|" + count;
  }

  static Endorsers decode(String text) {
    List<String> parts = Splitter.on('|').splitToList(text);
    return new Endorsers(names(parts.get(0)), names(parts.get(1)), Integer.parseInt(parts.get(2)));
  }

  private static List<String> names(String text) {
    return text.isEmpty() ? List.of() : Splitter.on(',').splitToList(text);
  }
}
