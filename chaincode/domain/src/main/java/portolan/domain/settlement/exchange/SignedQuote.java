// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.membership.MemberSignature;

/**
 * A quote with the signature of its provider: {@code {"quote":{..},"signature","certificate"}}.
 *
 * @param signature over {@link #signedBytes}
 */
public record SignedQuote(Quote quote, MemberSignature signature) {
  /** What the signed bytes begin with. */
  public static final String PREFIX = "portolan/quote/1\n";

  /** Reads a signed quote; {@link #verify} is another step. */
  public static SignedQuote fromJson(Fields fields) {
    SignedQuote signed =
        new SignedQuote(Quote.fromJson(fields.object("quote")), MemberSignature.fromJson(fields));
    fields.end();
    return signed;
  }

  /** The form in an exchange plan. */
  public JsonObject toJson() {
    return signature.addTo(Json.object().put("quote", quote.toJson())).build();
  }

  /** The bytes that the signature covers. */
  public static byte[] signedBytes(Quote quote) {
    return (PREFIX + quote.toJson().canonical()).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Checks the signature and who signed.
   *
   * @param path path of the signed quote in the call
   * @param dealer the certificate that the provider has appointed
   */
  public void verify(String path, X509Certificate dealer) {
    signature.verify(
        path,
        signedBytes(quote),
        dealer,
        "the certificate with which the provider said that it signs quotes");
  }
}
