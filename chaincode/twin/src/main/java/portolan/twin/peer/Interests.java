// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;
import org.hyperledger.fabric.protos.peer.ChaincodeCall;
import org.hyperledger.fabric.protos.peer.ChaincodeInterest;
import org.hyperledger.fabric.protos.peer.MetaDataKeys;
import portolan.twin.channel.Channel;
import portolan.twin.simulation.Simulation;
import portolan.twin.simulation.SimulationException;

/** Which chaincodes, collections and key policies a simulation touched. */
final class Interests {
  /** Looked into by the peer itself; nobody endorses for them. */
  private static final Set<String> SYSTEM = Set.of(Channel.LIFECYCLE, "lscc");

  private Interests() {}

  static ChaincodeInterest of(Simulation.Result result) throws SimulationException {
    SortedMap<String, SortedMap<String, Boolean>> required = new TreeMap<>();
    Map<String, List<SignaturePolicyEnvelope>> keyPolicies = new HashMap<>();
    for (var chaincode : result.written().entrySet()) {
      SortedMap<String, Boolean> of =
          required.computeIfAbsent(chaincode.getKey(), c -> new TreeMap<>(Map.of("", false)));
      for (var collection : chaincode.getValue().entrySet()) {
        for (SortedMap<String, ByteString> metadata : collection.getValue().values()) {
          ByteString policy = metadata.get(MetaDataKeys.VALIDATION_PARAMETER.toString());
          if (policy == null) {
            of.put(collection.getKey(), true);
          } else {
            keyPolicies
                .computeIfAbsent(chaincode.getKey(), c -> new ArrayList<>())
                .add(parse(policy));
          }
        }
      }
    }
    result.shared().getNsRwsetList().stream()
        .map(n -> n.getNamespace())
        .filter(name -> !SYSTEM.contains(name))
        .forEach(name -> required.putIfAbsent(name, new TreeMap<>(Map.of("", true))));
    result
        .privateReads()
        .forEach(
            (chaincode, collections) ->
                collections.forEach(
                    c -> required.computeIfAbsent(chaincode, n -> new TreeMap<>()).put(c, true)));
    ChaincodeInterest.Builder interest = ChaincodeInterest.newBuilder();
    required.forEach(
        (chaincode, collections) ->
            collections.forEach(
                (collection, isRequired) -> {
                  ChaincodeCall.Builder call = ChaincodeCall.newBuilder().setName(chaincode);
                  if (collection.isEmpty()) {
                    List<SignaturePolicyEnvelope> policies =
                        keyPolicies.getOrDefault(chaincode, List.of());
                    if (policies.isEmpty() && !isRequired) {
                      return;
                    }
                    call.addAllKeyPolicies(policies).setDisregardNamespacePolicy(!isRequired);
                  } else {
                    call.addCollectionNames(collection)
                        .setNoPrivateReads(
                            !result
                                .privateReads()
                                .getOrDefault(chaincode, new java.util.TreeSet<>())
                                .contains(collection));
                  }
                  interest.addChaincodes(call);
                }));
    return interest.build();
  }

  private static SignaturePolicyEnvelope parse(ByteString policy) throws SimulationException {
    try {
      return SignaturePolicyEnvelope.parseFrom(policy);
    } catch (InvalidProtocolBufferException e) {
      throw new SimulationException(
          "error unmarshalling SignaturePolicyEnvelope: proto: cannot parse invalid wire-format data");
    }
  }
}
