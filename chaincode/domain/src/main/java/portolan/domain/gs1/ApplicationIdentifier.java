// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.List;
import java.util.Optional;

/**
 * A GS1 application identifier (AI) and what the GS1 syntax dictionary says of its values and of
 * its company.
 *
 * @param code two to four digits
 * @param predefinedLength whether the next element follows it without a separator
 * @param dataAttribute whether it may stand in the query of a Digital Link URI
 * @param components what its value consists of, in order
 * @param requirements each one has to be met by the other elements
 * @param excluded AIs that it cannot stand beside; {@code 31nn} is any of those digits
 * @param qualifiers if it is a primary key of Digital Link URIs: the sequences of AIs that may
 *     follow it in the path, in this order, each of them optional
 * @param title the name in the General Specifications
 */
public record ApplicationIdentifier(
    String code,
    boolean predefinedLength,
    boolean dataAttribute,
    List<Component> components,
    List<Requirement> requirements,
    List<String> excluded,
    Optional<List<List<String>>> qualifiers,
    String title) {

  /** Copies the lists. */
  public ApplicationIdentifier {
    components = List.copyOf(components);
    requirements = List.copyOf(requirements);
    excluded = List.copyOf(excluded);
    qualifiers = qualifiers.map(List::copyOf);
  }

  /** A part of a value; only the last one has a variable length. */
  record Component(
      CharacterSet characters, int min, int max, boolean optional, List<Linter> linters) {
    Component {
      linters = List.copyOf(linters);
    }
  }

  /**
   * Other elements that have to be there.
   *
   * @param alternatives one of these is enough; all AIs of it have to be there
   */
  record Requirement(List<List<String>> alternatives) {
    Requirement {
      alternatives = List.copyOf(alternatives);
    }

    @Override
    public String toString() {
      return String.join(" or ", alternatives.stream().map(ais -> String.join("+", ais)).toList());
    }
  }

  /**
   * Checks a whole value.
   *
   * @throws IllegalArgumentException saying what was expected, never the value
   */
  public void require(String value) {
    int longest = components.stream().mapToInt(Component::max).sum();
    int shortest = components.stream().filter(c -> !c.optional()).mapToInt(Component::min).sum();
    if (value.isEmpty() || value.length() < shortest || value.length() > longest) {
      throw new IllegalArgumentException(
          "expected "
              + (shortest == longest ? "" : Math.max(1, shortest) + " to ")
              + longest
              + " characters as value of AI ("
              + code
              + "), found "
              + value.length());
    }
    if (take(value) < value.length()) {
      throw new IllegalArgumentException("expected a shorter value of AI (" + code + ")");
    }
  }

  /** How many characters at the beginning of this text are a value, each component checked. */
  int take(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("expected a value of AI (" + code + ")");
    }
    int at = 0;
    for (Component component : components) {
      int end = Math.min(text.length(), at + component.max());
      if (component.optional() && end == at) {
        continue;
      }
      requireComponent(component, text.substring(at, end));
      at = end;
    }
    return at;
  }

  private void requireComponent(Component component, String part) {
    if (part.length() < component.min()) {
      throw new IllegalArgumentException("expected a longer value of AI (" + code + ")");
    }
    if (!component.characters().accepts(part)) {
      throw new IllegalArgumentException(
          "expected " + component.characters().words() + " in AI (" + code + ")");
    }
    for (Linter linter : component.linters()) {
      linter
          .fault(part)
          .ifPresent(
              fault -> {
                throw new IllegalArgumentException("in AI (" + code + "): " + fault);
              });
    }
  }

  /** Whether a pattern such as {@code 31nn} means this AI. */
  static boolean matches(String pattern, String code) {
    int wild = pattern.indexOf('n');
    return wild < 0 ? pattern.equals(code) : code.startsWith(pattern.substring(0, wild));
  }

  @Override
  public String toString() {
    return "(" + code + ")";
  }
}
