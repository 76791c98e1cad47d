// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.RolesQuestion;
import portolan.domain.recall.Recall;
import portolan.domain.worldstate.ProvenanceFunction;

/** What the chaincode of provenance says of the goods of orders. One call for all of them. */
final class RecalledGoods {
  private static final int MOST = Recall.MAX_HELD * Consortium.MAX_MEMBERS;

  private RecalledGoods() {}

  /**
   * The orders among these whose goods are marked as recalled, each with the recalls under which
   * they are. The roles of the caller come with the answer.
   */
  static Map<String, List<String>> of(Transaction transaction, Collection<String> orderIds) {
    Map<String, List<String>> recalls = new HashMap<>();
    List<String> asked = List.copyOf(new TreeSet<>(orderIds));
    if (asked.isEmpty()) {
      return recalls;
    }
    Fields answer =
        transaction.call(
            ProvenanceFunction.HELD,
            new RolesQuestion(transaction.caller())
                .toJson().toBuilder().putTexts("orderIds", asked).build());
    transaction.registry().learn(transaction.caller(), RolesQuestion.roles(answer));
    List<Fields> orders = answer.objects("orders", asked.size(), asked.size());
    for (int i = 0; i < asked.size(); i++) {
      Fields order = orders.get(i);
      if (order.has("recalls")) {
        recalls.put(asked.get(i), order.texts("recalls", 1, MOST, Format.QUALIFIED));
      }
      // Whatever else is said must not be taken for nothing.
      order.end();
    }
    return recalls;
  }
}
