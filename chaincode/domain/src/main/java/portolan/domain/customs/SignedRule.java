package portolan.domain.customs;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;

/**
 * A rule with the signature of the authority's officer, so that it proves itself outside the
 * channel: {@code {"rule":{..},"signature","certificate"}}.
 *
 * @param signature Base64 of the DER form: ECDSA P-256 with SHA-256 over {@code
 *     "portolan/rule/1\n"} and the rule's canonical JSON
 * @param certificate PEM, X.509
 */
public record SignedRule(TariffRule rule, String signature, String certificate) {
  /** What the signed bytes begin with. */
  public static final String PREFIX = "portolan/rule/1\n";

  private static final int P256_BITS = 256;
  private static final Format SIGNATURE =
      Format.of("a DER signature in Base64", "[A-Za-z0-9+/]{80,128}={0,2}", 128);
  private static final Format PEM =
      Format.of(
          "one X.509 certificate in PEM",
          "-----BEGIN CERTIFICATE-----\\n[A-Za-z0-9+/=\\n]+-----END CERTIFICATE-----\\n?",
          8000);

  /** Reads a signed rule; {@link #verify} is another step. */
  public static SignedRule fromJson(Fields fields) {
    SignedRule signed =
        new SignedRule(
            TariffRule.fromJson(fields.object("rule")),
            fields.text("signature", SIGNATURE),
            fields.text("certificate", PEM));
    fields.end();
    return signed;
  }

  /** The bytes that the signature covers. */
  public static byte[] signedBytes(JsonObject rule) {
    return (PREFIX + rule.canonical()).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Checks the signature and who signed.
   *
   * @param path path of the signed rule in the call
   * @param expected the certificate that the signer has to have
   * @throws portolan.domain.encoding.RefusedException {@code FOREIGN_CERTIFICATE}, {@code
   *     WRONG_SIGNATURE} or {@code INVALID_ARGUMENT}
   */
  public void verify(String path, X509Certificate expected) {
    X509Certificate own = parse(path);
    if (!sameCertificate(own, expected)) {
      throw new Refusal(
              "FOREIGN_CERTIFICATE",
              path + ".certificate",
              "expected the certificate of the caller, who publishes what it signed itself")
          .toException();
    }
    if (!verifies(own.getPublicKey())) {
      throw new Refusal(
              "WRONG_SIGNATURE",
              path + ".signature",
              "expected an ECDSA P-256 signature with SHA-256 of the rule by the key of the"
                  + " certificate")
          .toException();
    }
  }

  private X509Certificate parse(String path) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw new Refusal(
              Refusal.INVALID_ARGUMENT, path + ".certificate", "expected " + PEM.expected())
          .toException();
    }
  }

  private static boolean sameCertificate(X509Certificate one, X509Certificate other) {
    try {
      return Arrays.equals(one.getEncoded(), other.getEncoded());
    } catch (CertificateException e) {
      return false;
    }
  }

  private boolean verifies(PublicKey key) {
    if (!(key instanceof ECPublicKey ec) || ec.getParams().getOrder().bitLength() != P256_BITS) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(signedBytes(rule.toJson()));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Bytes that are not a signature at all.
      return false;
    }
  }
}
