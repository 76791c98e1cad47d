// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.registry.Product;
import portolan.domain.registry.RegisteredProduct;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;

/** Registers products; the member that registers one owns its number range of units. */
final class ProductRegistration extends GroupFunction<ProductRegistration.Registration> {
  /** A product and the item that it came in. */
  record Registration(Item item, Product product) {}

  ProductRegistration(Transaction transaction) {
    super(transaction);
  }

  static Optional<String> owner(Optional<Fields> product) {
    return product.map(RegisteredProduct::owner);
  }

  @Override
  protected Registration read(Item item) {
    return new Registration(item, Product.fromJson(item.fields()));
  }

  @Override
  protected Collection<String> keys(Registration registration) {
    return List.of(
        ProvenanceKeys.REGISTRY, ProvenanceKeys.product(registration.product().gtin().digits()));
  }

  @Override
  protected ItemResult.Accepted apply(Registration registration) {
    Product product = registration.product();
    Optional<JsonObject> stored =
        transaction.ledger().read(ProvenanceKeys.product(product.gtin().digits()));
    if (stored.isPresent()) {
      requireOwner(registration, stored.get());
      registration.item().requireSameAs(stored.get(), "gtin");
      return ItemResult.Accepted.before();
    }
    requireIssuer(registration);
    transaction
        .ledger()
        .write(
            ProvenanceKeys.product(product.gtin().digits()),
            new RegisteredProduct(product, transaction.caller(), transaction.timestamp())
                .toJson().toBuilder()
                    .put(Item.PAYLOAD_HASH, registration.item().payloadHash())
                    .build());
    return ItemResult.Accepted.now();
  }

  private void requireIssuer(Registration registration) {
    Optional<String> issuer =
        MemberRegistry.parties(transaction).issuer(registration.product().gtin());
    if (issuer.isPresent() && !issuer.get().equals(transaction.caller())) {
      throw registration
          .item()
          .fields()
          .refuse(
              RefusalCode.PERMISSION_DENIED,
              "gtin",
              "expected " + issuer.get() + ", whose company prefix it begins with");
    }
  }

  private void requireOwner(Registration registration, JsonObject stored) {
    String owner = RegisteredProduct.owner(Fields.of("product", stored));
    if (!owner.equals(transaction.caller())) {
      throw registration
          .item()
          .fields()
          .refuse(RefusalCode.ALREADY_EXISTS, "gtin", "this product is registered by " + owner);
    }
  }
}
