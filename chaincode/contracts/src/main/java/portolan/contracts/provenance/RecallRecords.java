// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Identity;
import portolan.domain.membership.Role;
import portolan.domain.recall.OpenRecall;
import portolan.domain.recall.Recall;
import portolan.domain.recall.RecalledClass;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;

/** Recalls and the classes that they name, as they are stored. */
final class RecallRecords {
  /** Roles that can recall: who handles goods, and the authorities. */
  static final Set<Role> ROLES =
      EnumSet.of(Role.SUPPLIER, Role.LOGISTICS, Role.PLATFORM, Role.CUSTOMS);

  private RecallRecords() {}

  /** Whether a recall is there and not lifted. */
  static boolean isOpen(Ledger ledger, String recallId) {
    return ledger.find(ProvenanceKeys.recall(recallId)).filter(Recall::isOpen).isPresent();
  }

  static Optional<Recall> find(Ledger ledger, String recallId) {
    return ledger.find(ProvenanceKeys.recall(recallId)).map(Recall::fromJson);
  }

  /** The recall that an item names, or a refusal; lifted ones are refused too. */
  static Recall open(Transaction transaction, Fields fields, String recallId) {
    Recall recall =
        find(transaction.ledger(), recallId)
            .orElseThrow(
                () ->
                    fields.refuse(
                        RefusalCode.NOT_FOUND,
                        OpenRecall.ID,
                        "no recall is opened as " + recallId));
    if (recall.lifted().isPresent()) {
      throw fields.refuse(
          RefusalCode.RECALL_LIFTED,
          OpenRecall.ID,
          "the recall was lifted at " + recall.lifted().get().at());
    }
    return recall;
  }

  /** Stores a recall; it stays known by the item that has opened it. */
  static void write(Ledger ledger, Recall recall) {
    String key = ProvenanceKeys.recall(recall.opened().recallId());
    Json hash = ledger.read(key).orElseThrow().member(Item.PAYLOAD_HASH).orElseThrow();
    ledger.write(key, recall.toJson().toBuilder().put(Item.PAYLOAD_HASH, hash).build());
  }

  static void writeNew(Ledger ledger, Recall recall, String payloadHash) {
    JsonObject json = recall.toJson().toBuilder().put(Item.PAYLOAD_HASH, payloadHash).build();
    ledger.write(ProvenanceKeys.recall(recall.opened().recallId()), json);
  }

  /**
   * The recall reaches all of a class.
   *
   * @return false if it does already
   */
  static boolean add(Ledger ledger, EpcClass kind, String recallId, Fields fields, String field) {
    RecalledClass before = of(ledger, kind);
    if (before.recalls().contains(recallId)) {
      return false;
    }
    RecalledClass after = before.with(recallId, id -> isOpen(ledger, id));
    if (RecalledClass.isTooMany(after.without(recallId).recalls(), recallId)) {
      throw fields.refuse(
          RefusalCode.TOO_MANY_RECALLS,
          field,
          "expected at most " + RecalledClass.MAX_RECALLS + " recalls of a member's of " + kind);
    }
    ledger.write(key(kind), after.toJson());
    return true;
  }

  /** The recall does not reach a class any more. */
  static boolean remove(Ledger ledger, EpcClass kind, String recallId) {
    RecalledClass before = of(ledger, kind);
    RecalledClass after = before.without(recallId);
    if (after.equals(before)) {
      return false;
    }
    if (after.recalls().isEmpty()) {
      ledger.delete(key(kind));
    } else {
      ledger.write(key(kind), after.toJson());
    }
    return true;
  }

  static RecalledClass of(Ledger ledger, EpcClass kind) {
    return ledger.find(key(kind)).map(RecalledClass::fromJson).orElse(RecalledClass.NONE);
  }

  static String key(EpcClass kind) {
    return ProvenanceKeys.recalled(kind.canonical());
  }

  /** Where an item's names are on the ledger. */
  static List<String> keys(String recallId, List<Identity> names) {
    List<String> keys = new ArrayList<>();
    keys.add(ProvenanceKeys.recall(recallId));
    for (Identity name : names) {
      keys.add(
          switch (name) {
            case EpcClass kind -> key(kind);
            case Epc epc -> ProvenanceKeys.epc(epc.canonical());
          });
    }
    return keys;
  }

  static List<Epc> objects(List<Identity> names) {
    return names.stream().filter(Epc.class::isInstance).map(Epc.class::cast).toList();
  }

  static List<EpcClass> classes(List<Identity> names) {
    return names.stream().filter(EpcClass.class::isInstance).map(EpcClass.class::cast).toList();
  }
}
