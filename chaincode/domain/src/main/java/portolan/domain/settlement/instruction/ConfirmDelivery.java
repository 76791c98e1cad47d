package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code confirm} [logistics, platform]: {@code {"escrowId","secret"}}.
 *
 * @param escrowId the escrow
 * @param secret the delivery secret that the consignee gave, 16 to 128 characters; its hash is
 *     public, so it has to be random
 */
public record ConfirmDelivery(String escrowId, String secret) {
  private static final Format SECRET =
      Format.of("a secret of 16 to 128 characters", "[^\\p{Cntrl}]{16,128}", 128);

  /** Reads an item. */
  public static ConfirmDelivery fromJson(Fields fields) {
    ConfirmDelivery item =
        new ConfirmDelivery(
            fields.text("escrowId", Format.IDENTIFIER), fields.text("secret", SECRET));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("escrowId", escrowId).put("secret", secret).build();
  }
}
