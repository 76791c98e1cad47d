// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import portolan.domain.worldstate.RefusalCode;

/**
 * Reads the members of one object. Every error is a {@link RefusedException} with the code {@code
 * INVALID_ARGUMENT}, the path of the field and what was expected there.
 *
 * <p>Call {@link #end()} after the last member: a member that nobody read is refused, so that a
 * misspelt optional field is not ignored.
 */
public final class Fields {
  private static final Pattern AMOUNT = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,17})(\\.[0-9]{1,10})?");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private static final Json MISSING = new JsonNull();
  private static final String NOTHING = "nothing";
  private static final String OTHER_FORM = "another form";

  private final String path;
  private final JsonObject object;
  private final boolean sealed;
  private final Set<String> read = new HashSet<>();

  private Fields(String path, JsonObject object, boolean sealed) {
    this.path = path;
    this.object = object;
    this.sealed = sealed;
  }

  /** Reads a value that has to be an object; {@code path} is empty for the outermost one. */
  public static Fields of(String path, Json json) {
    return of(path, json, false);
  }

  /** As {@link #of}, for a sealed document: no error shows one of its values. */
  public static Fields ofSealed(String path, Json json) {
    return of(path, json, true);
  }

  private static Fields of(String path, Json json, boolean sealed) {
    if (json instanceof JsonObject object) {
      return new Fields(path, object, sealed);
    }
    throw invalid(path, "an object", json.kind());
  }

  /** Reads a text that has to be a JSON object; {@code path} names it in errors. */
  public static Fields parse(String path, byte[] utf8) {
    try {
      return of(path, Json.parse(utf8));
    } catch (MalformedJsonException e) {
      throw new Refusal(RefusalCode.INVALID_ARGUMENT, path, "not JSON: " + e.getMessage())
          .toException();
    }
  }

  /** The path of this object in the call, for example {@code items[3]}. */
  public String path() {
    return path;
  }

  /** The path of a member, for example {@code items[3].secret}. */
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The object itself. */
  public JsonObject json() {
    return object;
  }

  /** Whether the member is there (and not null). */
  public boolean has(String name) {
    return !(found(name) instanceof JsonNull);
  }

  /** Any value. */
  public Json json(String name) {
    return required(name, "a value");
  }

  /** An object. */
  public Fields object(String name) {
    return of(path(name), required(name, "an object"), sealed);
  }

  /** An object that may be missing. */
  public Optional<Fields> optionalObject(String name) {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /** An array of {@code min} to {@code max} values of any kind. */
  public List<Json> values(String name, int min, int max) {
    Json json = found(name);
    if (json instanceof JsonArray array
        && array.values().size() >= min
        && array.values().size() <= max) {
      return array.values();
    }
    throw invalid(
        path(name),
        "an array of " + min + " to " + max + " values",
        json instanceof JsonArray array ? Integer.toString(array.values().size()) : kindOf(json));
  }

  /** An array of objects. */
  public List<Fields> objects(String name, int min, int max) {
    List<Json> values = values(name, min, max);
    List<Fields> objects = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      objects.add(of(path(name) + "[" + i + "]", values.get(i), sealed));
    }
    return objects;
  }

  /** An array of strings of one form. */
  public List<String> texts(String name, int min, int max, Format format) {
    List<Json> values = values(name, min, max);
    List<String> texts = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      Json json = values.get(i);
      if (!(json instanceof JsonText text && format.accepts(text.value()))) {
        throw invalid(
            path(name) + "[" + i + "]",
            format.expected(),
            json instanceof JsonText ? OTHER_FORM : json.kind());
      }
      texts.add(text.value());
    }
    return texts;
  }

  /** A string of 1 to {@code maxLength} UTF-16 code units without control characters. */
  public String text(String name, int maxLength) {
    Json json = found(name);
    if (json instanceof JsonText text && isLine(text.value(), maxLength)) {
      return text.value();
    }
    throw invalid(
        path(name),
        "1 to " + maxLength + " characters, no control characters",
        json instanceof JsonText text ? text.value().length() + " characters" : kindOf(json));
  }

  private static boolean isLine(String text, int maxLength) {
    if (text.isEmpty() || text.length() > maxLength) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** A string of a certain form. */
  public String text(String name, Format format) {
    Json json = found(name);
    if (json instanceof JsonText text && format.accepts(text.value())) {
      return text.value();
    }
    throw invalid(
        path(name), format.expected(), json instanceof JsonText ? OTHER_FORM : kindOf(json));
  }

  /** As {@link #text(String, int)}, or nothing if the member is missing. */
  public Optional<String> optionalText(String name, int maxLength) {
    return has(name) ? Optional.of(text(name, maxLength)) : Optional.empty();
  }

  /** As {@link #text(String, Format)}, or nothing if the member is missing. */
  public Optional<String> optionalText(String name, Format format) {
    return has(name) ? Optional.of(text(name, format)) : Optional.empty();
  }

  /** An amount in minor units: a string of at most 18 decimal digits, no sign. */
  public long amount(String name) {
    Json json = found(name);
    if (json instanceof JsonText text && AMOUNT.matcher(text.value()).matches()) {
      return Long.parseLong(text.value());
    }
    throw invalid(path(name), "minor units as a string of 1 to 18 decimal digits", shown(json));
  }

  /** An {@link #amount} above zero. */
  public long positiveAmount(String name) {
    long amount = amount(name);
    if (amount == 0) {
      throw invalid(path(name), "an amount above zero", "\"0\"");
    }
    return amount;
  }

  /** A number that is not negative, as a string with up to 10 decimals, for example a rate. */
  public BigDecimal decimal(String name) {
    Json json = found(name);
    if (json instanceof JsonText text && DECIMAL.matcher(text.value()).matches()) {
      return new BigDecimal(text.value());
    }
    throw invalid(path(name), "a decimal number as a string, for example \"2.5\"", shown(json));
  }

  /** A whole number. */
  public long integer(String name, long min, long max) {
    Json json = found(name);
    if (json instanceof JsonNumber number) {
      Optional<Long> whole = number.wholeNumber().filter(n -> n >= min && n <= max);
      if (whole.isPresent()) {
        return whole.get();
      }
    }
    throw invalid(path(name), "a whole number from " + min + " to " + max, shown(json));
  }

  /** True or false. */
  public boolean flag(String name) {
    Json json = found(name);
    if (json instanceof JsonBoolean flag) {
      return flag.value();
    }
    throw invalid(path(name), "true or false", kindOf(json));
  }

  /** A timestamp in UTC with milliseconds. */
  public Instant timestamp(String name) {
    Json json = found(name);
    if (json instanceof JsonText text) {
      Optional<Instant> instant = Timestamp.parse(text.value());
      if (instant.isPresent()) {
        return instant.get();
      }
    }
    throw invalid(path(name), "a timestamp such as \"2026-11-21T09:30:00.000Z\"", shown(json));
  }

  /** A calendar date. */
  public LocalDate date(String name) {
    Json json = found(name);
    if (json instanceof JsonText text && DATE.matcher(text.value()).matches()) {
      try {
        return LocalDate.parse(text.value());
      } catch (DateTimeException e) {
        // Reported below: there is no such day.
      }
    }
    throw invalid(path(name), "a date such as \"2026-11-21\"", shown(json));
  }

  /** One of the constants of an enum, by name. */
  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    Json json = found(name);
    E[] constants = type.getEnumConstants();
    if (json instanceof JsonText text) {
      for (E constant : constants) {
        if (constant.name().equals(text.value())) {
          return constant;
        }
      }
    }
    String names = Arrays.stream(constants).map(Enum::name).collect(Collectors.joining(", "));
    throw invalid(path(name), "one of " + names, shown(json));
  }

  /** A commitment. */
  public Commitment commitment(String name) {
    return new Commitment(text(name, Format.SHA256));
  }

  /** An array of commitments. */
  public List<Commitment> commitments(String name, int min, int max) {
    return texts(name, min, max, Format.SHA256).stream().map(Commitment::new).toList();
  }

  /** Refuses members that were not read. */
  public void end() {
    Set<String> surplus = new TreeSet<>(object.members().keySet());
    surplus.removeAll(read);
    if (!surplus.isEmpty()) {
      String name = surplus.iterator().next();
      throw new Refusal(
              RefusalCode.INVALID_ARGUMENT,
              path(name),
              "unknown field; expected only " + String.join(", ", new TreeSet<>(read)))
          .toException();
    }
  }

  /** An error for a member whose value has the right form but the wrong meaning. */
  public RefusedException refuse(RefusalCode code, String name, String message) {
    return new Refusal(code, path(name), message).toException();
  }

  /** A member; what is missing is null. Words for an error are put together when there is one. */
  private Json found(String name) {
    read.add(name);
    Json json = object.members().get(name);
    return json == null ? MISSING : json;
  }

  private Json required(String name, String expected) {
    Json json = found(name);
    if (json instanceof JsonNull) {
      throw invalid(path(name), expected, NOTHING);
    }
    return json;
  }

  private static String kindOf(Json json) {
    return json instanceof JsonNull ? NOTHING : json.kind();
  }

  /** What was found: short values of public fields as they are, of others only the kind. */
  private String shown(Json json) {
    if (sealed) {
      return kindOf(json);
    }
    return switch (json) {
      case JsonNull none -> NOTHING;
      case JsonText text when text.value().length() <= 40 -> text.canonical();
      case JsonNumber number -> number.canonical();
      default -> json.kind();
    };
  }

  private static RefusedException invalid(String path, String expected, String found) {
    return new Refusal(
            RefusalCode.INVALID_ARGUMENT, path, "expected " + expected + ", found " + found)
        .toException();
  }
}
