// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import portolan.twin.ledger.Sha256;

/**
 * A key made from a number, whose signatures are the same in every run (RFC 6979). For simulation
 * only: who knows the seed knows the key.
 */
final class ReproducibleKey implements SigningKey {
  private static final ECDomainParameters CURVE = curve();

  private final ECPrivateKeyParameters privateKey;
  private final PublicKey publicKey;

  ReproducibleKey(ByteString seed) {
    BigInteger number =
        new BigInteger(1, Sha256.of(seed).toByteArray())
            .mod(CURVE.getN().subtract(BigInteger.ONE))
            .add(BigInteger.ONE);
    privateKey = new ECPrivateKeyParameters(number, CURVE);
    try {
      publicKey =
          KeyFactory.getInstance("EC")
              .generatePublic(
                  new X509EncodedKeySpec(
                      SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                              new ECPublicKeyParameters(
                                  CURVE.getG().multiply(number).normalize(), named()))
                          .getEncoded()));
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECDomainParameters curve() {
    X9ECParameters p256 = CustomNamedCurves.getByName("secp256r1");
    return new ECDomainParameters(p256.getCurve(), p256.getG(), p256.getN(), p256.getH());
  }

  private static ECDomainParameters named() {
    return new org.bouncycastle.crypto.params.ECNamedDomainParameters(
        org.bouncycastle.asn1.x9.X9ObjectIdentifiers.prime256v1, CURVE);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public ByteString sign(ByteString message) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, privateKey);
    BigInteger[] pair = signer.generateSignature(Sha256.of(message).toByteArray());
    BigInteger s =
        pair[1].compareTo(CURVE.getN().shiftRight(1)) <= 0
            ? pair[1]
            : CURVE.getN().subtract(pair[1]);
    return EllipticCurve.der(pair[0], s);
  }
}
