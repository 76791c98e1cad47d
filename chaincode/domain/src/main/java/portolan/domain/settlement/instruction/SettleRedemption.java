package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Redemption;

/**
 * Item of {@code settleRedemptions} [bank]: {@code {"redemptionId","uetr"}}.
 *
 * @param redemptionId a redemption of this bank
 * @param uetr the payment's reference, a UUID of version 4 in lower case
 */
public record SettleRedemption(String redemptionId, String uetr) {

  /** Reads an item. */
  public static SettleRedemption fromJson(Fields fields) {
    SettleRedemption item =
        new SettleRedemption(
            fields.text("redemptionId", Format.IDENTIFIER), fields.text("uetr", Redemption.UETR));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("redemptionId", redemptionId).put("uetr", uetr).build();
  }
}
