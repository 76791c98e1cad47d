// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * GS1 Digital Link URIs: a key and its qualifiers at the end of the path, on any host, after any
 * stem; other elements in the query (GS1 Digital Link Standard: URI Syntax). Parameters that are
 * not AIs, and the fragment, say nothing here.
 */
public final class DigitalLink {
  /** Stem of the canonical form. */
  public static final String CANONICAL_STEM = "https://id.gs1.org";

  private static final List<String> SCHEMES = List.of("https://", "HTTPS://", "http://", "HTTP://");
  private static final String URI_SYMBOLS = "-._~:/?#[]@!$&'()*+,;=%";

  /** Not in a host name, a number of IP or a port. */
  private static final String NOT_IN_HOST = "_~?#@!$&'()*+,;=%";

  /** The names that earlier editions of the standard allowed for AIs in the path. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("cpid", "8010"),
          Map.entry("cpsn", "8011"),
          Map.entry("cpv", "22"),
          Map.entry("gcn", "255"),
          Map.entry("gdti", "253"),
          Map.entry("giai", "8004"),
          Map.entry("ginc", "401"),
          Map.entry("gln", "414"),
          Map.entry("glnx", "254"),
          Map.entry("gmn", "8013"),
          Map.entry("grai", "8003"),
          Map.entry("gsin", "402"),
          Map.entry("gsrn", "8018"),
          Map.entry("gsrnp", "8017"),
          Map.entry("gtin", "01"),
          Map.entry("itip", "8006"),
          Map.entry("lot", "10"),
          Map.entry("party", "417"),
          Map.entry("refno", "8020"),
          Map.entry("ser", "21"),
          Map.entry("srin", "8019"),
          Map.entry("sscc", "00"));

  /** What is read beyond the letter of the standard. */
  public enum Reading {
    /** Nothing. */
    STRICT(false, false),
    /** A GTIN of 8, 12 or 13 digits in the path is filled up with zeros. */
    FILL_UP_GTINS(true, false),
    /** Names for AIs in the path, such as {@code /gtin/}. */
    NAMES(false, true),
    /** Both. */
    LENIENT(true, true);

    private final boolean fillsUp;
    private final boolean takesNames;

    Reading(boolean fillsUp, boolean takesNames) {
      this.fillsUp = fillsUp;
      this.takesNames = takesNames;
    }
  }

  private final Reading reading;
  private final List<Element> elements = new ArrayList<>();

  private DigitalLink(Reading reading) {
    this.reading = reading;
  }

  static boolean isWebUri(String text) {
    return text.regionMatches(true, 0, "http://", 0, 7)
        || text.regionMatches(true, 0, "https://", 0, 8);
  }

  /** Whether it begins as one: the scheme in small letters or in capitals, not mixed. */
  static boolean hasScheme(String text) {
    return SCHEMES.stream().anyMatch(text::startsWith);
  }

  /**
   * Reads a URI: the elements of its path, then those of its query.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static ElementString parse(String uri, Reading reading) {
    String rest = withoutHost(uri);
    int fragment = rest.indexOf('#');
    String upToFragment = fragment < 0 ? rest : rest.substring(0, fragment);
    int question = upToFragment.indexOf('?');
    String path = question < 0 ? upToFragment : upToFragment.substring(0, question);
    DigitalLink link = new DigitalLink(reading);
    link.path(path);
    if (question >= 0) {
      link.query(upToFragment.substring(question + 1));
    }
    return new ElementString(link.elements);
  }

  /** The path, query and fragment, beginning with a slash. */
  private static String withoutHost(String uri) {
    String scheme =
        SCHEMES.stream()
            .filter(uri::startsWith)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException("expected http:// or https:// (or in capitals)"));
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (!CharacterSet.isAlphanumeric(c) && URI_SYMBOLS.indexOf(c) < 0) {
        throw new IllegalArgumentException("expected characters of URIs only");
      }
    }
    int slash = uri.indexOf('/', scheme.length());
    if (slash <= scheme.length()) {
      throw new IllegalArgumentException("expected a host name and a path");
    }
    for (int i = scheme.length(); i < slash; i++) {
      if (NOT_IN_HOST.indexOf(uri.charAt(i)) >= 0) {
        throw new IllegalArgumentException("expected a host name before the path");
      }
    }
    return uri.substring(slash);
  }

  private void path(String path) {
    String[] segments = path.split("/", -1);
    int root = root(segments);
    ApplicationIdentifier key = identifier(segments[root]).orElseThrow();
    List<String> qualifiers = new ArrayList<>();
    for (int i = root; i < segments.length; i += 2) {
      ApplicationIdentifier identifier = identifier(segments[i]).orElseThrow();
      if (i > root) {
        qualifiers.add(identifier.code());
      }
      String value = Escapes.unescape(segments[i + 1]);
      if (reading.fillsUp && identifier.code().equals(KeyType.GTIN)) {
        value = Gtin.filledUp(value);
      }
      elements.add(new Element(identifier, value));
    }
    if (!areInOrder(key, qualifiers)) {
      throw new IllegalArgumentException(
          "expected after AI " + key + " of the path only " + key.qualifiers().orElseThrow());
    }
  }

  /** Where the key is: the last pair of segments that is one, with nothing but AIs behind it. */
  private int root(String[] segments) {
    for (int i = segments.length - 2; i > 0; i -= 2) {
      Optional<ApplicationIdentifier> identifier = identifier(segments[i]);
      if (identifier.isEmpty()) {
        break;
      }
      if (identifier.get().qualifiers().isPresent()) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "expected a path that ends with a GS1 key and its qualifiers, such as /01/GTIN/21/SERIAL or"
            + " /00/SSCC");
  }

  private Optional<ApplicationIdentifier> identifier(String segment) {
    String code = reading.takesNames ? NAMES.getOrDefault(segment, segment) : segment;
    return AiTable.find(code);
  }

  private static boolean areInOrder(ApplicationIdentifier key, List<String> qualifiers) {
    return qualifiers.isEmpty()
        || key.qualifiers().orElseThrow().stream()
            .anyMatch(sequence -> isSubsequence(qualifiers, sequence));
  }

  private static boolean isSubsequence(List<String> part, List<String> whole) {
    int at = -1;
    for (String code : part) {
      int next = whole.indexOf(code);
      if (next <= at) {
        return false;
      }
      at = next;
    }
    return true;
  }

  private void query(String query) {
    int inPath = elements.size();
    Set<String> seen = new HashSet<>(elements.stream().map(Element::code).toList());
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? "" : parameter.substring(0, equals);
      if (name.isEmpty() || !CharacterSet.isDigits(name)) {
        continue;
      }
      ApplicationIdentifier identifier = AiTable.get(name);
      String value = Escapes.unescapeQuery(parameter.substring(equals + 1));
      if (name.equals(KeyType.GTIN)) {
        value = Gtin.filledUp(value);
      }
      Element element = new Element(identifier, value);
      if (!seen.add(name)) {
        throw new IllegalArgumentException("expected AI " + element + " once");
      }
      if (!identifier.dataAttribute() || belongsInPath(name, inPath)) {
        throw new IllegalArgumentException("expected AI " + element + " not in the query");
      }
      elements.add(element);
    }
  }

  private boolean belongsInPath(String code, int inPath) {
    List<String> qualifiers = elements.subList(1, inPath).stream().map(Element::code).toList();
    ApplicationIdentifier key = elements.getFirst().identifier();
    for (int i = 0; i <= qualifiers.size(); i++) {
      List<String> more = new ArrayList<>(qualifiers);
      more.add(i, code);
      if (areInOrder(key, more)) {
        return true;
      }
    }
    return false;
  }

  static String build(ElementString text, String stem) {
    List<Element> distinct = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Element element : text.elements()) {
      if (seen.add(element.code())) {
        distinct.add(element);
      }
    }
    Element key =
        distinct.stream()
            .filter(e -> e.identifier().qualifiers().isPresent())
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("expected a primary key of Digital Link URIs"));
    List<String> path = new ArrayList<>();
    path.add(key.code());
    path.addAll(mostQualifiers(key.identifier(), seen));
    StringBuilder out = new StringBuilder(stem);
    if (stem.endsWith("/")) {
      out.setLength(out.length() - 1);
    }
    for (String code : path) {
      out.append('/').append(code).append('/');
      out.append(Escapes.escape(text.value(code).orElseThrow()));
    }
    List<Element> query = distinct.stream().filter(e -> !path.contains(e.code())).toList();
    char separator = '?';
    for (boolean fixed : new boolean[] {true, false}) {
      for (Element element : query) {
        if (element.identifier().predefinedLength() == fixed) {
          if (!element.identifier().dataAttribute()) {
            throw new IllegalArgumentException(
                "expected no AI " + element + ": it cannot stand in a query");
          }
          out.append(separator).append(element.code()).append('=');
          out.append(Escapes.escape(element.value()));
          separator = '&';
        }
      }
    }
    return out.toString();
  }

  /** Of the first sequence that takes most of these AIs: those that it takes. */
  private static List<String> mostQualifiers(ApplicationIdentifier key, Set<String> present) {
    List<String> most = List.of();
    for (List<String> sequence : key.qualifiers().orElseThrow()) {
      List<String> taken = sequence.stream().filter(present::contains).toList();
      if (taken.size() > most.size()) {
        most = taken;
      }
    }
    return most;
  }
}
