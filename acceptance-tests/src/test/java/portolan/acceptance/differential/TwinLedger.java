// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hyperledger.fabric.protos.peer.ApplicationPolicy;
import org.hyperledger.fabric.protos.peer.StaticCollectionConfig;
import portolan.acceptance.differential.script.ScriptChaincode;
import portolan.network.Consortium;
import portolan.network.Consortium.Member;
import portolan.twin.Twin;
import portolan.twin.channel.Definition;
import portolan.twin.channel.Ordering;
import portolan.twin.identity.Signatory;
import portolan.twin.policy.SignaturePolicies;

/** The twin of a consortium, on the machine's clock. */
public final class TwinLedger implements LedgerUnderTest {
  private static final long MOST_BYTES = 20 << 20;
  private static final int MOST_PENDING = 100_000;

  private final Twin twin;
  private final Map<String, ManagedChannel> channels = new HashMap<>();

  private TwinLedger(Twin twin, List<Member> members) {
    this.twin = twin;
    members.forEach(m -> channels.put(m.mspId(), twin.connect(m.mspId())));
  }

  /** Opens a ledger that nobody has used. */
  public static TwinLedger open(Consortium consortium) {
    Consortium.Ordering ordering = consortium.ordering();
    Twin.Builder twin =
        Twin.named(consortium.channel())
            .ordering(
                new Ordering(
                    ordering.maxMessages(),
                    ordering.preferredBytes(),
                    MOST_BYTES,
                    ordering.batchTimeout(),
                    MOST_PENDING));
    consortium.members().forEach(m -> twin.member(m.mspId()));
    consortium.definitions().forEach(d -> twin.chaincode(definition(consortium, d)));
    return new TwinLedger(twin.open(), consortium.members());
  }

  private static Definition definition(Consortium consortium, Consortium.Definition described) {
    Definition definition =
        Definition.of(described.name(), peer -> new ScriptChaincode(peer.mspId()))
            .withVersion("1")
            .withPolicy(consortium.signaturePolicy(described));
    for (Consortium.Collection collection : described.collections()) {
      definition = definition.withCollection(collection(consortium, collection));
    }
    return definition;
  }

  private static StaticCollectionConfig collection(
      Consortium consortium, Consortium.Collection described) {
    StaticCollectionConfig.Builder collection =
        Definition.collection(
                described.name(),
                described.members().stream()
                    .map(m -> "'" + m + ".member'")
                    .collect(Collectors.joining(", ", "OR(", ")")))
            .setRequiredPeerCount(described.requiredPeers())
            .setMaximumPeerCount(described.mostPeers())
            .setBlockToLive(described.blockToLive())
            .setMemberOnlyRead(described.memberOnlyRead())
            .setMemberOnlyWrite(described.memberOnlyWrite());
    described
        .rule()
        .ifPresent(
            rule ->
                collection.setEndorsementPolicy(
                    ApplicationPolicy.newBuilder()
                        .setSignaturePolicy(
                            SignaturePolicies.parse(rule.signaturePolicy(consortium.members())))));
    return collection.build();
  }

  @Override
  public String name() {
    return "the twin";
  }

  @Override
  public String channel() {
    return twin.channel();
  }

  @Override
  public Channel peer(String mspId) {
    return channels.get(mspId);
  }

  @Override
  public Caller caller(String mspId) {
    Signatory client = twin.member(mspId).caller("client");
    return new Caller(mspId, client.serialized(), client::sign, ByteString.EMPTY);
  }

  @Override
  public Duration ahead() {
    return Duration.ZERO;
  }

  @Override
  public void close() {
    twin.close();
  }
}
