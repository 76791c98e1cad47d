// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.worldstate.RefusalCode;

/**
 * The members that found a channel together: {@code {"members":[{"mspId","name","roles"}]}}.
 *
 * @param members 1 to {@value #MAX_MEMBERS}, each MSP id once
 */
public record Consortium(List<Member> members) {
  /** Most members. */
  public static final int MAX_MEMBERS = 1000;

  private static final int MAX_REGISTERED = 10_000;

  /** Copies the members. */
  public Consortium {
    members = List.copyOf(members);
  }

  /** Reads the members; an MSP id that is named twice is refused. */
  public static Consortium fromJson(Fields fields) {
    List<Fields> entries = fields.objects("members", 1, MAX_MEMBERS);
    Set<String> seen = new HashSet<>();
    for (Fields entry : entries) {
      Member member = Member.fromJson(entry);
      entry.end();
      if (!seen.add(member.mspId())) {
        throw entry.refuse(
            RefusalCode.INVALID_ARGUMENT, "mspId", "expected each member once: " + member.mspId());
      }
    }
    fields.end();
    return new Consortium(entries.stream().map(Member::fromJson).toList());
  }

  /** Reads the answer of {@code members}: none before the founding. */
  public static List<Member> registered(Fields answer) {
    return answer.objects("members", 0, MAX_REGISTERED).stream().map(Member::fromJson).toList();
  }

  /** The answer of {@code members} before the founding. */
  public static JsonObject none() {
    return Json.object().putTexts("members", Set.of()).build();
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object().putAll("members", members.stream().map(Member::toJson).toList()).build();
  }
}
