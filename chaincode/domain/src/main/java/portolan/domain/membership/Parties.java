// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Identity;

/**
 * Which member is behind a GS1 number: who issues the keys of a company prefix, who is meant by a
 * global location number. It follows from the registry of members.
 */
public final class Parties {
  private final Map<CompanyPrefix, String> prefixes = new TreeMap<>();
  private final Map<Gln, String> glns = new TreeMap<>();

  /** Of these members. */
  public Parties(List<Member> members) {
    for (Member member : members) {
      member.companyPrefixes().forEach(prefix -> prefixes.put(prefix, member.mspId()));
      member.glns().forEach(gln -> glns.put(gln, member.mspId()));
    }
  }

  /** The member that issues this key; empty if its company prefix is nobody's here. */
  public Optional<String> issuer(Identity identity) {
    return holder(prefix -> prefix.covers(identity));
  }

  /** The member that issues this GTIN; empty if its company prefix is nobody's here. */
  public Optional<String> issuer(Gtin gtin) {
    return holder(prefix -> prefix.covers(gtin));
  }

  /**
   * The member that this number means: that which has registered it, or else the one that issues
   * it; empty if there is neither.
   */
  public Optional<String> member(Gln gln) {
    return Optional.ofNullable(glns.get(gln)).or(() -> holder(prefix -> prefix.covers(gln)));
  }

  private Optional<String> holder(Predicate<CompanyPrefix> covers) {
    return prefixes.entrySet().stream()
        .filter(entry -> covers.test(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
