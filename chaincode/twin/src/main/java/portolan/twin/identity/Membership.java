// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;

/**
 * The channel's membership services: which certificates belong to whom. Certificates must be issued
 * by a member's root itself; there are no intermediate authorities and no revocation lists.
 */
public final class Membership {
  private static final List<String> UNITS = List.of("peer", "client", "admin", "orderer");
  private static final int REMEMBERED = 10_000;

  private final Map<String, X509Certificate> roots;
  private static final int SHARED = 1_000;

  // Common to all ledgers of this process: certificates are read and verified again and again by
  // tests that share members among their ledgers. Who vouches for one does not change.
  private static final Map<Vouched, Identity> IDENTITIES = new ConcurrentHashMap<>();

  private final Map<ByteString, Optional<Identity>> known = new ConcurrentHashMap<>();

  private record Vouched(X509Certificate root, ByteString serialized) {}

  /** The roots of all organisations by MSP id. */
  public Membership(Map<String, X509Certificate> roots) {
    this.roots = Map.copyOf(roots);
  }

  /** MSP ids of all organisations. */
  public Collection<String> organisations() {
    return roots.keySet();
  }

  /** The identity, or nothing when no member's authority vouches for it. */
  public Optional<Identity> identity(ByteString serialized) {
    Optional<Identity> identity = known.get(serialized);
    if (identity == null) {
      identity = read(serialized);
      if (known.size() < REMEMBERED) {
        known.put(serialized, identity);
      }
    }
    return identity;
  }

  private Optional<Identity> read(ByteString serialized) {
    try {
      SerializedIdentity parts = SerializedIdentity.parseFrom(serialized);
      X509Certificate root = roots.get(parts.getMspid());
      if (root == null) {
        return Optional.empty();
      }
      Vouched vouched = new Vouched(root, serialized);
      Identity shared = IDENTITIES.get(vouched);
      if (shared != null) {
        return Optional.of(shared);
      }
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(parts.getIdBytes().toByteArray()));
      EllipticCurve.requireSigned(certificate, root);
      Identity identity =
          new Identity(
              serialized,
              parts.getMspid(),
              certificate,
              EllipticCurve.nativeKey(certificate.getPublicKey()),
              unit(certificate));
      if (IDENTITIES.size() < SHARED) {
        IDENTITIES.put(vouched, identity);
      }
      return Optional.of(identity);
    } catch (InvalidProtocolBufferException
        | GeneralSecurityException
        | InvalidNameException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String unit(X509Certificate certificate) throws InvalidNameException {
    for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
      if (rdn.getType().equalsIgnoreCase("OU") && UNITS.contains(rdn.getValue().toString())) {
        return rdn.getValue().toString();
      }
    }
    throw new IllegalArgumentException("no organisational unit that says the role");
  }
}
