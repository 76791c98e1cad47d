// SPDX-License-Identifier: Apache-2.0
package portolan.credentials;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;

/**
 * Presents our certificate, and remembers whose the other side has asked for: what is left to say
 * when it refuses ours without a word.
 */
final class OwnSide extends X509ExtendedKeyManager {
  private final X509ExtendedKeyManager keys;
  private final List<X509Certificate> chain;

  /** Issuers that the other side named last; null if it has not asked for a certificate. */
  private volatile List<String> asked;

  private volatile boolean hadNone;

  OwnSide(X509ExtendedKeyManager keys, List<X509Certificate> chain) {
    this.keys = keys;
    this.chain = List.copyOf(chain);
  }

  /** A certificate in words: whose it is, by whom, until when. */
  static String described(X509Certificate certificate) {
    Instant now = Instant.now();
    Instant end = certificate.getNotAfter().toInstant();
    Instant begin = certificate.getNotBefore().toInstant();
    String time =
        now.isAfter(end)
            ? ", expired since " + end
            : now.isBefore(begin) ? ", not valid before " + begin : "";
    return "the certificate "
        + name(certificate.getSubjectX500Principal())
        + ", issued by "
        + name(certificate.getIssuerX500Principal())
        + time;
  }

  static String name(X500Principal principal) {
    return principal.getName().isEmpty() ? "nobody" : principal.getName();
  }

  /** Whether it is clear from here that the other side cannot have accepted our certificate. */
  boolean isUnsuitable() {
    Instant now = Instant.now();
    return asked != null
        && (hadNone
            || now.isAfter(chain.getFirst().getNotAfter().toInstant())
            || now.isBefore(chain.getFirst().getNotBefore().toInstant()));
  }

  /** What we have, and what was asked for. */
  String refusal() {
    List<String> issuers = asked;
    return "it does not accept "
        + described(chain.getFirst())
        + (issuers == null || issuers.isEmpty()
            ? ""
            : "; expected a valid one issued by " + String.join(" or ", issuers));
  }

  private Optional<String> remember(Principal[] issuers, String alias) {
    asked =
        issuers == null
            ? List.of()
            : Arrays.stream(issuers)
                .map(i -> i instanceof X500Principal x ? name(x) : i.getName())
                .distinct()
                .collect(Collectors.toList());
    hadNone = alias == null;
    return Optional.ofNullable(alias);
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return remember(issuers, keys.chooseClientAlias(types, issuers, socket)).orElse(null);
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    return remember(issuers, keys.chooseEngineClientAlias(types, issuers, engine)).orElse(null);
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return keys.chooseServerAlias(type, issuers, socket);
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    return keys.chooseEngineServerAlias(type, issuers, engine);
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return keys.getClientAliases(type, issuers);
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return keys.getServerAliases(type, issuers);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return keys.getCertificateChain(alias);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return keys.getPrivateKey(alias);
  }
}
