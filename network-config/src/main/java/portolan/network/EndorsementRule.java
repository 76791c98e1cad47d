// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.util.List;
import java.util.stream.Collectors;
import portolan.network.Consortium.Member;

/** Who must sign the transactions of a chaincode definition, in words that do not name members. */
public sealed interface EndorsementRule {

  /**
   * The rule as a signature policy of Fabric over these members' peers.
   *
   * @throws IllegalArgumentException when these members cannot fulfil it; the message says why
   */
  String signaturePolicy(List<Member> members);

  /** Any so many members. */
  record Any(int members) implements EndorsementRule {
    @Override
    public String signaturePolicy(List<Member> all) {
      return outOf(members, all);
    }
  }

  /** Each of these members, by their MSP ids. */
  record All(List<String> mspIds) implements EndorsementRule {
    public All {
      mspIds = List.copyOf(mspIds);
    }

    @Override
    public String signaturePolicy(List<Member> all) {
      return outOf(mspIds.size(), all.stream().filter(m -> mspIds.contains(m.mspId())).toList());
    }
  }

  /** A member that holds the guardian's role, and so many others beside it. */
  record Guarded(Role guardian, int others) implements EndorsementRule {
    @Override
    public String signaturePolicy(List<Member> all) {
      List<Member> guardians = all.stream().filter(m -> m.roles().contains(guardian)).toList();
      if (guardians.isEmpty()) {
        throw new IllegalArgumentException("no member has the role " + guardian.word());
      }
      List<String> alternatives =
          guardians.stream()
              .map(
                  g ->
                      "AND(%s, %s)"
                          .formatted(
                              peer(g),
                              outOf(others, all.stream().filter(m -> !m.equals(g)).toList())))
              .toList();
      return alternatives.size() == 1
          ? alternatives.getFirst()
          : "OR(" + String.join(", ", alternatives) + ")";
    }
  }

  private static String outOf(int count, List<Member> members) {
    if (count > members.size()) {
      throw new IllegalArgumentException(
          "%d signatures asked for, only %d members could give one"
              .formatted(count, members.size()));
    }
    return members.stream()
        .map(EndorsementRule::peer)
        .collect(Collectors.joining(", ", "OutOf(" + count + ", ", ")"));
  }

  private static String peer(Member member) {
    return "'" + member.mspId() + ".peer'";
  }
}
