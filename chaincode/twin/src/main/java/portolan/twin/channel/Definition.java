// SPDX-License-Identifier: Apache-2.0
package portolan.twin.channel;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;
import org.hyperledger.fabric.protos.peer.ApplicationPolicy;
import org.hyperledger.fabric.protos.peer.CollectionPolicyConfig;
import org.hyperledger.fabric.protos.peer.StaticCollectionConfig;
import org.hyperledger.fabric.shim.Chaincode;
import portolan.twin.policy.SignaturePolicies;

/**
 * A committed chaincode definition and the code that serves it on each peer.
 *
 * @param name of the definition; the namespace of its keys
 * @param version as it is committed
 * @param endorsementPolicy serialised {@code ApplicationPolicy}
 * @param collections the explicit private data collections; every member's implicit one is there
 *     without being named
 * @param code makes the chaincode of one peer
 */
public record Definition(
    String name,
    String version,
    ByteString endorsementPolicy,
    List<StaticCollectionConfig> collections,
    Function<PeerContext, Chaincode> code) {
  private static final String CHANNEL_DEFAULT = "/Channel/Application/Endorsement";

  public Definition {
    if (!name.matches("[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "name: expected letters, digits and single - or _ between them, found \"" + name + "\"");
    }
    Objects.requireNonNull(endorsementPolicy);
    Objects.requireNonNull(code);
    collections = List.copyOf(collections);
  }

  /**
   * A definition at version 1.0 with the channel's default policy: a majority of the members.
   *
   * @param code makes the chaincode of one peer, when it is first called there
   */
  public static Definition of(String name, Function<PeerContext, Chaincode> code) {
    return new Definition(
        name,
        "1.0",
        ApplicationPolicy.newBuilder()
            .setChannelConfigPolicyReference(CHANNEL_DEFAULT)
            .build()
            .toByteString(),
        List.of(),
        code);
  }

  /**
   * The same with another endorsement policy.
   *
   * @param policy for example {@code OutOf(2, 'A.peer', 'B.peer', 'C.peer')}
   */
  public Definition withPolicy(String policy) {
    return new Definition(
        name, version, application(SignaturePolicies.parse(policy)), collections, code);
  }

  /** The same at another version. */
  public Definition withVersion(String other) {
    return new Definition(name, other, endorsementPolicy, collections, code);
  }

  /** The same with one more collection. */
  public Definition withCollection(StaticCollectionConfig collection) {
    List<StaticCollectionConfig> all = new ArrayList<>(collections);
    all.add(collection);
    return new Definition(name, version, endorsementPolicy, all, code);
  }

  /** The same served by other code: a changed build of one dishonest or newer member. */
  public Definition servedBy(Function<PeerContext, Chaincode> otherCode) {
    return new Definition(name, version, endorsementPolicy, collections, otherCode);
  }

  /**
   * A collection that every member of these policies' organisations keeps, read and written by
   * members only, without a lifetime.
   *
   * @param memberPolicy for example {@code OR('A.member', 'B.member')}
   */
  public static StaticCollectionConfig.Builder collection(String name, String memberPolicy) {
    return StaticCollectionConfig.newBuilder()
        .setName(name)
        .setMemberOrgsPolicy(
            CollectionPolicyConfig.newBuilder()
                .setSignaturePolicy(SignaturePolicies.parse(memberPolicy)))
        .setMaximumPeerCount(1)
        .setMemberOnlyRead(true)
        .setMemberOnlyWrite(true);
  }

  static ByteString application(SignaturePolicyEnvelope policy) {
    return ApplicationPolicy.newBuilder().setSignaturePolicy(policy).build().toByteString();
  }
}
