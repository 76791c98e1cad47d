// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import java.security.PublicKey;

/** A private key on P-256 that signs as Fabric wants it: SHA-256, DER, s in the lower half. */
public interface SigningKey {
  /** The other half. */
  PublicKey publicKey();

  /** ECDSA over SHA-256 of the message. */
  ByteString sign(ByteString message);
}
