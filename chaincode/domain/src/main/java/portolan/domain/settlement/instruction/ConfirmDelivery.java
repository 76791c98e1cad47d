// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Evidence;

/**
 * Item of {@code confirm} [logistics, platform]: {@code {"escrowId","secret"}} or {@code
 * {"escrowId","document"}}, and of {@code confirmMilestone} [all]: {@code {"escrowId"}}.
 *
 * @param escrowId the escrow
 * @param evidence what shows the delivery
 */
public record ConfirmDelivery(String escrowId, Evidence evidence) {

  /** With the delivery secret that the consignee gave. */
  public ConfirmDelivery(String escrowId, String secret) {
    this(escrowId, new Evidence.Secret(secret));
  }

  /** Reads an item of {@code confirm}. */
  public static ConfirmDelivery fromJson(Fields fields) {
    String escrowId = fields.text("escrowId", Format.QUALIFIED);
    Evidence evidence =
        fields.has("document")
            ? new Evidence.Document(fields.commitment("document"))
            : new Evidence.Secret(fields.text("secret", Evidence.SECRET));
    fields.end();
    return new ConfirmDelivery(escrowId, evidence);
  }

  /** Reads an item of {@code confirmMilestone}. */
  public static ConfirmDelivery milestone(Fields fields) {
    String escrowId = fields.text("escrowId", Format.QUALIFIED);
    fields.end();
    return new ConfirmDelivery(escrowId, new Evidence.Release());
  }

  /** The item. */
  public JsonObject toJson() {
    return evidence.addTo(Json.object().put("escrowId", escrowId)).build();
  }
}
