// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Elements in order: what a GS1 symbol carries, and what a Digital Link URI says. Read and written
 * as an element string ({@code ^} stands for FNC1: {@code ^0109520123456788^10ABC^21XYZ}) or with
 * brackets ({@code (01)09520123456788(10)ABC(21)XYZ}, where {@code \\(} is a bracket of a value).
 *
 * <p>One key names something, with its serial number if it has one: its {@link #identity()}. The
 * rest are {@link #attributes()}, data about it: lot, variant, expiry.
 */
public record ElementString(List<Element> elements) {
  /** Most elements. */
  public static final int MAX_ELEMENTS = 64;

  static final char FNC1 = '^';

  private static final String SIGNATURE = "8030";

  /** Keys with an optional serial number in the same value, and their length without. */
  private static final Map<String, Integer> SERIAL_AFTER = Map.of("253", 13, "255", 13, "8003", 14);

  /** Copies the list. */
  public ElementString {
    elements = List.copyOf(elements);
    if (elements.isEmpty() || elements.size() > MAX_ELEMENTS) {
      throw new IllegalArgumentException("expected 1 to " + MAX_ELEMENTS + " elements");
    }
  }

  /**
   * Reads an element string that begins with {@code ^}. A separator that is not needed is
   * tolerated, also at the end.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static ElementString parse(String text) {
    if (text.length() < 2 || text.charAt(0) != FNC1) {
      throw new IllegalArgumentException("expected ^ (FNC1) and at least one element");
    }
    List<Element> elements = new ArrayList<>();
    int at = 1;
    while (at < text.length()) {
      int from = at;
      ApplicationIdentifier identifier =
          AiTable.at(text, from)
              .orElseThrow(
                  () -> new IllegalArgumentException("expected a known AI at character " + from));
      int begin = at + identifier.code().length();
      int separator = text.indexOf(FNC1, begin);
      int limit = separator < 0 ? text.length() : separator;
      String value = text.substring(begin, begin + identifier.take(text.substring(begin, limit)));
      elements.add(new Element(identifier, value));
      at = begin + value.length();
      if (at < text.length() && text.charAt(at) == FNC1) {
        at++;
      } else if (at < text.length() && !identifier.predefinedLength()) {
        throw new IllegalArgumentException("expected a shorter value of AI " + identifier);
      }
    }
    return new ElementString(elements);
  }

  /**
   * Reads the form with brackets.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static ElementString ofBracketed(String text) {
    return ofBracketed(text, false);
  }

  /**
   * As {@link #ofBracketed(String)}.
   *
   * @param permitUnknown whether AIs are read that the table does not know
   */
  public static ElementString ofBracketed(String text, boolean permitUnknown) {
    List<Element> elements = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int close = text.indexOf(')', at);
      if (text.charAt(at) != '(' || close < 0) {
        throw new IllegalArgumentException("expected an AI in brackets at character " + at);
      }
      String code = text.substring(at + 1, close);
      Optional<ApplicationIdentifier> known = AiTable.find(code);
      ApplicationIdentifier identifier =
          known
              .or(() -> permitUnknown ? AiTable.unknown(code) : Optional.empty())
              .orElseThrow(
                  () -> new IllegalArgumentException("expected a known AI, found " + code));
      StringBuilder value = new StringBuilder();
      at = close + 1;
      while (at < text.length() && text.charAt(at) != '(') {
        boolean escaped = text.startsWith("\\(", at);
        value.append(text.charAt(escaped ? at + 1 : at));
        at += escaped ? 2 : 1;
      }
      elements.add(new Element(identifier, value.toString()));
    }
    return new ElementString(elements);
  }

  /** The element string, with separators where they are needed. */
  public String text() {
    StringBuilder out = new StringBuilder();
    boolean separate = true;
    for (Element element : elements) {
      if (separate) {
        out.append(FNC1);
      }
      out.append(element.code()).append(element.value());
      separate = !element.identifier().predefinedLength();
    }
    return out.toString();
  }

  /** The form with brackets. */
  public String bracketed() {
    StringBuilder out = new StringBuilder();
    for (Element element : elements) {
      out.append('(').append(element.code()).append(')');
      out.append(element.value().replace("(", "\\("));
    }
    return out.toString();
  }

  /** The value of the first element with this AI. */
  public Optional<String> value(String code) {
    return elements.stream().filter(e -> e.code().equals(code)).map(Element::value).findFirst();
  }

  /**
   * Checks what the elements say of one another: an AI that is repeated repeats its value, AIs that
   * exclude one another are not together, those that one requires are there, and a digital
   * signature is about a key with a serial number.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public void requireConsistent() {
    requireEqualRepeats();
    requireNoneExcluded();
    requireCompany();
    requireSerialBesideSignature();
  }

  /**
   * A repeated AI has one value.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public void requireEqualRepeats() {
    Map<String, String> values = new HashMap<>();
    for (Element element : elements) {
      String before = values.putIfAbsent(element.code(), element.value());
      if (before != null && !before.equals(element.value())) {
        throw new IllegalArgumentException("expected one value of AI " + element);
      }
    }
  }

  /**
   * No AI is together with one that it excludes ({@code ex} of the syntax dictionary).
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public void requireNoneExcluded() {
    for (Element element : elements) {
      for (String pattern : element.identifier().excluded()) {
        if (has(pattern, element.code())) {
          throw new IllegalArgumentException(
              "expected AI " + element + " not together with (" + pattern + ")");
        }
      }
    }
  }

  /**
   * Every AI has the others that it requires ({@code req} of the syntax dictionary).
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public void requireCompany() {
    for (Element element : elements) {
      for (ApplicationIdentifier.Requirement requirement : element.identifier().requirements()) {
        boolean met =
            requirement.alternatives().stream()
                .anyMatch(ais -> ais.stream().allMatch(ai -> has(ai, element.code())));
        if (!met) {
          throw new IllegalArgumentException(
              "expected with AI " + element + " also " + requirement);
        }
      }
    }
  }

  /**
   * A digital signature (AI 8030) is beside a serial number.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public void requireSerialBesideSignature() {
    if (value(SIGNATURE).isEmpty()) {
      return;
    }
    for (Element element : elements) {
      Integer length = SERIAL_AFTER.get(element.code());
      if (length != null && element.value().length() == length) {
        throw new IllegalArgumentException(
            "expected a serial number in AI " + element + " beside a digital signature");
      }
    }
  }

  private boolean has(String pattern, String other) {
    return elements.stream()
        .anyMatch(e -> !e.code().equals(other) && ApplicationIdentifier.matches(pattern, e.code()));
  }

  /** What the first key names; nothing if no element is a key of the EPC Tag Data Standard. */
  public Optional<Identity> identity() {
    return KeyType.identity(this);
  }

  /** The elements that are not part of the {@link #identity()}: data about what it names. */
  public List<Element> attributes() {
    Set<String> own = new HashSet<>();
    identity().ifPresent(identity -> own.addAll(KeyType.codes(identity)));
    return elements.stream().filter(e -> !own.contains(e.code())).toList();
  }

  /**
   * The Digital Link URI: the first key and its qualifiers in the path, what is left in the query,
   * values of a fixed length first.
   *
   * @param stem scheme, host and path before it; for example {@code https://id.gs1.org}
   * @throws IllegalArgumentException when there is no key, or an AI that cannot stand in a query
   */
  public String digitalLink(String stem) {
    return DigitalLink.build(this, stem);
  }
}
