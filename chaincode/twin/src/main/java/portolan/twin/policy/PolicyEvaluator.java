// SPDX-License-Identifier: Apache-2.0
package portolan.twin.policy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hyperledger.fabric.protos.common.MSPPrincipal;
import org.hyperledger.fabric.protos.common.MSPRole;
import org.hyperledger.fabric.protos.common.SignaturePolicy;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;
import org.hyperledger.fabric.protos.peer.ApplicationPolicy;
import portolan.twin.identity.Identity;
import portolan.twin.identity.Membership;

/** Decides whether signatures are enough for a policy. */
public final class PolicyEvaluator {
  private static final int REMEMBERED = 10_000;

  private final Membership membership;
  private final Map<ByteString, ApplicationPolicy> known = new ConcurrentHashMap<>();

  /** Counts signatures of these organisations. */
  public PolicyEvaluator(Membership membership) {
    this.membership = membership;
  }

  /** The signers whose signatures are right, each once. */
  public List<Identity> signers(Collection<SignedData> signatures) {
    List<Identity> signers = new ArrayList<>();
    Set<X509Certificate> seen = new HashSet<>();
    for (SignedData signed : signatures) {
      Optional<Identity> identity = membership.identity(signed.identity());
      if (identity.isPresent()
          && !seen.contains(identity.get().certificate())
          && identity.get().verifies(signed.message(), signed.signature())) {
        seen.add(identity.get().certificate());
        signers.add(identity.get());
      }
    }
    return signers;
  }

  /**
   * Whether these signers fulfil a serialised {@code ApplicationPolicy}: a signature policy, or a
   * reference to one of the channel's own (Endorsement, Readers, Writers, Admins).
   */
  public boolean fulfils(ByteString applicationPolicy, List<Identity> signers) {
    try {
      ApplicationPolicy policy = read(applicationPolicy);
      return switch (policy.getTypeCase()) {
        case SIGNATURE_POLICY -> fulfils(policy.getSignaturePolicy(), signers);
        case CHANNEL_CONFIG_POLICY_REFERENCE ->
            fulfilsReference(policy.getChannelConfigPolicyReference(), signers);
        case TYPE_NOT_SET -> false;
      };
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private ApplicationPolicy read(ByteString applicationPolicy)
      throws InvalidProtocolBufferException {
    ApplicationPolicy policy = known.get(applicationPolicy);
    if (policy == null) {
      policy = ApplicationPolicy.parseFrom(applicationPolicy);
      if (known.size() < REMEMBERED) {
        known.put(applicationPolicy, policy);
      }
    }
    return policy;
  }

  private boolean fulfilsReference(String reference, List<Identity> signers) {
    int all = membership.organisations().size();
    return switch (reference.substring(reference.lastIndexOf('/') + 1)) {
      case "Endorsement", "LifecycleEndorsement" ->
          organisations(signers, MSPRole.MSPRoleType.PEER) > all / 2;
      case "Admins" -> organisations(signers, MSPRole.MSPRoleType.ADMIN) > all / 2;
      case "Readers", "Writers" -> organisations(signers, MSPRole.MSPRoleType.MEMBER) > 0;
      default -> false;
    };
  }

  private static long organisations(List<Identity> signers, MSPRole.MSPRoleType role) {
    Set<String> organisations = new HashSet<>();
    for (Identity signer : signers) {
      if (signer.hasRole(role)) {
        organisations.add(signer.mspId());
      }
    }
    return organisations.size();
  }

  /** Whether these signers fulfil a signature policy. No signature counts twice. */
  public static boolean fulfils(SignaturePolicyEnvelope policy, List<Identity> signers) {
    return fulfils(
        policy.getRule(), policy.getIdentitiesList(), signers, new boolean[signers.size()]);
  }

  /** Whether any signatures can fulfil a policy. */
  public static boolean isPossible(SignaturePolicyEnvelope policy) {
    return isPossible(policy.getRule(), policy.getIdentitiesCount());
  }

  private static boolean isPossible(SignaturePolicy rule, int principals) {
    return switch (rule.getTypeCase()) {
      case SIGNED_BY -> rule.getSignedBy() >= 0 && rule.getSignedBy() < principals;
      case N_OUT_OF ->
          rule.getNOutOf().getRulesList().stream().filter(r -> isPossible(r, principals)).count()
              >= rule.getNOutOf().getN();
      case TYPE_NOT_SET -> false;
    };
  }

  private static boolean fulfils(
      SignaturePolicy rule, List<MSPPrincipal> principals, List<Identity> signers, boolean[] used) {
    return switch (rule.getTypeCase()) {
      case SIGNED_BY -> {
        if (rule.getSignedBy() < 0 || rule.getSignedBy() >= principals.size()) {
          yield false;
        }
        for (int i = 0; i < used.length; i++) {
          if (!used[i] && signers.get(i).satisfies(principals.get(rule.getSignedBy()))) {
            used[i] = true;
            yield true;
          }
        }
        yield false;
      }
      case N_OUT_OF -> {
        int fulfilled = 0;
        for (SignaturePolicy part : rule.getNOutOf().getRulesList()) {
          boolean[] attempt = Arrays.copyOf(used, used.length);
          if (fulfils(part, principals, signers, attempt)) {
            fulfilled++;
            System.arraycopy(attempt, 0, used, 0, used.length);
          }
        }
        yield fulfilled >= rule.getNOutOf().getN();
      }
      case TYPE_NOT_SET -> false;
    };
  }
}
