// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Uetr;

/**
 * Item of {@code confirmRedemptions} [bank]: {@code {"redemptionId","uetr"}}.
 *
 * @param redemptionId a redemption of this bank
 * @param uetr of the payment that was made: has to be the redemption's
 */
public record ConfirmRedemption(String redemptionId, Uetr uetr) {

  /** Reads an item. */
  public static ConfirmRedemption fromJson(Fields fields) {
    ConfirmRedemption item =
        new ConfirmRedemption(
            fields.text("redemptionId", Format.QUALIFIED), Uetr.fromJson(fields, "uetr"));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("redemptionId", redemptionId).put("uetr", uetr.value()).build();
  }
}
