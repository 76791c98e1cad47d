// SPDX-License-Identifier: Apache-2.0
package portolan.twin.ledger;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over concatenated parts. */
public final class Sha256 {
  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException("every JDK has SHA-256", e);
            }
          });

  private Sha256() {}

  /** The hash of all parts, one after the other. */
  public static ByteString of(ByteString... parts) {
    return of(java.util.Arrays.asList(parts));
  }

  /** The hash of all parts, one after the other. */
  public static ByteString of(Iterable<ByteString> parts) {
    MessageDigest digest = DIGEST.get();
    digest.reset();
    for (ByteString part : parts) {
      for (java.nio.ByteBuffer bytes : part.asReadOnlyByteBufferList()) {
        digest.update(bytes);
      }
    }
    return ByteString.copyFrom(digest.digest());
  }

  /** The hash of a key, as Fabric names keys in hashed collections. */
  public static ByteString ofKey(String key) {
    return of(ByteString.copyFromUtf8(key));
  }

  /** A hash as the key of a {@link Space#hashes} space. */
  public static String asKey(ByteString hash) {
    return hash.toString(StandardCharsets.ISO_8859_1);
  }
}
