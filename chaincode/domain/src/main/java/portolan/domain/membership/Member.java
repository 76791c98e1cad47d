// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.worldstate.RefusalCode;

/**
 * A member of the consortium: {@code {"mspId","name","roles":[..]}}.
 *
 * @param mspId its membership service provider
 * @param name 1 to 140 characters, for people
 * @param roles at least one
 */
public record Member(String mspId, String name, Set<Role> roles) {
  private static final Format ROLE =
      Format.of(
          "one of the roles " + String.join(", ", Role.words(EnumSet.allOf(Role.class))),
          "[a-z]+",
          16);

  /** Copies the roles. */
  public Member {
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("expected at least one role for " + mspId);
    }
    roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
  }

  /** Reads a member; a role that is named twice or unknown is refused. */
  public static Member fromJson(Fields fields) {
    String mspId = fields.text("mspId", Format.MEMBER);
    String name = fields.text("name", 140);
    Set<Role> roles = EnumSet.noneOf(Role.class);
    int n = 0;
    for (String word : fields.texts("roles", 1, Role.values().length, ROLE)) {
      String field = "roles[" + n++ + "]";
      Role role =
          Role.ofWord(word)
              .orElseThrow(
                  () ->
                      fields.refuse(
                          RefusalCode.INVALID_ARGUMENT, field, "expected " + ROLE.expected()));
      if (!roles.add(role)) {
        throw fields.refuse(RefusalCode.INVALID_ARGUMENT, field, "expected each role once");
      }
    }
    return new Member(mspId, name, roles);
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object()
        .put("mspId", mspId)
        .put("name", name)
        .putTexts("roles", Role.words(roles))
        .build();
  }
}
