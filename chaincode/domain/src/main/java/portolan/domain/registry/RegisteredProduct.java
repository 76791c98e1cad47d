// SPDX-License-Identifier: Apache-2.0
package portolan.domain.registry;

import java.time.Instant;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * A product as it is stored: with {@code "owner"} and {@code "registeredAt"}.
 *
 * @param product as it was registered
 * @param owner the member that registered it
 * @param registeredAt timestamp of the transaction
 */
public record RegisteredProduct(Product product, String owner, Instant registeredAt) {
  private static final String OWNER = "owner";

  /** Reads what is stored, or what a question is answered with. */
  public static RegisteredProduct fromJson(Fields fields) {
    return new RegisteredProduct(
        Product.read(fields), owner(fields), fields.timestamp("registeredAt"));
  }

  /** Reads the owner alone. */
  public static String owner(Fields fields) {
    return fields.text(OWNER, Format.MEMBER);
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return product.toJson().toBuilder()
        .put(OWNER, owner)
        .put("registeredAt", Timestamp.format(registeredAt))
        .build();
  }
}
