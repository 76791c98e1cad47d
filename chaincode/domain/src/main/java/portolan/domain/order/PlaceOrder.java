// SPDX-License-Identifier: Apache-2.0
package portolan.domain.order;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.registry.Country;

/**
 * Item of {@code placeOrders} [platform]: {@code
 * {"orderId","supplier","destinationCountry","termsCommitment","ref"}}; sealed part {@code
 * {"terms"}}, the {@link OrderTerms}. Endorsed by the platform and the supplier.
 *
 * @param orderId chosen by the platform
 * @param supplier the member that is to deliver
 * @param destinationCountry see {@link Country}
 * @param termsCommitment of the sealed terms
 * @param ref the random reference that the terms are sealed under
 */
public record PlaceOrder(
    String orderId,
    String supplier,
    String destinationCountry,
    Commitment termsCommitment,
    String ref) {
  /** Name of the order's id. */
  public static final String ID = "orderId";

  /** Name of the terms in the sealed part. */
  public static final String TERMS = "terms";

  /** Reads an item. */
  public static PlaceOrder fromJson(Fields fields) {
    PlaceOrder item = read(fields);
    fields.end();
    return item;
  }

  /** Reads it where more stands beside it. */
  static PlaceOrder read(Fields fields) {
    return new PlaceOrder(
        fields.text(ID, Format.QUALIFIED),
        fields.text("supplier", Format.MEMBER),
        fields.text("destinationCountry", Country.CODE),
        fields.commitment("termsCommitment"),
        fields.text("ref", Format.RANDOM));
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put(ID, orderId)
        .put("supplier", supplier)
        .put("destinationCountry", destinationCountry)
        .put("termsCommitment", termsCommitment.hex())
        .put("ref", ref)
        .build();
  }

  /** The sealed part. */
  public static JsonObject sealed(JsonObject terms) {
    return Json.object().put(TERMS, terms).build();
  }
}
