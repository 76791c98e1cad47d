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
    for (int chosen = 1; chosen < 1 << eligible.size(); chosen++) {
      List<Peer> set = new ArrayList<>();
      for (int i = 0; i < eligible.size(); i++) {
        if ((chosen >> i & 1) == 1) {
          set.add(eligible.get(i));
        }
      }
      List<Identity> signers = set.stream().map(this::identity).toList();
      if (policies.stream().allMatch(p -> p.test(signers))) {
        layouts.add(set);
      }
    }
    layouts.removeIf(
        larger ->
            layouts.stream().anyMatch(s -> s.size() < larger.size() && larger.containsAll(s)));
    layouts.sort(
        Comparator.<List<Peer>, Boolean>comparing(s -> !s.contains(first))
            .thenComparing(List::size));
    return layouts;
  }

  private Identity identity(Peer peer) {
    return channel.membership().identity(peer.identity()).orElseThrow();
  }
}
