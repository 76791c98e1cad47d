// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;

/** An identity together with its key: a peer, an orderer, or a caller. */
public final class Signatory {
  private static final Base64.Encoder PEM_BODY =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private final String mspId;
  private final X509Certificate certificate;
  private final SigningKey key;
  private final ByteString serialized;

  Signatory(String mspId, X509Certificate certificate, SigningKey key) {
    this.mspId = mspId;
    this.certificate = certificate;
    this.key = key;
    this.serialized =
        SerializedIdentity.newBuilder()
            .setMspid(mspId)
            .setIdBytes(ByteString.copyFromUtf8(pem(certificate)))
            .build()
            .toByteString();
  }

  /** An identity that was made elsewhere. */
  public static Signatory of(String mspId, X509Certificate certificate, PrivateKey privateKey)
      throws GeneralSecurityException {
    return new Signatory(mspId, certificate, NativeKey.of(certificate.getPublicKey(), privateKey));
  }

  private static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + PEM_BODY.encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The organisation. */
  public String mspId() {
    return mspId;
  }

  /** The certificate of the enrolment. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The certificate in PEM. */
  public String pem() {
    return pem(certificate);
  }

  /** {@code msp.SerializedIdentity} as it stands in headers. */
  public ByteString serialized() {
    return serialized;
  }

  /** Signs a message: ECDSA over SHA-256, DER. */
  public ByteString sign(ByteString message) {
    return key.sign(message);
  }
}
