// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import org.hyperledger.fabric.client.identity.Signer;

/**
 * Signs digests with ECDSA on P-256. Fabric accepts a signature only when its S is in the lower
 * half of the curve's order; the JDK gives either, and both are signatures of the same message.
 */
final class LowSSigner implements Signer {
  static final BigInteger ORDER =
      new BigInteger("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16);
  static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
  private static final int WIDTH = 32;

  private final PrivateKey key;

  LowSSigner(PrivateKey key) {
    this.key = key;
  }

  @Override
  public byte[] sign(byte[] digest) throws GeneralSecurityException {
    // R and S side by side, each 32 bytes (IEEE P1363), which is easier taken apart than DER.
    Signature ecdsa = Signature.getInstance("NONEwithECDSAinP1363Format");
    ecdsa.initSign(key);
    ecdsa.update(digest);
    byte[] both = ecdsa.sign();
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(both, 0, WIDTH));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(both, WIDTH, 2 * WIDTH));
    return der(r, s.compareTo(HALF_ORDER) > 0 ? ORDER.subtract(s) : s);
  }

  /** SEQUENCE of two INTEGERs (X.690); every length is below 128, so one byte holds it. */
  private static byte[] der(BigInteger r, BigInteger s) {
    byte[] first = r.toByteArray();
    byte[] second = s.toByteArray();
    byte[] der = new byte[6 + first.length + second.length];
    der[0] = 0x30;
    der[1] = (byte) (4 + first.length + second.length);
    der[2] = 2;
    der[3] = (byte) first.length;
    System.arraycopy(first, 0, der, 4, first.length);
    der[4 + first.length] = 2;
    der[5 + first.length] = (byte) second.length;
    System.arraycopy(second, 0, der, 6 + first.length, second.length);
    return der;
  }
}
