// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Makes a certificate that nobody will see, while the native signatures load: the first one of a
 * process takes as long as some hundred later ones, because of the classes that it needs.
 */
final class Rehearsal {
  /** P-256's base point (FIPS 186-4, D.1.2.3) as a public key: a point that is on the curve. */
  private static final byte[] SOME_KEY =
      HexFormat.of()
          .parseHex(
              "3059301306072a8648ce3d020106082a8648ce3d030107034200"
                  + "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                  + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

  static {
    NativeProvider.begin();
    new Authority("Rehearsal", Instant.EPOCH, new UnsignedKey()).issue("peer0", "peer");
  }

  private Rehearsal() {}

  /** Has this class initialised, once in a process. */
  static void once() {}

  private static final class UnsignedKey implements SigningKey {
    @Override
    public PublicKey publicKey() {
      return new PublicKey() {
        @Override
        public String getAlgorithm() {
          return "EC";
        }

        @Override
        public String getFormat() {
          return "X.509";
        }

        @Override
        public byte[] getEncoded() {
          return SOME_KEY.clone();
        }
      };
    }

    @Override
    public ByteString sign(ByteString message) {
      return Der.sequence();
    }
  }
}
