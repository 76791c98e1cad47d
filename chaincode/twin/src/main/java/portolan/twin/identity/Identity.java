// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hyperledger.fabric.protos.common.MSPPrincipal;
import org.hyperledger.fabric.protos.common.MSPRole;

/** An identity whose certificate was issued by a member's authority. */
public final class Identity {
  private static final int REMEMBERED = 1_000;

  private final Map<ByteString, ByteString> good = new ConcurrentHashMap<>();
  private final Map<MSPPrincipal, Boolean> principals = new ConcurrentHashMap<>();
  private final ByteString serialized;
  private final String mspId;
  private final X509Certificate certificate;
  private final PublicKey key;
  private final String unit;

  Identity(
      ByteString serialized,
      String mspId,
      X509Certificate certificate,
      PublicKey key,
      String unit) {
    this.serialized = serialized;
    this.mspId = mspId;
    this.certificate = certificate;
    this.key = key;
    this.unit = unit;
  }

  /** The organisation. */
  public String mspId() {
    return mspId;
  }

  /** As it stood in the header or endorsement. */
  public ByteString serialized() {
    return serialized;
  }

  /** Whether the certificate has expired. */
  public boolean hasExpired(Instant now) {
    return now.isAfter(certificate.getNotAfter().toInstant());
  }

  /**
   * Whether this identity signed the message. A good signature is remembered for a while: several
   * nodes of one process look at the same ones.
   */
  public boolean verifies(ByteString message, ByteString signature) {
    if (message.equals(good.get(signature))) {
      return true;
    }
    boolean verified = EllipticCurve.verifies(key, message, signature);
    if (verified) {
      remember(message, signature);
    }
    return verified;
  }

  /** Notes a signature that this identity's own key made in this process. */
  public void remember(ByteString message, ByteString signature) {
    if (good.size() >= REMEMBERED) {
      good.clear();
    }
    good.put(signature, message);
  }

  /** The certificate, to tell whether two serialised identities are the same one. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Whether this identity is what a policy asks for. */
  public boolean satisfies(MSPPrincipal principal) {
    Boolean known = principals.get(principal);
    if (known == null) {
      known = isWhat(principal);
      if (principals.size() < REMEMBERED) {
        principals.put(principal, known);
      }
    }
    return known;
  }

  private boolean isWhat(MSPPrincipal principal) {
    try {
      return switch (principal.getPrincipalClassification()) {
        case ROLE -> {
          MSPRole role = MSPRole.parseFrom(principal.getPrincipal());
          yield role.getMspIdentifier().equals(mspId) && hasRole(role.getRole());
        }
        case IDENTITY -> principal.getPrincipal().equals(serialized);
        case ORGANIZATION_UNIT, ANONYMITY, COMBINED, UNRECOGNIZED -> false;
      };
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** Whether it has a role in its organisation. */
  public boolean hasRole(MSPRole.MSPRoleType role) {
    return switch (role) {
      case MEMBER -> true;
      case ADMIN -> unit.equals("admin");
      case CLIENT -> unit.equals("client");
      case PEER -> unit.equals("peer");
      case ORDERER -> unit.equals("orderer");
      case UNRECOGNIZED -> false;
    };
  }
}
