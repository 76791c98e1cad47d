// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;

/** Signs with native code: some twenty microseconds each. */
final class NativeKey implements SigningKey {
  private final PublicKey publicKey;
  private final PrivateKey privateKey;
  private final BigInteger order;

  private NativeKey(PublicKey publicKey, PrivateKey privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
    this.order = ((ECPrivateKey) privateKey).getParams().getOrder();
  }

  static NativeKey create() {
    KeyPair keys = EllipticCurve.newKeys();
    return new NativeKey(keys.getPublic(), keys.getPrivate());
  }

  static NativeKey of(PublicKey publicKey, PrivateKey privateKey) throws GeneralSecurityException {
    return new NativeKey(publicKey, EllipticCurve.nativeKey(privateKey));
  }

  /** PKCS #8. */
  byte[] encoded() {
    return privateKey.getEncoded();
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public ByteString sign(ByteString message) {
    return EllipticCurve.sign(privateKey, order, message);
  }
}
