// SPDX-License-Identifier: Apache-2.0
package portolan.domain.group;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.worldstate.WarningCode;

/**
 * What is said of an item that was accepted: {@code {"code","field","message"}}.
 *
 * @param code name of a {@link WarningCode}
 * @param field path of the field that it is about, {@code items[3].event.eventTime}
 * @param message for people
 */
public record Warning(String code, String field, String message) {

  /** A warning with a code of the catalogue. */
  public Warning(WarningCode code, String field, String message) {
    this(code.name(), field, message);
  }

  static Warning fromJson(Fields fields) {
    return new Warning(
        fields.text("code", 64), fields.text("field", 1000), fields.text("message", 10_000));
  }

  JsonObject toJson() {
    return Json.object().put("code", code).put("field", field).put("message", message).build();
  }
}
