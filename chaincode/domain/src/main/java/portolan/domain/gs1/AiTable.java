// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import portolan.domain.gs1.ApplicationIdentifier.Component;
import portolan.domain.gs1.ApplicationIdentifier.Requirement;

/**
 * All application identifiers: the GS1 syntax dictionary, which this package carries as {@code
 * application-identifiers.txt}.
 */
public final class AiTable {
  private static final String RESOURCE = "application-identifiers.txt";
  private static final int SHORTEST = 2;
  private static final int LONGEST = 4;

  /** Longest value of an AI that this table does not know. */
  private static final int LONGEST_UNKNOWN = 90;

  private static final Map<String, ApplicationIdentifier> BY_CODE = read();

  private AiTable() {}

  /** All of them, sorted by code. */
  public static Collection<ApplicationIdentifier> all() {
    return BY_CODE.values();
  }

  /** The AI of this code. */
  public static Optional<ApplicationIdentifier> find(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  static ApplicationIdentifier get(String code) {
    return find(code)
        .orElseThrow(() -> new IllegalArgumentException("expected a known AI, found " + code));
  }

  /** The AI that this text begins with; no AI begins with another one. */
  static Optional<ApplicationIdentifier> at(String text, int from) {
    for (int length = SHORTEST; length <= LONGEST && from + length <= text.length(); length++) {
      ApplicationIdentifier found = BY_CODE.get(text.substring(from, from + length));
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /**
   * An AI that GS1 may have added since: of any value, as long as the others with these first two
   * digits, and neither the beginning of a known one nor the other way round.
   */
  static Optional<ApplicationIdentifier> unknown(String code) {
    if (code.length() < SHORTEST || code.length() > LONGEST || !CharacterSet.isDigits(code)) {
      return Optional.empty();
    }
    boolean conflicts =
        BY_CODE.keySet().stream()
            .anyMatch(
                known ->
                    known.startsWith(code)
                        || code.startsWith(known)
                        || (known.startsWith(code.substring(0, SHORTEST))
                            && known.length() != code.length()));
    return conflicts
        ? Optional.empty()
        : Optional.of(
            new ApplicationIdentifier(
                code,
                false,
                false,
                List.of(new Component(CharacterSet.X, 1, LONGEST_UNKNOWN, false, List.of())),
                List.of(),
                List.of(),
                Optional.empty(),
                "UNKNOWN"));
  }

  private static Map<String, ApplicationIdentifier> read() {
    Map<String, ApplicationIdentifier> table = new TreeMap<>();
    for (String line : Resource.lines(RESOURCE)) {
      String[] columns = line.split("\t", -1);
      String[] range = columns[0].split("-", -1);
      int last = Integer.parseInt(range[range.length - 1]);
      for (int number = Integer.parseInt(range[0]); number <= last; number++) {
        String code = String.format(Locale.ROOT, "%0" + range[0].length() + "d", number);
        table.put(code, entry(code, columns));
      }
    }
    return Collections.unmodifiableMap(table);
  }

  private static ApplicationIdentifier entry(String code, String[] columns) {
    List<Component> components = new ArrayList<>();
    for (String component : columns[2].split(" ", -1)) {
      components.add(component(component));
    }
    List<Requirement> requirements = new ArrayList<>();
    List<String> excluded = new ArrayList<>();
    List<List<String>> qualifiers = null;
    for (String attribute : columns[3].split(" ", -1)) {
      int equals = attribute.indexOf('=');
      String name = equals < 0 ? attribute : attribute.substring(0, equals);
      String value = attribute.substring(equals + 1);
      switch (name) {
        case "" -> {}
        case "req" -> requirements.add(new Requirement(split(value, ",", "\\+")));
        case "ex" -> excluded.addAll(List.of(value.split(",", -1)));
        case "dlpkey" -> qualifiers = equals < 0 ? List.of() : split(value, "\\|", ",");
        default -> throw new IllegalStateException("unknown attribute of AI " + code + ": " + name);
      }
    }
    return new ApplicationIdentifier(
        code,
        columns[1].indexOf('*') >= 0,
        columns[1].indexOf('?') >= 0,
        components,
        requirements,
        excluded,
        Optional.ofNullable(qualifiers),
        columns[4]);
  }

  private static List<List<String>> split(String text, String outer, String inner) {
    List<List<String>> lists = new ArrayList<>();
    for (String part : text.split(outer, -1)) {
      lists.add(List.of(part.split(inner, -1)));
    }
    return lists;
  }

  /** A component such as {@code N13}, {@code X..20} or {@code [N4]}, with linters after commas. */
  private static Component component(String text) {
    String[] parts = text.split(",", -1);
    boolean optional = parts[0].startsWith("[");
    String form = optional ? parts[0].substring(1, parts[0].length() - 1) : parts[0];
    boolean variable = form.startsWith("..", 1);
    int max = Integer.parseInt(form.substring(variable ? 3 : 1));
    List<Linter> linters = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      linters.add(Linter.named(parts[i]));
    }
    return new Component(
        CharacterSet.valueOf(form.substring(0, 1)), variable ? 1 : max, max, optional, linters);
  }
}
