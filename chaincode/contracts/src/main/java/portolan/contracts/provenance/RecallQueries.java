// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.group.Group;
import portolan.domain.membership.RolesQuestion;
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
   * For each of these orders the recalls that are not lifted and reach goods that travel for it, at
   * most {@value Recall#MAX_HELD} of each member: {@code {"orders":[{"recalls":[]}]}}; nothing of
   * one whose goods no recall reaches. With the roles of a member, for who needs both: {@code
   * {"orderIds","mspId"}}, answered as {@code roles} is, too.
   */
  static JsonObject held(Transaction transaction, Fields argument) {
    List<String> ids = argument.texts("orderIds", 1, Group.MAX_ITEMS, Format.QUALIFIED);
    Optional<RolesQuestion> member = RolesQuestion.optionalFromJson(argument);
    argument.end();
    Ledger ledger = transaction.ledger();
    ledger.fetch(
        Stream.concat(
                ids.stream().map(ProvenanceKeys::held),
                member.stream().map(its -> ProvenanceKeys.member(its.mspId())))
            .toList());
    List<RecallCounts> counts =
        ids.stream()
            .map(
                id ->
                    ledger
                        .find(ProvenanceKeys.held(id))
                        .map(RecallCounts::fromJson)
                        .orElse(RecallCounts.NONE))
            .toList();
    ledger.fetch(
        counts.stream().flatMap(c -> c.recalls().stream()).map(ProvenanceKeys::recall).toList());
    List<JsonObject> orders = new ArrayList<>(ids.size());
    for (RecallCounts its : counts) {
      JsonObject.Builder order = Json.object();
      List<String> recalls = holding(ledger, its);
      if (!recalls.isEmpty()) {
        order.putTexts("recalls", recalls);
      }
      orders.add(order.build());
    }
    return member
        .map(its -> RolesQuestion.answer(MemberRegistry.roles(transaction, its.mspId())))
        .map(JsonObject::toBuilder)
        .orElseGet(Json::object)
        .putAll("orders", orders)
        .build();
  }

  private static List<String> holding(Ledger ledger, RecallCounts counts) {
    List<String> recalls = new ArrayList<>();
    Map<String, Integer> ofEach = new HashMap<>();
    for (String recall : counts.recalls()) {
      if (RecallRecords.isOpen(ledger, recall)
          && ofEach.merge(QualifiedId.parse(recall).owner(), 1, Integer::sum) <= Recall.MAX_HELD) {
        recalls.add(recall);
      }
    }
    return recalls;
  }
}
