// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.SealedDocument;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Attestation;
import portolan.domain.customs.Clearance;
import portolan.domain.customs.DocumentKind;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.CustomsKeys;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SealedKeys;

/** Attests documents, each by the party that the declaration names for it. */
final class Attesting extends GroupFunction<Attesting.Attested> {
  /** Roles that attest one of the documents. */
  static final Set<Role> ROLES = EnumSet.of(Role.PLATFORM, Role.BANK, Role.LOGISTICS);

  /** A document, the word on it and the item that they came in. */
  record Attested(
      Item item,
      String declarationId,
      DocumentKind kind,
      Attestation attestation,
      JsonObject document) {}

  Attesting(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Attested read(Item item) {
    Fields fields = item.fields();
    Fields sealed = item.sealed();
    Fields document = sealed.object("document");
    Attested attested =
        new Attested(
            item,
            Declarations.readId(item),
            fields.choice("kind", DocumentKind.class),
            new Attestation(
                transaction.caller(),
                fields.commitment("commitment"),
                fields.text("ref", Format.RANDOM),
                transaction.timestamp(),
                item.payloadHash()),
            document.json());
    fields.end();
    sealed.end();
    requireRole(attested);
    attested.kind().requireForm(document);
    attested
        .attestation()
        .commitment()
        .requireOpenedBy(attested.kind().commitmentKind(), document.path(), document.json());
    return attested;
  }

  private void requireRole(Attested attested) {
    Role role = attested.kind().attestor();
    if (!transaction.registry().roles(transaction.caller()).contains(role)) {
      throw attested
          .item()
          .fields()
          .refuse(
              RefusalCode.PERMISSION_DENIED,
              "kind",
              "expected a caller with the role " + role.word() + " for " + attested.kind());
    }
  }

  @Override
  protected Collection<String> keys(Attested attested) {
    return List.of(
        CustomsKeys.declaration(attested.declarationId()),
        SealedKeys.used(attested.attestation().ref()));
  }

  @Override
  protected ItemResult.Accepted apply(Attested attested) {
    String id = attested.declarationId();
    String path = attested.item().fields().path();
    Clearance clearance = Declarations.find(transaction, attested.item(), id);
    clearance.requireAttestor(path, attested.kind(), transaction.caller());
    Optional<Clearance> changed = clearance.attested(path, attested.kind(), attested.attestation());
    if (changed.isEmpty()) {
      return ItemResult.Accepted.before();
    }
    Declarations.write(transaction, changed.get());
    SealedDocument.seal(
        transaction,
        path,
        List.of(transaction.caller(), clearance.lodgement().parties().authority()),
        attested.attestation().ref(),
        attested.document());
    return ItemResult.Accepted.now();
  }
}
