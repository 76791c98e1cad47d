// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * A party's word on a document.
 *
 * @param commitment to the document
 * @param ref key under which it is sealed to attestor and authority
 */
public record Attestation(
    String attestor, Commitment commitment, String ref, Instant attestedAt, String payloadHash) {

  static Attestation fromJson(Fields fields) {
    return new Attestation(
        fields.text("attestor", Format.MEMBER),
        fields.commitment("commitment"),
        fields.text("ref", Format.RANDOM),
        fields.timestamp("attestedAt"),
        fields.text("payloadHash", Format.SHA256));
  }

  JsonObject toJson() {
    return Json.object()
        .put("attestor", attestor)
        .put("commitment", commitment.hex())
        .put("ref", ref)
        .put("attestedAt", Timestamp.format(attestedAt))
        .put("payloadHash", payloadHash)
        .build();
  }
}
