// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Identity;
import portolan.domain.gs1.Sgtin;
import portolan.domain.membership.Parties;
import portolan.domain.membership.Role;
import portolan.domain.recall.OpenRecall;
import portolan.domain.recall.Recall;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;

/**
 * Opens recalls. Who holds the company prefix of what is recalled may do that and, if no member
 * holds it, who registered the product; an authority may always. The classes and lots that it names
 * are held from this transaction on.
 */
final class RecallOpening extends GroupFunction<RecallOpening.Opening> {
  /** A recall and the item that it came in. */
  record Opening(Item item, OpenRecall recall) {}

  RecallOpening(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Opening read(Item item) {
    requireOwnId(item.fields(), OpenRecall.ID);
    return new Opening(item, OpenRecall.fromJson(item.fields()));
  }

  @Override
  protected Collection<String> keys(Opening opening) {
    List<String> keys = new ArrayList<>();
    keys.add(ProvenanceKeys.recall(opening.recall().recallId()));
    keys.add(ProvenanceKeys.REGISTRY);
    for (Identity what : sources(opening)) {
      gtin(what).ifPresent(gtin -> keys.add(ProvenanceKeys.product(gtin.digits())));
      if (what instanceof EpcClass kind) {
        keys.add(RecallRecords.key(kind));
      }
    }
    return keys;
  }

  @Override
  protected ItemResult.Accepted apply(Opening opening) {
    OpenRecall recall = opening.recall();
    Optional<JsonObject> stored =
        transaction.ledger().read(ProvenanceKeys.recall(recall.recallId()));
    if (stored.isPresent()) {
      opening.item().requireSameAs(stored.get(), OpenRecall.ID);
      return ItemResult.Accepted.before();
    }
    List<Identity> sources = sources(opening);
    for (int i = 0; i < sources.size(); i++) {
      String field = "sources[" + i + "].name";
      requireAuthority(opening, sources.get(i), field);
    }
    RecallRecords.writeNew(
        transaction.ledger(),
        new Recall(recall, transaction.timestamp(), Optional.empty(), Optional.empty()),
        opening.item().payloadHash());
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i) instanceof EpcClass kind) {
        String field = "sources[" + i + "].name";
        RecallRecords.add(
            transaction.ledger(), kind, recall.recallId(), opening.item().fields(), field);
      }
    }
    return ItemResult.Accepted.now();
  }

  private static List<Identity> sources(Opening opening) {
    return opening.recall().sources().stream().map(source -> source.what()).toList();
  }

  private static Optional<Gtin> gtin(Identity what) {
    return switch (what) {
      case Sgtin unit -> Optional.of(unit.gtin());
      case EpcClass kind -> kind.gtin();
      case Epc other -> Optional.empty();
    };
  }

  private void requireAuthority(Opening opening, Identity what, String field) {
    String caller = transaction.caller();
    if (transaction.registry().roles(caller).contains(Role.CUSTOMS)) {
      return;
    }
    Parties parties = MemberRegistry.parties(transaction);
    Optional<String> issuer = gtin(what).map(parties::issuer).orElseGet(() -> parties.issuer(what));
    Optional<String> holder =
        issuer.or(
            () ->
                gtin(what)
                    .flatMap(
                        gtin ->
                            ProductRegistration.owner(
                                transaction.ledger().find(ProvenanceKeys.product(gtin.digits())))));
    if (!holder.equals(Optional.of(caller))) {
      throw opening
          .item()
          .fields()
          .refuse(
              RefusalCode.PERMISSION_DENIED,
              field,
              "expected "
                  + holder.map(member -> member + ", who answers for it, or ").orElse("")
                  + "a member with the role customs");
    }
  }
}
