// SPDX-License-Identifier: Apache-2.0
package portolan.credentials;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One side of mutual TLS: who we are, and by which authorities the other side must be certified.
 */
public final class MutualTls {
  // Held in memory without a password. A PKCS12 store would derive a key from it, slowly.
  private static final String STORE = "JKS";
  private static final char[] NO_PASSWORD = {};

  /** In the text of an alert of the JDK's TLS and of OpenSSL's. */
  private static final String ALERT = "alert";

  private final List<X509Certificate> chain;
  private final OwnSide own;
  private final OtherSide other;

  private MutualTls(List<X509Certificate> chain, OwnSide own, OtherSide other) {
    this.chain = chain;
    this.own = own;
    this.other = other;
  }

  /**
   * Reads our certificate (followed by those between it and its root, if any), its key and the
   * authorities to trust, all PEM.
   *
   * @throws IOException naming the file that cannot be used
   */
  public static MutualTls of(Path certificate, Path privateKey, Path authorities)
      throws IOException {
    List<X509Certificate> chain = PemFiles.certificates(certificate);
    PrivateKey key = PemFiles.privateKey(privateKey);
    List<X509Certificate> roots = PemFiles.certificates(authorities);
    try {
      KeyStore own = emptyStore();
      own.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);
      KeyStore trusted = emptyStore();
      for (int i = 0; i < roots.size(); i++) {
        trusted.setCertificateEntry("authority" + i, roots.get(i));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      return new MutualTls(
          chain,
          new OwnSide((X509ExtendedKeyManager) keys.getKeyManagers()[0], chain),
          new OtherSide((X509ExtendedTrustManager) trust.getTrustManagers()[0], roots));
    } catch (GeneralSecurityException e) {
      throw new IOException(
          certificate + " and " + privateKey + " cannot be used for TLS: " + e.getMessage(), e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(STORE);
    store.load(null, NO_PASSWORD);
    return store;
  }

  /** Our own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Who we are, for a library's TLS. */
  public KeyManager[] keyManagers() {
    return new KeyManager[] {own};
  }

  /** Whom we trust, for a library's TLS. */
  public TrustManager[] trustManagers() {
    return new TrustManager[] {other};
  }

  /** Both, for the TLS of the JDK. */
  public SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers(), trustManagers(), null);
    return context;
  }

  /**
   * Why TLS does not come about, if that is why a connection failed: which certificate was
   * presented, by which issuer, and what was expected. It will fail another time, too.
   *
   * @param failure what the connection failed with; may be null
   * @return a sentence about the other side; empty if the connection failed otherwise
   */
  public Optional<String> refusal(Throwable failure) {
    Optional<String> untrusted = untrusted(failure);
    if (untrusted.isPresent()) {
      return untrusted;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (cause instanceof SSLException && text.toLowerCase(Locale.ROOT).contains(ALERT)) {
        return Optional.of(own.refusal() + " (" + text + ")");
      }
      // Of a copy of netty that may have any package.
      if (cause.getClass().getSimpleName().equals("NotSslRecordException")) {
        return Optional.of("it does not speak TLS; expected the port of a server that does");
      }
    }
    return own.isUnsuitable() ? Optional.of(own.refusal()) : Optional.empty();
  }

  /**
   * The cause of a connection's failure in words: which certificate the other side presented if
   * that was it, else what lies behind all causes.
   */
  public static String reason(Throwable failure) {
    return untrusted(failure)
        .orElseGet(
            () -> {
              Throwable cause = failure;
              while (cause.getCause() != null) {
                cause = cause.getCause();
              }
              return cause.getMessage() == null
                  ? cause.getClass().getSimpleName()
                  : cause.getMessage();
            });
  }

  private static Optional<String> untrusted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OtherSide.Untrusted untrusted) {
        return Optional.of(untrusted.getMessage());
      }
    }
    return Optional.empty();
  }
}
