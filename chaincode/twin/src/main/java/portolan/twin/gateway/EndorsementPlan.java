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
  private final List<Predicate<Identity>> restrictions = new ArrayList<>();

  /**
   * Reads what a simulation touched.
   *
   * @param protect whether organisations outside of a collection must not see the proposal, because
   *     it has transient data
   */
  EndorsementPlan(Channel channel, ChaincodeInterest interest, String chaincode, boolean protect) {
    this.channel = channel;
    List<ChaincodeCall> calls =
        interest.getChaincodesCount() == 0
            ? List.of(ChaincodeCall.newBuilder().setName(chaincode).build())
            : interest.getChaincodesList();
    calls.forEach(call -> require(call, protect));
  }

  private void require(ChaincodeCall call, boolean protect) {
    Optional<ByteString> own =
        channel.definition(call.getName()).map(Definition::endorsementPolicy);
    if (call.getCollectionNamesCount() == 0) {
      if (!call.getDisregardNamespacePolicy()) {
        policies.add(signers -> own.isPresent() && fulfils(own.get(), signers));
      }
      call.getKeyPoliciesList()
          .forEach(policy -> policies.add(signers -> PolicyEvaluator.fulfils(policy, signers)));
    }
    for (String collection : call.getCollectionNamesList()) {
      Optional<ByteString> policy = channel.collectionPolicy(call.getName(), collection);
      policies.add(signers -> policy.isPresent() && fulfils(policy.get(), signers));
      if (protect || !call.getNoPrivateReads()) {
        restrictions.add(
            peer ->
                channel
                    .collection(call.getName(), collection)
                    .map(c -> Channel.isMember(c, peer))
                    .orElse(false));
      }
    }
  }

  private boolean fulfils(ByteString policy, List<Identity> signers) {
    return channel.policies().fulfils(policy, signers);
  }

  /** The smallest sets of peers that are enough; those with the first endorser come first. */
  List<List<Peer>> layouts(List<Peer> peers, Peer first) {
    List<Peer> eligible =
        peers.stream()
            .filter(p -> restrictions.stream().allMatch(r -> r.test(identity(p))))
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
