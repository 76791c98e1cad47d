// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonBoolean;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;

/**
 * Reads the members of one object and goes on after a fault: what is wrong is collected, and
 * nothing is returned for it.
 */
final class Part {
  private static final int MAX_URI = 2000;
  private static final int MAX_SHOWN = 40;
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");

  private final JsonObject object;
  private final String pointer;
  private final Faults faults;
  private final Set<String> read = new HashSet<>();

  private Part(JsonObject object, String pointer, Faults faults) {
    this.object = object;
    this.pointer = pointer;
    this.faults = faults;
  }

  /** The part, or a fault if it is no object. */
  static Optional<Part> of(Json json, String pointer, Faults faults) {
    if (json instanceof JsonObject object) {
      return Optional.of(new Part(object, pointer, faults));
    }
    faults.add(pointer, Fault.Code.KIND, "expected an object, found " + json.kind());
    return Optional.empty();
  }

  JsonObject json() {
    return object;
  }

  String pointer() {
    return pointer;
  }

  String pointer(String name) {
    return Faults.member(pointer, name);
  }

  boolean has(String name) {
    return object.members().containsKey(name);
  }

  void fault(String name, Fault.Code code, String expected) {
    faults.add(pointer(name), code, expected);
  }

  /** A member of any kind, whether there or not. */
  Optional<Json> take(String name) {
    read.add(name);
    return object.member(name);
  }

  /** Says that a member has to be there. */
  void require(String name, String expected) {
    if (!has(name)) {
      fault(name, Fault.Code.MISSING, "expected " + expected + ", found nothing");
    }
  }

  Optional<String> text(String name) {
    return take(name).flatMap(json -> text(json, pointer(name)));
  }

  private Optional<String> text(Json json, String at) {
    if (json instanceof JsonText text) {
      return Optional.of(text.value());
    }
    faults.add(at, Fault.Code.KIND, "expected a string, found " + json.kind());
    return Optional.empty();
  }

  Optional<String> uri(String name) {
    return text(name).flatMap(text -> uri(text, pointer(name)));
  }

  private Optional<String> uri(String text, String at) {
    if (isUri(text)) {
      return Optional.of(text);
    }
    faults.add(
        at,
        Fault.Code.FORM,
        "expected a URI of at most " + MAX_URI + " characters, found " + shown(text));
    return Optional.empty();
  }

  /** A date and time with offset that exists. */
  Optional<Instant> time(String name) {
    return text(name)
        .flatMap(
            text -> {
              if (!TIME.matcher(text).matches()) {
                fault(
                    name,
                    Fault.Code.FORM,
                    "expected a date and time with offset, such as \"2026-11-21T10:30:00.000+01:00\","
                        + " found "
                        + shown(text));
                return Optional.empty();
              }
              try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
              } catch (DateTimeException e) {
                fault(
                    name,
                    Fault.Code.TIME,
                    "expected a time that exists: no 24:00, no second 60, an offset up to 18 hours");
                return Optional.empty();
              }
            });
  }

  Optional<BigDecimal> number(String name) {
    return take(name)
        .flatMap(
            json -> {
              if (json instanceof JsonNumber number) {
                return Optional.of(number.value());
              }
              fault(name, Fault.Code.KIND, "expected a number, found " + json.kind());
              return Optional.empty();
            });
  }

  Optional<Boolean> flag(String name) {
    return take(name)
        .flatMap(
            json -> {
              if (json instanceof JsonBoolean flag) {
                return Optional.of(flag.value());
              }
              fault(name, Fault.Code.KIND, "expected true or false, found " + json.kind());
              return Optional.empty();
            });
  }

  Optional<Part> part(String name) {
    return take(name).flatMap(json -> of(json, pointer(name), faults));
  }

  /** The elements of an array with their pointers. */
  List<At> elements(String name, int max) {
    Optional<Json> json = take(name);
    if (json.isEmpty()) {
      return List.of();
    }
    if (!(json.get() instanceof JsonArray array)) {
      fault(name, Fault.Code.KIND, "expected an array, found " + json.get().kind());
      return List.of();
    }
    int size = array.values().size();
    if (size > max) {
      fault(name, Fault.Code.COUNT, "expected at most " + max + " elements, found " + size);
      return List.of();
    }
    List<At> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(new At(array.values().get(i), pointer(name) + "/" + i));
    }
    return elements;
  }

  List<Part> parts(String name, int max) {
    List<Part> parts = new ArrayList<>();
    elements(name, max).forEach(e -> of(e.json(), e.pointer(), faults).ifPresent(parts::add));
    return parts;
  }

  /** An array of URIs, each with its pointer. */
  List<UriAt> uris(String name, int max) {
    List<UriAt> uris = new ArrayList<>();
    for (At e : elements(name, max)) {
      text(e.json(), e.pointer())
          .flatMap(text -> uri(text, e.pointer()))
          .ifPresent(uri -> uris.add(new UriAt(uri, e.pointer())));
    }
    return uris;
  }

  /** Whether the member is an array that is not empty. */
  boolean hasElements(String name) {
    return object.members().get(name) instanceof JsonArray array && !array.values().isEmpty();
  }

  /** Members that nobody read: extensions are fine where they are allowed, others are faults. */
  void end(Optional<Context> extensions) {
    for (String name : object.members().keySet()) {
      if (!read.contains(name)) {
        if (extensions.isEmpty() || name.indexOf(':') < 0) {
          fault(name, Fault.Code.UNKNOWN, "unknown field; expected only " + known(extensions));
        } else if (!isUri(name)) {
          fault(name, Fault.Code.FORM, "expected a name that is a URI, prefix:name");
        } else if (!extensions.get().declares(name)) {
          fault(
              name,
              Fault.Code.PREFIX,
              "expected a prefix that the @context declares, found "
                  + shown(name.substring(0, name.indexOf(':'))));
        }
      }
    }
  }

  private String known(Optional<Context> extensions) {
    return String.join(", ", new TreeSet<>(read))
        + (extensions.isPresent() ? " or extensions (prefix:name)" : "");
  }

  static String shown(String text) {
    return text.length() > MAX_SHOWN ? "another text" : Json.text(text).canonical();
  }

  /** An absolute URI (RFC 3986). */
  static boolean isUri(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1 || text.length() > MAX_URI) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      boolean digit = c >= '0' && c <= '9';
      if (i < colon) {
        if (!letter && (i == 0 || (!digit && "+.-".indexOf(c) < 0))) {
          return false;
        }
      } else if (c == '%') {
        if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
          return false;
        }
      } else if (!letter && !digit && "-._~:/?#[]@!$&'()*+,;=".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
  }

  /** A value and where it is. */
  record At(Json json, String pointer) {}

  /** A URI and where it is. */
  record UriAt(String uri, String pointer) {}
}
