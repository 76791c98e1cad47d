// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import portolan.twin.identity.Authority;
import portolan.twin.identity.Signatory;

/**
 * A member organisation: its certificate authority's root and its peer. Making one costs some
 * milliseconds; several ledgers can share it.
 */
public final class Member {
  private final String mspId;
  private final X509Certificate root;
  private final Signatory peer;
  private final Optional<Authority> authority;
  private final Map<String, Signatory> callers = new ConcurrentHashMap<>();

  private Member(
      String mspId, X509Certificate root, Signatory peer, Optional<Authority> authority) {
    this.mspId = mspId;
    this.root = root;
    this.peer = peer;
    this.authority = authority;
  }

  /** A member with an authority of its own, made now. */
  public static Member create(String mspId) {
    return of(mspId, Authority.create(mspId, Instant.now()));
  }

  /** A member whose keys and certificates depend on the seed and the time alone. */
  public static Member reproducible(String mspId, long seed, Instant now) {
    return of(mspId, Authority.create(mspId, now, Optional.of(seed)));
  }

  private static Member of(String mspId, Authority authority) {
    return new Member(
        mspId, authority.certificate(), authority.issue("peer0", "peer"), Optional.of(authority));
  }

  /**
   * A member whose certificates were made elsewhere.
   *
   * @param root the certificate that issued all of the member's identities
   * @param peer the identity with which its peer endorses; its organisational unit is peer
   */
  public static Member of(String mspId, X509Certificate root, Signatory peer) {
    return new Member(mspId, root, peer, Optional.empty());
  }

  /** The MSP id. */
  public String mspId() {
    return mspId;
  }

  /** The certificate of the member's authority. */
  public X509Certificate root() {
    return root;
  }

  /** The identity of the member's peer. */
  public Signatory peer() {
    return peer;
  }

  /**
   * An identity that may call: a client of this member, always the same for the same name.
   *
   * @throws IllegalStateException for a member whose certificates were made elsewhere
   */
  public Signatory caller(String name) {
    return caller(name, Map.of());
  }

  /** As {@link #caller(String)}, with attributes in the certificate. */
  public Signatory caller(String name, Map<String, String> attributes) {
    return callers.computeIfAbsent(name + new TreeMap<>(attributes), n -> issue(name, attributes));
  }

  private Signatory issue(String name, Map<String, String> attributes) {
    return authority
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the authority of " + mspId + " is elsewhere; use an identity made there"))
        .issue(name, "client", attributes);
  }
}
