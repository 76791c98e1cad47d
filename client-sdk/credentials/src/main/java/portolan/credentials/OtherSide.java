// SPDX-License-Identifier: Apache-2.0
package portolan.credentials;

import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges the other side's certificate as the JDK does, and says of one that is refused what it was
 * and what was expected.
 */
final class OtherSide extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager judge;
  private final List<X509Certificate> roots;

  /**
   * Whom these authorities certify.
   *
   * @param judge of a {@link KeyStore} that holds the same
   */
  OtherSide(X509ExtendedTrustManager judge, List<X509Certificate> roots) {
    this.judge = judge;
    this.roots = List.copyOf(roots);
  }

  /** Its certificate is not accepted; the message is for people. */
  static final class Untrusted extends CertificateException {
    private static final long serialVersionUID = 1L;

    Untrusted(String message, CertificateException cause) {
      super(message, cause);
    }
  }

  private interface Judgement {
    void pass() throws CertificateException;
  }

  private void judge(X509Certificate[] chain, Judgement judgement) throws CertificateException {
    try {
      judgement.pass();
    } catch (CertificateException e) {
      throw new Untrusted(
          "it presented " + OwnSide.described(chain[0]) + "; expected " + expected(chain[0], e), e);
    }
  }

  private String expected(X509Certificate presented, CertificateException why) {
    String one =
        "one issued by "
            + roots.stream()
                .map(root -> OwnSide.name(root.getSubjectX500Principal()))
                .distinct()
                .collect(Collectors.joining(" or "));
    Instant now = Instant.now();
    if (now.isAfter(presented.getNotAfter().toInstant())
        || now.isBefore(presented.getNotBefore().toInstant())) {
      return one + " that is valid now, " + now;
    }
    if (!hasNoPath(why)) {
      return one + " for this address (" + why.getMessage() + ")";
    }
    boolean namesake =
        roots.stream()
            .anyMatch(r -> r.getSubjectX500Principal().equals(presented.getIssuerX500Principal()));
    return namesake
        ? one + " with another key: the authority of another network has the same name"
        : one;
  }

  private static boolean hasNoPath(Throwable why) {
    for (Throwable cause = why; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathBuilderException
          || (cause instanceof CertPathValidatorException invalid
              && (invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR
                  || invalid.getReason() == BasicReason.INVALID_SIGNATURE))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    judge(chain, () -> judge.checkServerTrusted(chain, type));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge(chain, () -> judge.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge(chain, () -> judge.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    judge(chain, () -> judge.checkClientTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge(chain, () -> judge.checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge(chain, () -> judge.checkClientTrusted(chain, type, engine));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
