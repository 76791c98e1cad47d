// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.SealedDocument;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Role;
import portolan.domain.order.OrderTerms;
import portolan.domain.order.PlaceOrder;
import portolan.domain.order.PlacedOrder;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SealedKeys;

/** Places orders: the terms are sealed to platform and supplier, the channel sees a commitment. */
final class OrderPlacement extends GroupFunction<OrderPlacement.Order> {
  /** An order, its terms and the item that they came in. */
  record Order(Item item, PlaceOrder placed, JsonObject terms) {}

  OrderPlacement(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Order read(Item item) {
    Fields fields = item.fields();
    requireOwnId(fields, PlaceOrder.ID);
    Fields sealed = item.sealed();
    Fields terms = sealed.object(PlaceOrder.TERMS);
    Order order = new Order(item, PlaceOrder.fromJson(fields), terms.json());
    sealed.end();
    if (!OrderTerms.fromJson(terms).orderId().equals(order.placed().orderId())) {
      throw terms.refuse(
          RefusalCode.INVALID_ARGUMENT, "orderId", "expected the orderId of the item");
    }
    order.placed().termsCommitment().requireOpenedBy(OrderTerms.KIND, terms.path(), order.terms());
    return order;
  }

  @Override
  protected Collection<String> keys(Order order) {
    return List.of(
        ProvenanceKeys.order(order.placed().orderId()),
        ProvenanceKeys.member(order.placed().supplier()),
        SealedKeys.used(order.placed().ref()));
  }

  @Override
  protected ItemResult.Accepted apply(Order order) {
    Optional<JsonObject> stored =
        transaction.ledger().read(ProvenanceKeys.order(order.placed().orderId()));
    if (stored.isPresent()) {
      order.item().requireSameAs(stored.get(), PlaceOrder.ID);
      return ItemResult.Accepted.before();
    }
    if (!transaction.registry().roles(order.placed().supplier()).contains(Role.SUPPLIER)) {
      throw order
          .item()
          .fields()
          .refuse(
              RefusalCode.INVALID_ARGUMENT, "supplier", "expected a member with the role supplier");
    }
    transaction
        .ledger()
        .write(
            ProvenanceKeys.order(order.placed().orderId()),
            new PlacedOrder(order.placed(), transaction.caller(), transaction.timestamp())
                .toJson().toBuilder().put(Item.PAYLOAD_HASH, order.item().payloadHash()).build());
    SealedDocument.seal(
        transaction,
        order.item().fields().path(),
        List.of(transaction.caller(), order.placed().supplier()),
        order.placed().ref(),
        order.terms());
    return ItemResult.Accepted.now();
  }
}
