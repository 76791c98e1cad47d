// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Which change of GS1 numbers each member is for, as long as it has not come about: one ballot a
 * member, its last. On the ledger {@code {"ballots":[{"by","mspId","companyPrefixes"?,"glns"?}]}}.
 *
 * @param ballots changes, by the member that is for them
 */
public record PartiesBallots(SortedMap<String, PartiesChange> ballots) {
  /** Nobody is for anything. */
  public static final PartiesBallots NONE = new PartiesBallots(new TreeMap<>());

  private static final String BALLOTS = "ballots";
  private static final String BY = "by";

  /** Copies the map. */
  public PartiesBallots {
    ballots = Collections.unmodifiableSortedMap(new TreeMap<>(ballots));
  }

  /** Reads the form on the ledger. */
  public static PartiesBallots fromJson(Fields fields) {
    SortedMap<String, PartiesChange> ballots = new TreeMap<>();
    for (Fields ballot : fields.objects(BALLOTS, 0, Consortium.MAX_MEMBERS)) {
      ballots.put(ballot.text(BY, Format.MEMBER), PartiesChange.read(ballot));
    }
    return new PartiesBallots(ballots);
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object()
        .putAll(
            BALLOTS,
            ballots.entrySet().stream()
                .map(each -> each.getValue().toJson().toBuilder().put(BY, each.getKey()).build())
                .toList())
        .build();
  }

  /** These, and a member's ballot in the place of its earlier one. */
  public PartiesBallots with(String member, PartiesChange change) {
    SortedMap<String, PartiesChange> changed = new TreeMap<>(ballots);
    changed.put(member, change);
    return new PartiesBallots(changed);
  }

  /** How many of these members are for a change. */
  public long count(PartiesChange change, List<Member> members) {
    return members.stream().filter(m -> change.equals(ballots.get(m.mspId()))).count();
  }

  /** What is left when a change has come about: all that was wanted for its member is decided. */
  public PartiesBallots decided(PartiesChange change) {
    SortedMap<String, PartiesChange> left = new TreeMap<>(ballots);
    left.values().removeIf(other -> other.mspId().equals(change.mspId()));
    return new PartiesBallots(left);
  }

  /** The changes that are wanted, each with the members that are for it, in their order. */
  public Map<PartiesChange, List<String>> wanted() {
    Map<PartiesChange, List<String>> wanted = new LinkedHashMap<>();
    ballots.forEach(
        (member, change) -> wanted.computeIfAbsent(change, none -> new ArrayList<>()).add(member));
    return wanted;
  }
}
