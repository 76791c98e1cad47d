// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;

/**
 * The GS1 numbers that a member is to have from now on, all of them: item of {@code changeParties}
 * [any member], {@code {"mspId","companyPrefixes"?,"glns"?}}.
 *
 * @param mspId the member that is to have them
 * @param companyPrefixes under which it alone issues numbers
 * @param glns that mean it in events
 */
public record PartiesChange(
    String mspId, SortedSet<CompanyPrefix> companyPrefixes, SortedSet<Gln> glns) {
  static final String MEMBER = "mspId";

  /** Copies the sets. */
  public PartiesChange {
    companyPrefixes = Collections.unmodifiableSortedSet(new TreeSet<>(companyPrefixes));
    glns = Collections.unmodifiableSortedSet(new TreeSet<>(glns));
  }

  /** Reads an item. */
  public static PartiesChange fromJson(Fields fields) {
    PartiesChange change = read(fields);
    fields.end();
    return change;
  }

  static PartiesChange read(Fields fields) {
    return new PartiesChange(
        fields.text(MEMBER, Format.MEMBER), Member.companyPrefixes(fields), Member.glns(fields));
  }

  /** The item. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object().put(MEMBER, mspId);
    Member.addNumbers(json, companyPrefixes, glns);
    return json.build();
  }

  /** Whether the member has just these numbers. */
  public boolean isSo(Member member) {
    return of(member).equals(member);
  }

  /** The member with these numbers. */
  Member of(Member member) {
    return new Member(member.mspId(), member.name(), member.roles(), companyPrefixes, glns);
  }
}
