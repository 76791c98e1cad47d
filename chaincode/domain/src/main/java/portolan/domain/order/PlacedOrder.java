// SPDX-License-Identifier: Apache-2.0
package portolan.domain.order;

import java.time.Instant;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * What the channel sees of an order: the item, with {@code "platform"} and {@code "placedAt"}.
 *
 * @param order as it was placed
 * @param platform the member that placed it
 * @param placedAt timestamp of the transaction
 */
public record PlacedOrder(PlaceOrder order, String platform, Instant placedAt) {
  /** Reads what is stored, or what a question is answered with. */
  public static PlacedOrder fromJson(Fields fields) {
    return new PlacedOrder(
        PlaceOrder.read(fields),
        fields.text("platform", Format.MEMBER),
        fields.timestamp("placedAt"));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return order.toJson().toBuilder()
        .put("platform", platform)
        .put("placedAt", Timestamp.format(placedAt))
        .build();
  }
}
