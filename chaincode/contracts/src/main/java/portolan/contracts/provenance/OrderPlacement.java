// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.SealedDocument;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Role;
import portolan.domain.order.OrderTerms;
import portolan.domain.registry.Country;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SealedKeys;

/** Places orders: the terms are sealed to platform and supplier, the channel sees a commitment. */
final class OrderPlacement extends GroupFunction<OrderPlacement.Order> {
  private static final String PLATFORM = "platform";

  /** An order and the item that it came in. */
  record Order(
      Item item,
      String orderId,
      String supplier,
      String destinationCountry,
      Commitment termsCommitment,
      String ref,
      JsonObject terms) {}

  OrderPlacement(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Order read(Item item) {
    Fields fields = item.fields();
    requireOwnId(fields, "orderId");
    Fields sealed = item.sealed();
    Fields terms = sealed.object("terms");
    Order order =
        new Order(
            item,
            fields.text("orderId", Format.QUALIFIED),
            fields.text("supplier", Format.MEMBER),
            fields.text("destinationCountry", Country.CODE),
            fields.commitment("termsCommitment"),
            fields.text("ref", Format.RANDOM),
            terms.json());
    fields.end();
    sealed.end();
    if (!OrderTerms.fromJson(terms).orderId().equals(order.orderId())) {
      throw terms.refuse(
          RefusalCode.INVALID_ARGUMENT, "orderId", "expected the orderId of the item");
    }
    order.termsCommitment().requireOpenedBy(OrderTerms.KIND, terms.path(), order.terms());
    return order;
  }

  @Override
  protected Collection<String> keys(Order order) {
    return List.of(
        ProvenanceKeys.order(order.orderId()),
        ProvenanceKeys.member(order.supplier()),
        SealedKeys.used(order.ref()));
  }

  @Override
  protected ItemResult.Accepted apply(Order order) {
    Optional<JsonObject> stored = transaction.ledger().read(ProvenanceKeys.order(order.orderId()));
    if (stored.isPresent()) {
      order.item().requireSameAs(stored.get(), "orderId");
      return ItemResult.Accepted.before();
    }
    if (!transaction.registry().roles(order.supplier()).contains(Role.SUPPLIER)) {
      throw order
          .item()
          .fields()
          .refuse(
              RefusalCode.INVALID_ARGUMENT, "supplier", "expected a member with the role supplier");
    }
    transaction
        .ledger()
        .write(
            ProvenanceKeys.order(order.orderId()),
            Json.object()
                .put("orderId", order.orderId())
                .put("supplier", order.supplier())
                .put("destinationCountry", order.destinationCountry())
                .put("termsCommitment", order.termsCommitment().hex())
                .put("ref", order.ref())
                .put(PLATFORM, transaction.caller())
                .put("placedAt", Timestamp.format(transaction.timestamp()))
                .put(Item.PAYLOAD_HASH, order.item().payloadHash())
                .build());
    SealedDocument.seal(
        transaction,
        order.item().fields().path(),
        List.of(transaction.caller(), order.supplier()),
        order.ref(),
        order.terms());
    return ItemResult.Accepted.now();
  }
}
