// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.ledger;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import portolan.domain.membership.MemberSignature;
import portolan.gateway.fabric.FabricLedger;

/** Signs documents with the member's own key, for others to verify. */
public final class OwnSignature {
  private OwnSignature() {}

  /** Of these bytes, with the certificate that verifies it. */
  public static MemberSignature of(FabricLedger signer, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer.privateKey());
      signature.update(bytes);
      return new MemberSignature(
          Base64.getEncoder().encodeToString(signature.sign()), signer.certificatePem());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the gateway's own key cannot sign", e);
    }
  }
}
