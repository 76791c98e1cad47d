package portolan.credentials;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * One side of mutual TLS: who we are, and by which authorities the other side must be certified.
 */
public final class MutualTls {
  // Held in memory without a password. A PKCS12 store would derive a key from it, slowly.
  private static final String STORE = "JKS";
  private static final char[] NO_PASSWORD = {};

  private final List<X509Certificate> chain;
  private final KeyManager[] keys;
  private final TrustManager[] trust;

  private MutualTls(List<X509Certificate> chain, KeyManager[] keys, TrustManager[] trust) {
    this.chain = chain;
    this.keys = keys;
    this.trust = trust;
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
      return new MutualTls(chain, keys.getKeyManagers(), trust.getTrustManagers());
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
    return keys.clone();
  }

  /** Whom we trust, for a library's TLS. */
  public TrustManager[] trustManagers() {
    return trust.clone();
  }

  /** Both, for the TLS of the JDK. */
  public SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust, null);
    return context;
  }
}
