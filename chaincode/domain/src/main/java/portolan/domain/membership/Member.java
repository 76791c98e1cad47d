// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;
import portolan.domain.worldstate.RefusalCode;

/**
 * A member of the consortium: {@code
 * {"mspId","name","roles":[..],"companyPrefixes":[..],"glns":[..]}}, without the last two where it
 * has none.
 *
 * @param mspId its membership service provider
 * @param name 1 to 140 characters, for people
 * @param roles at least one
 * @param companyPrefixes the GS1 company prefixes under which it alone issues numbers
 * @param glns global location numbers that mean it in events: its own, and those of its places
 */
public record Member(
    String mspId,
    String name,
    Set<Role> roles,
    SortedSet<CompanyPrefix> companyPrefixes,
    SortedSet<Gln> glns) {
  /** Most company prefixes of a member, and most GLNs. */
  public static final int MAX_NUMBERS = 1000;

  private static final String PREFIXES = "companyPrefixes";
  private static final String GLNS = "glns";
  private static final Format PREFIX =
      Format.of("a GS1 company prefix of 4 to 12 digits", "[0-9]{4,12}", 12);
  private static final Format GLN =
      Format.of("a GLN of 13 digits with a right check digit", "[0-9]{13}", 13);

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
    companyPrefixes = Collections.unmodifiableSortedSet(new TreeSet<>(companyPrefixes));
    glns = Collections.unmodifiableSortedSet(new TreeSet<>(glns));
  }

  /** One without numbers of its own. */
  public Member(String mspId, String name, Set<Role> roles) {
    this(mspId, name, roles, Collections.emptySortedSet(), Collections.emptySortedSet());
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
    return new Member(mspId, name, roles, companyPrefixes(fields), glns(fields));
  }

  static SortedSet<CompanyPrefix> companyPrefixes(Fields fields) {
    return numbers(fields, PREFIXES, PREFIX, CompanyPrefix::new);
  }

  static SortedSet<Gln> glns(Fields fields) {
    return numbers(fields, GLNS, GLN, Gln::new);
  }

  private static <T extends Comparable<T>> SortedSet<T> numbers(
      Fields fields, String name, Format format, Function<String, T> of) {
    SortedSet<T> numbers = new TreeSet<>();
    if (fields.has(name)) {
      int n = 0;
      for (String digits : fields.texts(name, 1, MAX_NUMBERS, format)) {
        String field = name + "[" + n++ + "]";
        try {
          if (!numbers.add(of.apply(digits))) {
            throw fields.refuse(RefusalCode.INVALID_ARGUMENT, field, "expected each number once");
          }
        } catch (IllegalArgumentException e) {
          throw fields.refuse(RefusalCode.INVALID_ARGUMENT, field, e.getMessage());
        }
      }
    }
    return numbers;
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object().put("mspId", mspId).put("name", name).putTexts("roles", Role.words(roles));
    addNumbers(json, companyPrefixes, glns);
    return json.build();
  }

  static void addNumbers(
      JsonObject.Builder json, SortedSet<CompanyPrefix> companyPrefixes, SortedSet<Gln> glns) {
    if (!companyPrefixes.isEmpty()) {
      json.putTexts(PREFIXES, companyPrefixes.stream().map(CompanyPrefix::digits).toList());
    }
    if (!glns.isEmpty()) {
      json.putTexts(GLNS, glns.stream().map(Gln::digits).toList());
    }
  }
}
