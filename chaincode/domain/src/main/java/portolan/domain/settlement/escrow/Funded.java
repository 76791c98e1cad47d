// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.Trigger;

/**
 * The money is set aside. What ends it is repeated here from the escrow.
 *
 * @param orderId the order that is paid
 * @param declarationId the declaration that customs has to release for that order first; its owner
 *     is the declarant
 * @param authority the member that has to release it
 * @param trigger what counts as the delivery
 * @param deadline from when on it can be refunded
 * @param inspectionSeconds how long a delivery can be inspected; 0 when it is final at once
 * @param lossPlanned whether a loss has payouts of its own
 */
public record Funded(
    String orderId,
    String declarationId,
    String authority,
    Trigger trigger,
    Instant deadline,
    long inspectionSeconds,
    boolean lossPlanned)
    implements EscrowState {

  /**
   * Whether the escrow is about the goods that were released: of its order, declared by its
   * declarant and released by its authority, and on its assessment.
   */
  boolean isAbout(DeclaredGoods goods) {
    return goods.orderId().equals(orderId)
        && goods.declarant().equals(QualifiedId.parse(declarationId).owner())
        && goods.authority().equals(authority)
        && !(trigger instanceof Trigger.Tax(Commitment due) && !due.equals(goods.due()));
  }

  EscrowState delivered(Delivered delivery) {
    return inspectionSeconds == 0
        ? delivery
        : new Inspection(delivery, delivery.confirmedAt().plusSeconds(inspectionSeconds));
  }

  /** Reads it. */
  static Funded fromJson(Fields fields) {
    return new Funded(
        fields.text("orderId", Format.QUALIFIED),
        fields.text("declarationId", Format.QUALIFIED),
        fields.text("authority", Format.MEMBER),
        Trigger.fromJson(fields),
        fields.timestamp("deadline"),
        fields.has("inspectionSeconds")
            ? fields.integer("inspectionSeconds", 1, Rulebook.LONGEST)
            : 0,
        fields.has("lossPlanned") && fields.flag("lossPlanned"));
  }

  void addTo(JsonObject.Builder json) {
    json.put("orderId", orderId)
        .put("declarationId", declarationId)
        .put("authority", authority)
        .put("deadline", Timestamp.format(deadline));
    trigger.addTo(json);
    if (inspectionSeconds > 0) {
      json.put("inspectionSeconds", inspectionSeconds);
    }
    if (lossPlanned) {
      json.put("lossPlanned", true);
    }
  }
}
