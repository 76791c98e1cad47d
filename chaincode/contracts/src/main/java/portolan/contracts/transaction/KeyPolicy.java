// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import com.google.protobuf.ByteString;
import java.util.List;
import org.hyperledger.fabric.protos.common.MSPPrincipal;
import org.hyperledger.fabric.protos.common.MSPRole;
import org.hyperledger.fabric.protos.common.SignaturePolicy;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;
import portolan.domain.membership.Consortium;

/**
 * Whose peers must endorse the next change of a key, instead of those whom the chaincode's policy
 * asks for. It costs much where many keys have one, so it is for the few that nothing else guards.
 */
public final class KeyPolicy {
  private final SignaturePolicyEnvelope policy;

  private KeyPolicy(SignaturePolicyEnvelope policy) {
    this.policy = policy;
  }

  /** More than half of these members, in this order: all endorsers must write the same bytes. */
  public static KeyPolicy majority(List<String> mspIds) {
    SignaturePolicy.NOutOf.Builder rule =
        SignaturePolicy.NOutOf.newBuilder().setN(Consortium.majorityOf(mspIds.size()));
    SignaturePolicyEnvelope.Builder policy = SignaturePolicyEnvelope.newBuilder();
    for (int i = 0; i < mspIds.size(); i++) {
      rule.addRules(SignaturePolicy.newBuilder().setSignedBy(i));
      policy.addIdentities(peer(mspIds.get(i)));
    }
    return new KeyPolicy(policy.setRule(SignaturePolicy.newBuilder().setNOutOf(rule)).build());
  }

  private static MSPPrincipal peer(String mspId) {
    ByteString role =
        MSPRole.newBuilder()
            .setMspIdentifier(mspId)
            .setRole(MSPRole.MSPRoleType.PEER)
            .build()
            .toByteString();
    return MSPPrincipal.newBuilder()
        .setPrincipalClassification(MSPPrincipal.Classification.ROLE)
        .setPrincipal(role)
        .build();
  }

  /** As Fabric keeps it with the key. */
  byte[] bytes() {
    return policy.toByteArray();
  }
}
