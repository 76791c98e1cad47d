// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Identity;
import portolan.domain.worldstate.RefusalCode;

/**
 * What is faulty: {@code {"name","from"?,"to"?}}. All units of a product or of a lot, or one object
 * and what it reached while it was faulty, or was where it should not have been.
 *
 * @param what a GTIN, a lot of one, or an object
 * @param from first moment of an object that counts; nothing for all its life
 * @param to last moment of an object that counts
 */
public record Source(Identity what, Optional<Instant> from, Optional<Instant> to) {
  private static final String NAME = "name";

  /** Reads a source, its name in any form. */
  static Source fromJson(Fields fields) {
    Identity what = name(fields, NAME);
    Source source = new Source(what, time(fields, "from"), time(fields, "to"));
    fields.end();
    boolean isWhole = source.from().isEmpty() && source.to().isEmpty();
    if (what instanceof EpcClass && !isWhole) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT,
          source.from().isPresent() ? "from" : "to",
          "expected no time with a class or a lot: all of it is recalled");
    }
    if (source.from().isPresent()
        && source.to().isPresent()
        && source.to().get().isBefore(source.from().get())) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "to", "expected a time that is not before from");
    }
    return source;
  }

  private static Optional<Instant> time(Fields fields, String name) {
    return fields.has(name) ? Optional.of(fields.timestamp(name)) : Optional.empty();
  }

  /**
   * An object, a product or a lot of one.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field
   */
  static Identity name(Fields fields, String field) {
    return name(fields.path(field), fields.text(field, Epc.MAX_LENGTH));
  }

  static Identity name(String path, String text) {
    Identity what;
    try {
      what = Identity.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(RefusalCode.INVALID_ARGUMENT, path, e.getMessage()).toException();
    }
    if (what instanceof EpcClass kind && kind.gtin().isEmpty()) {
      throw new Refusal(
              RefusalCode.INVALID_ARGUMENT,
              path,
              "expected a GTIN, a lot of one, or an object with a serial number")
          .toException();
    }
    return what;
  }

  JsonObject toJson() {
    JsonObject.Builder json = Json.object().put(NAME, what.canonical());
    from.ifPresent(time -> json.put("from", Timestamp.format(time)));
    to.ifPresent(time -> json.put("to", Timestamp.format(time)));
    return json.build();
  }
}
