// SPDX-License-Identifier: Apache-2.0
package portolan.twin.channel;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hyperledger.fabric.protos.common.MSPRole;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;
import org.hyperledger.fabric.protos.peer.ApplicationPolicy;
import org.hyperledger.fabric.protos.peer.CollectionPolicyConfig;
import org.hyperledger.fabric.protos.peer.StaticCollectionConfig;
import portolan.twin.identity.Identity;
import portolan.twin.identity.Membership;
import portolan.twin.ledger.Entry;
import portolan.twin.ledger.Space;
import portolan.twin.ledger.Version;
import portolan.twin.ledger.WorldState;
import portolan.twin.policy.PolicyEvaluator;
import portolan.twin.policy.SignaturePolicies;

/** One channel: its name, its members and its committed chaincode definitions. */
public final class Channel {
  /** The namespace in which Fabric keeps chaincode definitions. */
  public static final String LIFECYCLE = "_lifecycle";

  private static final String IMPLICIT = "_implicit_org_";
  private static final List<String> FIELDS =
      List.of("Collections", "EndorsementInfo", "Sequence", "ValidationInfo");

  private final String name;
  private final Membership membership;
  private final PolicyEvaluator policies;
  private final Map<String, Definition> definitions = new LinkedHashMap<>();

  /** A channel with all definitions committed in its first block. */
  public Channel(String name, Membership membership, List<Definition> definitions) {
    this.name = name;
    this.membership = membership;
    this.policies = new PolicyEvaluator(membership);
    for (Definition definition : definitions) {
      if (this.definitions.put(definition.name(), definition) != null) {
        throw new IllegalArgumentException("two definitions are called " + definition.name());
      }
    }
  }

  /** The channel id in headers. */
  public String name() {
    return name;
  }

  /** Whose certificates count. */
  public Membership membership() {
    return membership;
  }

  /** Counts signatures of the channel's members. */
  public PolicyEvaluator policies() {
    return policies;
  }

  /** The committed definition of a chaincode. */
  public Optional<Definition> definition(String chaincode) {
    return Optional.ofNullable(definitions.get(chaincode));
  }

  /** All committed definitions. */
  public List<Definition> definitions() {
    return List.copyOf(definitions.values());
  }

  /**
   * The configuration of a collection. For any name of the form of an implicit collection there is
   * one, as in Fabric, also when that organisation is not on the channel.
   */
  public Optional<StaticCollectionConfig> collection(String chaincode, String collection) {
    if (collection.startsWith(IMPLICIT)) {
      return Optional.of(
          StaticCollectionConfig.newBuilder()
              .setName(collection)
              .setMemberOrgsPolicy(
                  CollectionPolicyConfig.newBuilder()
                      .setSignaturePolicy(
                          SignaturePolicies.signedBy(
                              collection.substring(IMPLICIT.length()), MSPRole.MSPRoleType.MEMBER)))
              .build());
    }
    return definition(chaincode)
        .flatMap(
            d -> d.collections().stream().filter(c -> c.getName().equals(collection)).findFirst());
  }

  /** Whether a collection can be written and read: explicit, or implicit of a member. */
  public boolean hasCollection(String chaincode, String collection) {
    return collection.startsWith(IMPLICIT)
        ? membership.organisations().contains(collection.substring(IMPLICIT.length()))
        : collection(chaincode, collection).isPresent();
  }

  /** The endorsement policy of writes to a collection: its own, else its chaincode's. */
  public Optional<ByteString> collectionPolicy(String chaincode, String collection) {
    if (collection.startsWith(IMPLICIT)) {
      return hasCollection(chaincode, collection)
          ? Optional.of(
              Definition.application(
                  SignaturePolicies.signedBy(
                      collection.substring(IMPLICIT.length()), MSPRole.MSPRoleType.PEER)))
          : Optional.empty();
    }
    return collection(chaincode, collection)
        .map(
            c ->
                c.hasEndorsementPolicy()
                    ? c.getEndorsementPolicy().toByteString()
                    : definitions.get(chaincode).endorsementPolicy());
  }

  /** Whether an identity belongs to a collection's members. */
  public static boolean isMember(StaticCollectionConfig collection, Identity identity) {
    return PolicyEvaluator.fulfils(
        collection.getMemberOrgsPolicy().getSignaturePolicy(), List.of(identity));
  }

  /** A key-level validation parameter, from its bytes in the metadata, as an application policy. */
  public static Optional<ByteString> keyPolicy(ByteString validationParameter) {
    try {
      return Optional.of(
          ApplicationPolicy.newBuilder()
              .setSignaturePolicy(SignaturePolicyEnvelope.parseFrom(validationParameter))
              .build()
              .toByteString());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** The key whose reading tells Fabric which definition is in force. */
  public static String sequenceKey(String chaincode) {
    return "namespaces/fields/" + chaincode + "/Sequence";
  }

  /** The keys that Fabric reads to learn a chaincode's collections. */
  public static List<String> definitionKeys(String chaincode) {
    List<String> keys = new ArrayList<>();
    keys.add("namespaces/metadata/" + chaincode);
    FIELDS.forEach(field -> keys.add("namespaces/fields/" + chaincode + "/" + field));
    return keys;
  }

  /** Puts the definitions where Fabric keeps them, so that transactions read them as there. */
  public void writeDefinitions(WorldState state) {
    Version first = new Version(0, 0);
    for (Definition definition : definitions.values()) {
      for (String key : definitionKeys(definition.name())) {
        state.put(
            Space.of(LIFECYCLE),
            key,
            new Entry(ByteString.copyFromUtf8(definition.version()), Entry.NO_METADATA, first));
      }
    }
  }
}
