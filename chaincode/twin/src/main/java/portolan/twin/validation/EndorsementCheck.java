// SPDX-License-Identifier: Apache-2.0
package portolan.twin.validation;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVMetadataWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVMetadataWriteHash;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWriteHash;
import org.hyperledger.fabric.protos.peer.ApplicationPolicy;
import org.hyperledger.fabric.protos.peer.MetaDataKeys;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.channel.Channel;
import portolan.twin.channel.Definition;
import portolan.twin.identity.Identity;
import portolan.twin.ledger.Entry;
import portolan.twin.ledger.Space;
import portolan.twin.ledger.WorldState;

/**
 * Fabric's default validation (since 2.0) of one block: each written key needs its own policy if it
 * has one, else that of its collection, else that of its chaincode. A key whose policy was written
 * by an earlier transaction of the same block cannot be written by a later one.
 */
final class EndorsementCheck {
  private static final String VALIDATION_PARAMETER = MetaDataKeys.VALIDATION_PARAMETER.toString();
  private static final ByteString LIFECYCLE_POLICY =
      ApplicationPolicy.newBuilder()
          .setChannelConfigPolicyReference("/Channel/Application/LifecycleEndorsement")
          .build()
          .toByteString();

  private final Channel channel;
  private final WorldState state;
  private final Set<Key> policiesWritten = new HashSet<>();

  private record Key(Space space, String key) {}

  EndorsementCheck(Channel channel, WorldState state) {
    this.channel = channel;
    this.state = state;
  }

  /** Transactions must come in the order of the block. */
  TxValidationCode check(EnvelopeTransaction transaction) {
    Set<String> written = new TreeSet<>();
    written.add(transaction.chaincode());
    transaction.namespaces().stream()
        .filter(EnvelopeTransaction.Namespace::isWritten)
        .forEach(n -> written.add(n.name()));
    List<Identity> signers = transaction.signers(channel.policies());
    TxValidationCode result = TxValidationCode.VALID;
    for (String chaincode : written) {
      Optional<ByteString> policy = policy(chaincode);
      if (policy.isEmpty()) {
        return TxValidationCode.INVALID_CHAINCODE;
      }
      if (!new NamespaceCheck(chaincode, policy.get(), signers).isFulfilled(transaction)) {
        result = TxValidationCode.ENDORSEMENT_POLICY_FAILURE;
        break;
      }
      transaction.namespaces().stream()
          .filter(n -> n.name().equals(chaincode))
          .forEach(this::notePolicies);
    }
    return result;
  }

  private Optional<ByteString> policy(String chaincode) {
    return chaincode.equals(Channel.LIFECYCLE)
        ? Optional.of(LIFECYCLE_POLICY)
        : channel.definition(chaincode).map(Definition::endorsementPolicy);
  }

  private void notePolicies(EnvelopeTransaction.Namespace namespace) {
    for (KVMetadataWrite write : namespace.keys().getMetadataWritesList()) {
      policiesWritten.add(new Key(Space.of(namespace.name()), write.getKey()));
    }
    for (EnvelopeTransaction.Collection collection : namespace.collections()) {
      for (KVMetadataWriteHash write : collection.keys().getMetadataWritesList()) {
        policiesWritten.add(
            new Key(
                Space.hashes(namespace.name(), collection.name()), hashKey(write.getKeyHash())));
      }
    }
  }

  private static String hashKey(ByteString hash) {
    return hash.toString(StandardCharsets.ISO_8859_1);
  }

  /** The policies of one chaincode, each counted at most once. */
  private final class NamespaceCheck {
    private final String chaincode;
    private final ByteString chaincodePolicy;
    private final List<Identity> signers;
    private final Map<String, Boolean> checked = new HashMap<>();
    private boolean someChecked;

    private NamespaceCheck(String chaincode, ByteString chaincodePolicy, List<Identity> signers) {
      this.chaincode = chaincode;
      this.chaincodePolicy = chaincodePolicy;
      this.signers = signers;
    }

    private boolean isFulfilled(EnvelopeTransaction transaction) {
      for (EnvelopeTransaction.Namespace namespace : transaction.namespaces()) {
        if (!namespace.name().equals(chaincode)) {
          continue;
        }
        for (String key : publicKeys(namespace)) {
          if (!isFulfilled(Space.of(chaincode), "", key)) {
            return false;
          }
        }
        for (EnvelopeTransaction.Collection collection : namespace.collections()) {
          for (String key : hashedKeys(collection)) {
            if (!isFulfilled(Space.hashes(chaincode, collection.name()), collection.name(), key)) {
              return false;
            }
          }
        }
      }
      return someChecked || chaincodePolicyHolds();
    }

    private List<String> publicKeys(EnvelopeTransaction.Namespace namespace) {
      List<String> keys = new ArrayList<>();
      namespace.keys().getWritesList().stream().map(KVWrite::getKey).forEach(keys::add);
      namespace.keys().getMetadataWritesList().stream()
          .map(KVMetadataWrite::getKey)
          .forEach(keys::add);
      return keys;
    }

    private List<String> hashedKeys(EnvelopeTransaction.Collection collection) {
      List<String> keys = new ArrayList<>();
      for (KVWriteHash write : collection.keys().getHashedWritesList()) {
        keys.add(hashKey(write.getKeyHash()));
      }
      for (KVMetadataWriteHash write : collection.keys().getMetadataWritesList()) {
        keys.add(hashKey(write.getKeyHash()));
      }
      return keys;
    }

    private boolean isFulfilled(Space space, String collection, String key) {
      if (policiesWritten.contains(new Key(space, key))) {
        return false;
      }
      Entry entry = state.get(space, key);
      ByteString parameter = entry == null ? null : entry.metadata().get(VALIDATION_PARAMETER);
      if (parameter == null || parameter.isEmpty()) {
        return defaultPolicyHolds(collection);
      }
      someChecked = true;
      ByteString policy =
          Channel.keyPolicy(parameter)
              .orElseThrow(
                  () ->
                      new PeerHaltedException(
                          "the key \"%s\" of %s has a policy that is none, and is written by a transaction that was endorsed before: Fabric's peers stop on that, and again at every start"
                              .formatted(key, chaincode)));
      return channel.policies().fulfils(policy, signers);
    }

    private boolean defaultPolicyHolds(String collection) {
      if (collection.isEmpty()) {
        return chaincodePolicyHolds();
      }
      return checked.computeIfAbsent(
          collection,
          name ->
              channel
                  .collectionPolicy(chaincode, name)
                  .map(
                      policy -> {
                        someChecked = true;
                        return channel.policies().fulfils(policy, signers);
                      })
                  .orElse(false));
    }

    private boolean chaincodePolicyHolds() {
      someChecked = true;
      Boolean known = checked.get("");
      if (known == null) {
        known = channel.policies().fulfils(chaincodePolicy, signers);
        checked.put("", known);
      }
      return known;
    }
  }
}
