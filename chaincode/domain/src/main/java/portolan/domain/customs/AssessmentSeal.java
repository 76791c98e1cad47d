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
 * The public side of an {@link Assessment}.
 *
 * @param commitment to the assessment
 * @param due commitment to what it comes to, a {@link TaxDue}
 * @param ref key under which it is sealed to authority and declarant
 */
public record AssessmentSeal(
    String ruleId,
    long version,
    Commitment commitment,
    Commitment due,
    String ref,
    Instant assessedAt) {

  static AssessmentSeal fromJson(Fields fields) {
    return new AssessmentSeal(
        fields.text("ruleId", Format.IDENTIFIER),
        fields.integer("version", 1, RuleBook.MAX_VERSIONS),
        fields.commitment("commitment"),
        fields.commitment("due"),
        fields.text("ref", Format.RANDOM),
        fields.timestamp("assessedAt"));
  }

  JsonObject toJson() {
    return Json.object()
        .put("ruleId", ruleId)
        .put("version", version)
        .put("commitment", commitment.hex())
        .put("due", due.hex())
        .put("ref", ref)
        .put("assessedAt", Timestamp.format(assessedAt))
        .build();
  }
}
