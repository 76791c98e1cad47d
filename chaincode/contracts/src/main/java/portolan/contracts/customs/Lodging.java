// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.SealedDocument;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Clearance;
import portolan.domain.customs.Declaration;
import portolan.domain.customs.DocumentKind;
import portolan.domain.customs.Lodgement;
import portolan.domain.customs.Parties;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.CustomsKeys;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SealedKeys;

/** Lodges declarations, sealed to declarant and authority. */
final class Lodging extends GroupFunction<Lodging.Lodged> {

  /** What is lodged and the item that it came in. */
  record Lodged(Item item, Lodgement lodgement, JsonObject declaration) {}

  Lodging(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Lodged read(Item item) {
    requireOwnId(item.fields(), Declarations.ID);
    Lodgement lodgement =
        Lodgement.lodged(
            item.fields(), transaction.caller(), transaction.timestamp(), item.payloadHash());
    Fields sealed = item.sealed();
    Fields fields = sealed.object("declaration");
    sealed.end();
    Declaration declaration = Declaration.fromJson(fields);
    requireSame(fields, "declarationId", declaration.declarationId(), lodgement.declarationId());
    requireSame(fields, "orderId", declaration.orderId(), lodgement.orderId());
    lodgement.commitment().requireOpenedBy(Declaration.KIND, fields.path(), fields.json());
    return new Lodged(item, lodgement, fields.json());
  }

  private static void requireSame(Fields fields, String name, String sealed, String open) {
    if (!sealed.equals(open)) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, name, "expected the " + name + " of the item");
    }
  }

  @Override
  protected Collection<String> keys(Lodged lodged) {
    return List.of(
        CustomsKeys.declaration(lodged.lodgement().declarationId()),
        CustomsKeys.rule(lodged.lodgement().parties().authority(), lodged.lodgement().ruleId()),
        SealedKeys.used(lodged.lodgement().ref()));
  }

  @Override
  protected ItemResult.Accepted apply(Lodged lodged) {
    Lodgement lodgement = lodged.lodgement();
    String id = lodgement.declarationId();
    Optional<JsonObject> stored = transaction.ledger().read(CustomsKeys.declaration(id));
    if (stored.isPresent()) {
      // The stored form of the consignment is another one, and no difference.
      JsonObject comparable = stored.get().toBuilder().remove("consignment").build();
      lodged.item().requireSameAs(comparable, Declarations.ID);
      return ItemResult.Accepted.before();
    }
    requireParties(lodged);
    Fields fields = lodged.item().fields();
    Declarations.findRule(transaction, fields, lodgement.parties().authority(), lodgement.ruleId());
    Declarations.write(transaction, Clearance.of(lodgement));
    SealedDocument.seal(
        transaction,
        fields.path(),
        List.of(transaction.caller(), lodgement.parties().authority()),
        lodgement.ref(),
        lodged.declaration());
    return ItemResult.Accepted.now();
  }

  private void requireParties(Lodged lodged) {
    Fields fields = lodged.item().fields();
    Parties parties = lodged.lodgement().parties();
    for (DocumentKind kind : DocumentKind.values()) {
      requireRole(fields, Parties.field(kind), parties.attestor(kind), kind.attestor());
    }
    requireRole(fields, "authority", parties.authority(), Role.CUSTOMS);
  }

  private void requireRole(Fields fields, String name, String member, Role role) {
    if (!transaction.registry().roles(member).contains(role)) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT,
          "parties." + name,
          "expected a member with the role " + role.word());
    }
  }
}
