// SPDX-License-Identifier: Apache-2.0
package portolan.domain.order;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Question of {@code order}: {@code {"orderId"}}. The answer is a {@link PlacedOrder}.
 *
 * @param orderId the order, with its platform
 */
public record OrderQuestion(String orderId) {
  /** Reads a question. */
  public static OrderQuestion fromJson(Fields fields) {
    OrderQuestion question = new OrderQuestion(fields.text(PlaceOrder.ID, Format.QUALIFIED));
    fields.end();
    return question;
  }

  /** The question. */
  public JsonObject toJson() {
    return Json.object().put(PlaceOrder.ID, orderId).build();
  }
}
