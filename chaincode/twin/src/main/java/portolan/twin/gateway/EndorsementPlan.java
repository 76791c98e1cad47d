// SPDX-License-Identifier: Apache-2.0
package portolan.twin.gateway;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hyperledger.fabric.protos.peer.ChaincodeCall;
import org.hyperledger.fabric.protos.peer.ChaincodeInterest;
import portolan.twin.channel.Channel;
import portolan.twin.channel.Definition;
import portolan.twin.identity.Identity;
import portolan.twin.peer.Peer;
import portolan.twin.policy.PolicyEvaluator;

/** Which peers must endorse a transaction when the client leaves that to the gateway. */
final class EndorsementPlan {
  private static final int MOST_MEMBERS = 12;

  private final Channel channel;
  private final List<Predicate<List<Identity>>> policies = new ArrayList<>();
  private final List<Restriction> restrictions = new ArrayList<>();
  private boolean impossible;

  /** Only members of a collection may see a proposal that touches it. */
  private record Restriction(String collection, boolean read, Predicate<Identity> member) {}

  /** Reads what a simulation touched. */
  EndorsementPlan(Channel channel, ChaincodeInterest interest, String chaincode) {
    this.channel = channel;
    List<ChaincodeCall> calls =
        interest.getChaincodesCount() == 0
            ? List.of(ChaincodeCall.newBuilder().setName(chaincode).build())
            : interest.getChaincodesList();
    calls.forEach(this::require);
  }

  private void require(ChaincodeCall call) {
    Optional<ByteString> own =
        channel.definition(call.getName()).map(Definition::endorsementPolicy);
    if (!call.getDisregardNamespacePolicy() && call.getCollectionNamesCount() == 0) {
      policies.add(signers -> own.isPresent() && fulfils(own.get(), signers));
    }
    impossible |= call.getKeyPoliciesList().stream().anyMatch(p -> !PolicyEvaluator.isPossible(p));
    call.getKeyPoliciesList()
        .forEach(policy -> policies.add(signers -> PolicyEvaluator.fulfils(policy, signers)));
    for (String collection : call.getCollectionNamesList()) {
      Optional<ByteString> policy = channel.collectionPolicy(call.getName(), collection);
      policies.add(signers -> policy.isPresent() && fulfils(policy.get(), signers));
      restrictions.add(
          new Restriction(
              collection,
              !call.getNoPrivateReads(),
              peer ->
                  channel
                      .collection(call.getName(), collection)
                      .map(c -> Channel.isMember(c, peer))
                      .orElse(false)));
    }
  }

  /** Collections of which values are written and none is read. */
  List<String> blindlyWritten() {
    return restrictions.stream().filter(r -> !r.read()).map(Restriction::collection).toList();
  }

  /** Whether a key that is written has a policy that no signatures fulfil. */
  boolean hasImpossibleKeyPolicy() {
    return impossible;
  }

  private boolean fulfils(ByteString policy, List<Identity> signers) {
    return channel.policies().fulfils(policy, signers);
  }

  /**
   * The smallest sets of peers that are enough; those with the first endorser come first.
   *
   * @param protect whether organisations outside of a collection that is only written must not see
   *     the proposal either, because it has transient data
   */
  List<List<Peer>> layouts(List<Peer> peers, Peer first, boolean protect) {
    List<Peer> eligible =
        peers.stream()
            .filter(
                p ->
                    restrictions.stream()
                        .filter(r -> protect || r.read())
                        .allMatch(r -> r.member().test(identity(p))))
            .limit(MOST_MEMBERS)
            .toList();
    List<List<Peer>> layouts = new ArrayList<>();
    for (int chosen : smallestEnough(eligible)) {
      layouts.add(chosen(eligible, chosen));
    }
    layouts.sort(
        Comparator.<List<Peer>, Boolean>comparing(s -> !s.contains(first))
            .thenComparing(List::size));
    return layouts;
  }

  /**
   * Peers are bits. The small sets come first, so that those with an enough one in them need no
   * look.
   */
  private List<Integer> smallestEnough(List<Peer> eligible) {
    List<Identity> identities = eligible.stream().map(this::identity).toList();
    List<Integer> enough = new ArrayList<>();
    for (int size = 1; size <= eligible.size(); size++) {
      List<Integer> found = new ArrayList<>();
      for (int set = (1 << size) - 1; set < 1 << eligible.size(); set = nextOfSameSize(set)) {
        if (holdsNone(enough, set) && isEnough(chosen(identities, set))) {
          found.add(set);
        }
      }
      enough.addAll(found);
    }
    enough.sort(Comparator.naturalOrder());
    return enough;
  }

  /** The next larger number with as many bits (Gosper). */
  private static int nextOfSameSize(int set) {
    int lowest = set & -set;
    int carried = set + lowest;
    return carried | (((set ^ carried) / lowest) >> 2);
  }

  private static boolean holdsNone(List<Integer> sets, int set) {
    for (int other : sets) {
      if ((set & other) == other) {
        return false;
      }
    }
    return true;
  }

  private boolean isEnough(List<Identity> signers) {
    for (Predicate<List<Identity>> policy : policies) {
      if (!policy.test(signers)) {
        return false;
      }
    }
    return true;
  }

  private static <T> List<T> chosen(List<T> all, int set) {
    List<T> chosen = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if ((set >> i & 1) == 1) {
        chosen.add(all.get(i));
      }
    }
    return chosen;
  }

  private Identity identity(Peer peer) {
    return channel.membership().identity(peer.identity()).orElseThrow();
  }
}
