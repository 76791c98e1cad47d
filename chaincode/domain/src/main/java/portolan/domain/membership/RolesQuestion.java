// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Question of {@code roles}: {@code {"mspId"}}; answered with {@code {"roles":[..]}}, none for a
 * member that is unknown.
 *
 * @param mspId the member
 */
public record RolesQuestion(String mspId) {
  private static final Format WORD = Format.of("a role", "[a-z]+", 16);

  /** Reads a question. */
  public static RolesQuestion fromJson(Fields fields) {
    RolesQuestion question = new RolesQuestion(fields.text("mspId", Format.MEMBER));
    fields.end();
    return question;
  }

  /** Reads one that may be asked along with another question. */
  public static Optional<RolesQuestion> optionalFromJson(Fields fields) {
    return fields.optionalText("mspId", Format.MEMBER).map(RolesQuestion::new);
  }

  /** The question. */
  public JsonObject toJson() {
    return Json.object().put("mspId", mspId).build();
  }

  /** An answer. */
  public static JsonObject answer(Set<Role> roles) {
    return Json.object().putTexts("roles", Role.words(roles)).build();
  }

  /** Reads an answer; roles that only a later registry knows are left out. */
  public static Set<Role> roles(Fields answer) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : answer.texts("roles", 0, Role.values().length, WORD)) {
      Role.ofWord(word).ifPresent(roles::add);
    }
    return Collections.unmodifiableSet(roles);
  }
}
