// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;
import portolan.domain.worldstate.RefusalCode;

/**
 * The members that found a channel together: {@code {"members":[..]}}, each as {@link Member} says.
 * A company prefix or GLN is one member's only, and no prefix begins with another.
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

  /** Reads the members; an MSP id or a number that two of them have is refused. */
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
    Consortium consortium = new Consortium(entries.stream().map(Member::fromJson).toList());
    consortium
        .sharedNumber()
        .ifPresent(
            number -> {
              throw fields.refuse(
                  RefusalCode.INVALID_ARGUMENT,
                  "members",
                  "expected each company prefix and each GLN for one member only: " + number);
            });
    return consortium;
  }

  /** Whether these are the same members with the same roles, whatever numbers they have by now. */
  public boolean hasTheMembersOf(Consortium other) {
    return withoutNumbers().equals(other.withoutNumbers());
  }

  private List<Member> withoutNumbers() {
    return members.stream().map(m -> new Member(m.mspId(), m.name(), m.roles())).toList();
  }

  /** A member, if it is one of these. */
  public Optional<Member> member(String mspId) {
    return members.stream().filter(m -> m.mspId().equals(mspId)).findFirst();
  }

  /** These, one of them with other numbers. */
  public Consortium with(PartiesChange change) {
    return new Consortium(
        members.stream().map(m -> m.mspId().equals(change.mspId()) ? change.of(m) : m).toList());
  }

  /** How many members have to be for a change of the registry: more than half of them. */
  public int majority() {
    return majorityOf(members.size());
  }

  /** The same of so many members. */
  public static int majorityOf(int members) {
    return members / 2 + 1;
  }

  /** Which company prefix or GLN is not one member's only, in words; empty if each is. */
  public Optional<String> sharedNumber() {
    List<CompanyPrefix> prefixes =
        members.stream().flatMap(m -> m.companyPrefixes().stream()).sorted().toList();
    for (int i = 1; i < prefixes.size(); i++) {
      if (prefixes.get(i).digits().startsWith(prefixes.get(i - 1).digits())) {
        return Optional.of(
            "company prefix " + prefixes.get(i) + " begins with " + prefixes.get(i - 1));
      }
    }
    List<Gln> glns = members.stream().flatMap(m -> m.glns().stream()).sorted().toList();
    for (int i = 1; i < glns.size(); i++) {
      if (glns.get(i).equals(glns.get(i - 1))) {
        return Optional.of("GLN " + glns.get(i) + " is there twice");
      }
    }
    return Optional.empty();
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
