// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.membership.MemberSignature;

/**
 * A rule with the signature of the authority's officer, so that it proves itself outside the
 * channel: {@code {"rule":{..},"signature","certificate"}}.
 *
 * @param signature Base64 of the DER form: ECDSA P-256 with SHA-256 over {@code
 *     "portolan/rule/1\n"} and the rule's canonical JSON
 * @param certificate PEM, X.509
 */
public record SignedRule(TariffRule rule, String signature, String certificate) {
  /** What the signed bytes begin with. */
  public static final String PREFIX = "portolan/rule/1\n";

  /** Reads a signed rule; {@link #verify} is another step. */
  public static SignedRule fromJson(Fields fields) {
    TariffRule rule = TariffRule.fromJson(fields.object("rule"));
    MemberSignature own = MemberSignature.fromJson(fields);
    fields.end();
    return new SignedRule(rule, own.signature(), own.certificate());
  }

  /** The bytes that the signature covers. */
  public static byte[] signedBytes(JsonObject rule) {
    return (PREFIX + rule.canonical()).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Checks the signature and who signed.
   *
   * @param path path of the signed rule in the call
   * @param expected the certificate that the signer has to have
   * @throws portolan.domain.encoding.RefusedException {@code FOREIGN_CERTIFICATE}, {@code
   *     WRONG_SIGNATURE} or {@code INVALID_ARGUMENT}
   */
  public void verify(String path, X509Certificate expected) {
    new MemberSignature(signature, certificate)
        .verify(
            path,
            signedBytes(rule.toJson()),
            expected,
            "the certificate of the caller, who publishes what it signed itself");
  }
}
