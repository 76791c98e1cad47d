// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

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
import portolan.domain.worldstate.RefusalCode;

/**
 * A signature by one of a member's identities: {@code "signature","certificate"} beside the
 * document that is signed.
 *
 * @param signature Base64 of the DER form: ECDSA P-256 with SHA-256
 * @param certificate PEM, X.509
 */
public record MemberSignature(String signature, String certificate) {
  /** One certificate in PEM. */
  public static final Format PEM =
      Format.of(
          "one X.509 certificate in PEM",
          "-----BEGIN CERTIFICATE-----\\n[A-Za-z0-9+/=\\n]+-----END CERTIFICATE-----\\n?",
          8000);

  private static final int P256_BITS = 256;
  private static final Format SIGNATURE =
      Format.of("a DER signature in Base64", "[A-Za-z0-9+/]{80,128}={0,2}", 128);

  /** Reads the two members of a signed document; {@link #verify} is another step. */
  public static MemberSignature fromJson(Fields fields) {
    return new MemberSignature(
        fields.text("signature", SIGNATURE), fields.text("certificate", PEM));
  }

  /** Adds the two members to a signed document. */
  public JsonObject.Builder addTo(JsonObject.Builder json) {
    return json.put("signature", signature).put("certificate", certificate);
  }

  /**
   * Checks the signature and who signed. That the expected certificate is a member's is known from
   * elsewhere: Fabric has verified the chain of every caller.
   *
   * @param path path of the signed document in the call
   * @param bytes what is signed
   * @param expected the certificate that the signer has to have
   * @param whose that certificate, in words
   * @throws portolan.domain.encoding.RefusedException {@code FOREIGN_CERTIFICATE}, {@code
   *     WRONG_SIGNATURE} or {@code INVALID_ARGUMENT}
   */
  public void verify(String path, byte[] bytes, X509Certificate expected, String whose) {
    X509Certificate own = certificate(path + ".certificate", certificate);
    if (!same(own, expected)) {
      throw new Refusal(RefusalCode.FOREIGN_CERTIFICATE, path + ".certificate", "expected " + whose)
          .toException();
    }
    if (!verifies(own.getPublicKey(), bytes)) {
      throw new Refusal(
              RefusalCode.WRONG_SIGNATURE,
              path + ".signature",
              "expected an ECDSA P-256 signature with SHA-256 of the document by the key of the"
                  + " certificate")
          .toException();
    }
  }

  /**
   * Reads a certificate.
   *
   * @param field its path in the call
   */
  public static X509Certificate certificate(String field, String pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw new Refusal(RefusalCode.INVALID_ARGUMENT, field, "expected " + PEM.expected())
          .toException();
    }
  }

  /** Whether two certificates are the same to the byte. */
  public static boolean same(X509Certificate one, X509Certificate other) {
    try {
      return Arrays.equals(one.getEncoded(), other.getEncoded());
    } catch (CertificateException e) {
      return false;
    }
  }

  private boolean verifies(PublicKey key, byte[] bytes) {
    if (!(key instanceof ECPublicKey ec) || ec.getParams().getOrder().bitLength() != P256_BITS) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(bytes);
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Bytes that are not a signature at all.
      return false;
    }
  }
}
