// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** An object; its members are sorted by name (UTF-16 code units, RFC 8785 section 3.2.3). */
public record JsonObject(SortedMap<String, Json> members) implements Json {

  /** Copies the members. */
  public JsonObject {
    members.keySet().forEach(CanonicalWriter::requireWellFormed);
    // As a map, not as a sorted one, whose order it would keep; if it is this order no name is
    // compared.
    Map<String, Json> given = members;
    members = Collections.unmodifiableSortedMap(new TreeMap<>(given));
  }

  /** The member of that name, if there is one. */
  public Optional<Json> member(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** A builder that starts with the members of this object. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    members.forEach(builder::put);
    return builder;
  }

  @Override
  public String toString() {
    return canonical();
  }

  /** Collects members; a name that is put twice is a mistake of the caller. */
  public static final class Builder {
    private final SortedMap<String, Json> members = new TreeMap<>();

    Builder() {}

    /** Adds a member. */
    public Builder put(String name, Json value) {
      if (members.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("member put twice: " + name);
      }
      return this;
    }

    /** Adds a string. */
    public Builder put(String name, String value) {
      return put(name, new JsonText(value));
    }

    /** Adds a whole number; its magnitude is below 2^53. */
    public Builder put(String name, long value) {
      return put(name, JsonNumber.of(value));
    }

    /** Adds true or false. */
    public Builder put(String name, boolean value) {
      return put(name, new JsonBoolean(value));
    }

    /** Adds an amount in minor units, as a decimal string. */
    public Builder putAmount(String name, long minorUnits) {
      return put(name, new JsonText(Long.toString(minorUnits)));
    }

    /** Adds an array of strings. */
    public Builder putTexts(String name, Collection<String> values) {
      return put(name, JsonArray.ofTexts(values));
    }

    /** Adds an array. */
    public Builder putAll(String name, Collection<? extends Json> values) {
      return put(name, JsonArray.of(values));
    }

    /** Sets a member, whether or not it was there. */
    public Builder replace(String name, Json value) {
      members.put(name, value);
      return this;
    }

    /** Leaves a member out again. */
    public Builder remove(String name) {
      members.remove(name);
      return this;
    }

    /** The object. */
    public JsonObject build() {
      return new JsonObject(members);
    }
  }
}
