package portolan.network;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import portolan.network.NetworkFolder.OrganisationFolder;

/** One identity's side of mutual TLS with the nodes of its own organisation. */
final class TlsClient {
  // Held in memory without a password. A PKCS12 store would derive a key from it, slowly.
  private static final String STORE = "JKS";

  private final KeyManager[] keys;
  private final TrustManager[] trust;

  TlsClient(OrganisationFolder organisation, String who)
      throws GeneralSecurityException, IOException {
    char[] none = new char[0];
    KeyStore own = KeyStore.getInstance(STORE);
    own.load(null, none);
    own.setKeyEntry(
        who,
        PemFiles.key(organisation.tlsKey(who)),
        none,
        new X509Certificate[] {PemFiles.certificate(organisation.tlsCertificate(who))});
    KeyManagerFactory keyFactory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyFactory.init(own, none);
    keys = keyFactory.getKeyManagers();
    KeyStore trusted = KeyStore.getInstance(STORE);
    trusted.load(null, none);
    trusted.setCertificateEntry("authority", PemFiles.certificate(organisation.tlsAuthority()));
    TrustManagerFactory trustFactory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustFactory.init(trusted);
    trust = trustFactory.getTrustManagers();
  }

  KeyManager[] keys() {
    return keys.clone();
  }

  TrustManager[] trust() {
    return trust.clone();
  }

  SSLContext context() throws GeneralSecurityException {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys, trust, null);
    return tls;
  }
}
