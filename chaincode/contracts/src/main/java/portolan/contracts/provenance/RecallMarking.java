// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.custody.Changes;
import portolan.domain.custody.Marking;
import portolan.domain.group.ItemResult;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.recall.MarkRecalled;
import portolan.domain.recall.OpenRecall;
import portolan.domain.recall.Recall;
import portolan.domain.recall.Scope;
import portolan.domain.worldstate.RefusalCode;

/**
 * Marks what a recall reaches, and says how much that is as of which block. Only the member that
 * has opened it does so; everybody can compute the same from the blocks.
 */
final class RecallMarking extends GroupFunction<RecallMarking.Marked> {
  private final LedgerWorld world;
  private int names;

  /** What is marked and the item that it came in. */
  record Marked(Item item, MarkRecalled marked) {}

  RecallMarking(Transaction transaction) {
    super(transaction);
    this.world = new LedgerWorld(transaction);
  }

  @Override
  protected Marked read(Item item) {
    requireOwnId(item.fields(), OpenRecall.ID);
    Marked marked = new Marked(item, MarkRecalled.fromJson(item.fields()));
    names = requireFew(item, names + marked.marked().names().size());
    return marked;
  }

  /** A transaction is bounded whatever its items are. */
  static int requireFew(Item item, int names) {
    if (names > MarkRecalled.MAX_NAMES) {
      throw item.fields()
          .refuse(
              RefusalCode.INVALID_ARGUMENT,
              MarkRecalled.NAMES,
              "expected at most " + MarkRecalled.MAX_NAMES + " names in all items together");
    }
    return names;
  }

  @Override
  protected Collection<String> keys(Marked item) {
    return RecallRecords.keys(item.marked().recallId(), item.marked().names());
  }

  @Override
  protected void prepare(List<Marked> items) {
    world.fetchParents(
        items.stream()
            .flatMap(item -> RecallRecords.objects(item.marked().names()).stream())
            .toList());
  }

  @Override
  protected ItemResult.Accepted apply(Marked item) {
    MarkRecalled marked = item.marked();
    Recall recall = RecallRecords.open(transaction, item.item().fields(), marked.recallId());
    boolean changed = false;
    if (marked.scope().isPresent() && !marked.scope().equals(recall.scope())) {
      requireLater(item, recall, marked.scope().get());
      RecallRecords.write(
          transaction.ledger(),
          new Recall(recall.opened(), recall.openedAt(), marked.scope(), recall.lifted()));
      changed = true;
    }
    for (EpcClass kind : RecallRecords.classes(marked.names())) {
      changed |=
          RecallRecords.add(
              transaction.ledger(),
              kind,
              marked.recallId(),
              item.item().fields(),
              MarkRecalled.NAMES);
    }
    List<Epc> objects = RecallRecords.objects(marked.names());
    Changes changes =
        Marking.mark(
            marked.recallId(), objects, item.item().fields().path(), MarkRecalled.NAMES, world);
    world.write(changes);
    return changed || !changes.isNone() ? ItemResult.Accepted.now() : ItemResult.Accepted.before();
  }

  private static void requireLater(Marked item, Recall recall, Scope scope) {
    Optional<Scope> before = recall.scope();
    if (before.isPresent() && before.get().asOfBlock() >= scope.asOfBlock()) {
      throw item.item()
          .fields()
          .refuse(
              RefusalCode.INVALID_ARGUMENT,
              "scope.asOfBlock",
              "expected a block after " + before.get().asOfBlock() + ", that of the scope before");
    }
  }
}
