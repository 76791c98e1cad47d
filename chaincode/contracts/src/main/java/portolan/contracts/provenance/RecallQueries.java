// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.ArrayList;
import java.util.List;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;
import portolan.domain.recall.OpenRecall;
import portolan.domain.recall.Recall;
import portolan.domain.recall.RecallCounts;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;

/** Reads recalls, and which orders they hold. */
final class RecallQueries {
  private RecallQueries() {}

  /** {@code recall} {@code {"recallId"}}. */
  static JsonObject recall(Transaction transaction, Fields argument) {
    String recallId = Recall.questionFromJson(argument);
    return transaction
        .ledger()
        .read(ProvenanceKeys.recall(recallId))
        .map(stored -> stored.toBuilder().remove(Item.PAYLOAD_HASH).build())
        .orElseThrow(
            () ->
                argument.refuse(RefusalCode.NOT_FOUND, OpenRecall.ID, "nothing is known under it"));
  }

  /**
   * For each of these orders a recall that is not lifted and reaches goods that travel for it:
   * {@code {"orders":[{"recall"}]}}; nothing of one whose goods no recall reaches.
   */
  static JsonObject held(Transaction transaction, Fields argument) {
    List<String> ids = argument.texts("orderIds", 1, Group.MAX_ITEMS, Format.QUALIFIED);
    argument.end();
    Ledger ledger = transaction.ledger();
    ledger.fetch(ids.stream().map(ProvenanceKeys::held).toList());
    List<JsonObject> orders = new ArrayList<>(ids.size());
    for (String id : ids) {
      JsonObject.Builder order = Json.object();
      ledger.find(ProvenanceKeys.held(id)).map(RecallCounts::fromJson).stream()
          .flatMap(counts -> counts.recalls().stream())
          .filter(recall -> RecallRecords.isOpen(ledger, recall))
          .findFirst()
          .ifPresent(recall -> order.put("recall", recall));
      orders.add(order.build());
    }
    return Json.object().putAll("orders", orders).build();
  }
}
