// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Gtin;
import portolan.domain.order.OrderQuestion;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;

/** Reads products and orders. */
final class ProvenanceQueries {
  private static final Format TEXT = Format.of("1 to 300 characters", "[!-~]+", Epc.MAX_LENGTH);

  private ProvenanceQueries() {}

  /** {@code product} {@code {"gtin"}}. */
  static JsonObject product(Transaction transaction, Fields argument) {
    Gtin gtin = Gtin.of(argument.path("gtin"), argument.text("gtin", TEXT));
    argument.end();
    return found(transaction, argument, "gtin", ProvenanceKeys.product(gtin.digits()));
  }

  /** {@code order} {@code {"orderId"}}. */
  static JsonObject order(Transaction transaction, Fields argument) {
    String orderId = OrderQuestion.fromJson(argument).orderId();
    return found(transaction, argument, "orderId", ProvenanceKeys.order(orderId));
  }

  private static JsonObject found(
      Transaction transaction, Fields argument, String name, String key) {
    return transaction
        .ledger()
        .read(key)
        .map(stored -> stored.toBuilder().remove(Item.PAYLOAD_HASH).build())
        .orElseThrow(
            () -> argument.refuse(RefusalCode.NOT_FOUND, name, "nothing is known under it"));
  }
}
