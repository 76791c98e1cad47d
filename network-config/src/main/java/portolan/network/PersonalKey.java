// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.List;

/**
 * The signing key of a person, for example of an officer of a bank, with a certificate for it. No
 * gateway has such a key.
 */
public final class PersonalKey {
  private final CertificateAuthority.Credentials credentials;

  private PersonalKey(CertificateAuthority.Credentials credentials) {
    this.credentials = credentials;
  }

  /**
   * Makes a new key, ECDSA P-256, and a certificate for a year.
   *
   * @param name of the person
   * @param organisation that the person works for
   */
  public static PersonalKey create(String name, String organisation) {
    return new PersonalKey(
        new CertificateAuthority(organisation, organisation, Clock.systemUTC())
            .issue(name, "client", CertificateAuthority.Purpose.IDENTITY, List.of()));
  }

  /** The certificate, PEM. */
  public String certificatePem() {
    return CertificateAuthority.certificatePem(credentials.certificate());
  }

  /** Signature with SHA-256 of these bytes, DER in Base64. */
  public String sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(credentials.keys().getPrivate());
      signature.update(bytes);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a new P-256 key cannot sign", e);
    }
  }
}
