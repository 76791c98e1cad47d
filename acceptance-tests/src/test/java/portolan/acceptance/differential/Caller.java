// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.UnaryOperator;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Signer;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import portolan.gateway.fabric.NativeSigner;

/**
 * Someone who calls chaincode.
 *
 * @param identity as transactions carry it
 * @param signing makes the signature of a message
 * @param tlsHash of the certificate that the caller's connections show, which requests for blocks
 *     repeat; empty when connections show none
 */
public record Caller(
    String mspId, ByteString identity, UnaryOperator<ByteString> signing, ByteString tlsHash) {

  /** A caller whose certificate and key are in files. */
  public static Caller of(String mspId, Path certificate, Path key, ByteString tlsHash)
      throws IOException, GeneralSecurityException {
    X509Certificate read = Identities.readX509Certificate(Files.readString(certificate));
    PrivateKey secret = Identities.readPrivateKey(Files.readString(key));
    Signer signer = new NativeSigner(secret);
    return new Caller(
        mspId,
        SerializedIdentity.newBuilder()
            .setMspid(mspId)
            .setIdBytes(ByteString.copyFromUtf8(Identities.toPemString(read)))
            .build()
            .toByteString(),
        message -> sign(signer, message),
        tlsHash);
  }

  ByteString sign(ByteString message) {
    return signing.apply(message);
  }

  private static ByteString sign(Signer signer, ByteString message) {
    try {
      return ByteString.copyFrom(
          signer.sign(MessageDigest.getInstance("SHA-256").digest(message.toByteArray())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
