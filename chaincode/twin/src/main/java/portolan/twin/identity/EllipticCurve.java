// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keys and signatures on P-256, by native code where the platform has it. */
final class EllipticCurve {
  private static final Logger LOG = Logger.getLogger(EllipticCurve.class.getName());
  private static final Provider PROVIDER = NativeProvider.await();
  private static final String ALGORITHM = "SHA256withECDSA";

  /** Half of the order of P-256's group (FIPS 186-4, D.1.2.3). */
  private static final BigInteger HALF_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
          .shiftRight(1);

  private EllipticCurve() {}

  static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same key, usable by the native code. */
  static PublicKey nativeKey(PublicKey key) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC", PROVIDER)
        .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
  }

  /** The same key, usable by the native code. */
  static PrivateKey nativeKey(PrivateKey key) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC", PROVIDER)
        .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
  }

  static ByteString sign(PrivateKey key, BigInteger order, ByteString message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM, PROVIDER);
      signature.initSign(key);
      for (java.nio.ByteBuffer part : message.asReadOnlyByteBufferList()) {
        signature.update(part);
      }
      return lowS(signature.sign(), order);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteString lowS(byte[] der, BigInteger order) {
    ByteString signature = ByteString.copyFrom(der);
    Der.Pair pair = Der.pair(signature).orElseThrow();
    return pair.second().compareTo(order.shiftRight(1)) <= 0
        ? signature
        : der(pair.first(), order.subtract(pair.second()));
  }

  static ByteString der(BigInteger r, BigInteger s) {
    return Der.sequence(Der.integer(r), Der.integer(s));
  }

  /** Asks this provider alone: without one, Java looks through all there are. */
  static void requireSigned(X509Certificate certificate, X509Certificate root)
      throws GeneralSecurityException {
    certificate.verify(root.getPublicKey(), PROVIDER);
  }

  /** Whether the signature is right and, as Fabric demands, its s in the lower half. */
  static boolean verifies(PublicKey nativeKey, ByteString message, ByteString signature) {
    try {
      if (Der.pair(signature).filter(pair -> pair.second().compareTo(HALF_ORDER) <= 0).isEmpty()) {
        return false;
      }
      Signature verifier = Signature.getInstance(ALGORITHM, PROVIDER);
      verifier.initVerify(nativeKey);
      for (java.nio.ByteBuffer part : message.asReadOnlyByteBufferList()) {
        verifier.update(part);
      }
      return verifier.verify(signature.toByteArray());
    } catch (GeneralSecurityException | IllegalArgumentException | IllegalStateException e) {
      LOG.log(Level.FINE, "not a signature", e);
      return false;
    }
  }
}
